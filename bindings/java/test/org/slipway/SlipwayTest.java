// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.Test;

/** Properties: classifier (a model directory), zip (of it), detector, pose, image (a raw one with people). */
public class SlipwayTest {
  private static Path path(String property) {
    return Path.of(System.getProperty(property));
  }

  private static Image image() throws Exception {
    return Dump.read(System.getProperty("image"));
  }

  private static SlipwayException refused(org.junit.function.ThrowingRunnable call, String text) {
    SlipwayException error = assertThrows(SlipwayException.class, call);
    assertTrue(error.getMessage(), error.getMessage().contains(text));
    return error;
  }

  @Test
  public void errorsSayWhatIsWrong() throws Exception {
    assertEquals(SlipwayException.Code.INVALID_INPUT, refused(() -> Model.open(Path.of("/nonexistent")), "no such model directory").code());
    refused(() -> Model.open(new byte[] {1, 2, 3}), "no zip archive");
    refused(() -> Image.of(new byte[10], 4, 4, Image.Format.RGB), "takes 48 bytes, not 10");
    try (Model model = Model.open(path("classifier")); Session session = model.session()) {
      assertEquals(SlipwayException.Code.UNAVAILABLE, refused(() -> model.session(new Session.Options().withDevice("cuda:3")), "cuda:3").code());
      Image boxes = image().with(List.of(new Box(0, 0, 9, 9)));
      refused(() -> session.run(boxes), "takes whole images, no boxes");
      ExecutionException error = assertThrows(ExecutionException.class, () -> session.submit(boxes).get());
      assertTrue(error.getCause() instanceof SlipwayException);
      assertThrows(NullPointerException.class, () -> session.run((Image) null));
    }
  }

  @Test
  public void closedMeansClosed() throws Exception {
    Model model = Model.open(path("classifier"));
    Session session = model.session();
    model.close();
    model.close();
    refused(model::info, "closed");
    assertEquals(1, session.run(List.of(image())).size());
    CompletableFuture<Result> last = session.submit(image());
    session.close();
    assertTrue(last.isDone());
    refused(() -> session.run(image()), "closed");
  }

  @Test
  public void zipsAndBufferedImages() throws Exception {
    byte[] zip = Files.readAllBytes(path("zip"));
    try (Model model = Model.open(path("classifier")); Session session = model.session(); Model packed = Model.open(zip);
        Session other = packed.session()) {
      assertEquals(session.run(image()).json(), other.run(image()).json());
      BufferedImage rgb = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
      BufferedImage bgr = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
      byte[] bytes = new byte[64 * 48 * 3];
      for (int i = 0; i < 64 * 48; ++i) {
        int value = i * 2654435;
        rgb.setRGB(i % 64, i / 64, value);
        bgr.setRGB(i % 64, i / 64, value);
        bytes[3 * i] = (byte) (value >> 16);
        bytes[3 * i + 1] = (byte) (value >> 8);
        bytes[3 * i + 2] = (byte) value;
      }
      String expected = session.run(Image.of(bytes, 64, 48, Image.Format.RGB)).json();
      assertEquals(expected, session.run(Image.of(rgb)).json());
      assertEquals(expected, session.run(Image.of(bgr)).json());
      assertTrue(session.run(List.of()).isEmpty());
      assertTrue(model.info().contains("\"task\":\"Classifier\""));
      assertTrue(session.info().contains("\"inputs\""));
    }
  }

  @Test
  public void threadsAndFutures() throws Exception {
    Image image = image();
    try (Model model = Model.open(path("classifier")); Session session = model.session(new Session.Options("cpu", 1, 2, 8, 300, 500))) {
      String expected = session.run(image).json();
      List<Thread> threads = new ArrayList<>();
      List<String> wrong = new ArrayList<>();
      for (int t = 0; t < 8; ++t)
        threads.add(new Thread(() -> {
          for (int i = 0; i < 20; ++i) {
            String json = i % 2 == 0 ? session.run(image).json() : session.submit(image).join().json();
            if (!json.equals(expected)) synchronized (wrong) {
              wrong.add(json);
            }
          }
        }));
      threads.forEach(Thread::start);
      for (Thread thread : threads) thread.join();
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  public void topDown() throws Exception {
    try (Model detector = Model.open(path("detector")); Model pose = Model.open(path("pose")); Session first = detector.session();
        Session second = pose.session(); TopDown both = new TopDown(first, second)) {
      List<Instance> people = both.run(image());
      assertTrue(people.size() > 1);
      assertEquals(17, people.get(0).keypoints().size());
      refused(() -> new TopDown(second, second), "finds none");
    }
  }

  @Test
  public void tracking() throws Exception {
    PoseTracker.Options options = new PoseTracker.Options();
    assertEquals(0.5f, options.detThr, 0);
    assertEquals(-1, options.detLabel);
    assertEquals(0.00625f, options.stdWeightVelocity, 0);
    assertEquals(1f, options.smoothFcMin, 0);
    options.detThr = 0.3f;
    try (Model detector = Model.open(path("detector")); Model pose = Model.open(path("pose")); Session first = detector.session();
        Session second = pose.session(); TopDown both = new TopDown(first, second); PoseTracker tracker = new PoseTracker(both, options)) {
      Result people = tracker.run(image());
      assertTrue(people.size() > 1);
      assertEquals(0, people.get(0).id());
      assertEquals(people.stream().map(Instance::id).toList(), tracker.run(image(), true).stream().map(Instance::id).toList());
      options.detInterval = 0;
      refused(() -> new PoseTracker(both, options), "det_interval");
      options.detInterval = 1;
      options.keypointSigmas = new float[] {1, 1, 1};
      refused(() -> new PoseTracker(both, options).run(image()), "3 numbers for the 17 keypoints");
      PoseTracker closed = new PoseTracker(both);
      closed.close();
      refused(() -> closed.run(image()), "closed");
    }
  }

  @Test
  public void textBeyondTheFirstPlane() throws Exception {
    refused(() -> Model.open(Path.of("/nowhere/\uD83D\uDEA2 \u6a21\u578b")), "/nowhere/\uD83D\uDEA2 \u6a21\u578b");
    Path folder = Files.createTempDirectory("\uD83D\uDEA2");
    for (String name : List.of("pipeline.json", "deploy.json", "end2end.onnx"))
      Files.copy(path("classifier").resolve(name), folder.resolve(name));
    String deploy = Files.readString(folder.resolve("deploy.json"));
    deploy = deploy.replace("\"classes\"", "\"others\"").replaceFirst("\\{", "{\"classes\": [\"\uD83D\uDC31\", \"\u00e9\"],");
    Files.writeString(folder.resolve("deploy.json"), deploy);
    try (Model model = Model.open(folder); Session session = model.session()) {
      assertTrue(model.info(), model.info().contains("[\"\uD83D\uDC31\",\"\u00e9\"]"));
      refused(() -> model.session(new Session.Options().withDevice("\uD83D\uDEA2")), "\uD83D\uDEA2");
      assertEquals(1, session.run(List.of(image())).size());
    }
  }

  @Test
  public void noBytesAreNoCrash() {
    assertThrows(NullPointerException.class, () -> Model.open((byte[]) null));
  }
}
