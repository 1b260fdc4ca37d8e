// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Prints what a model finds in raw images, from Java's objects, by the keys of results.json: MODEL_DIR (IMAGE.raw [--box ...]...)...,
 * or the people of a video: DETECTOR_DIR --pose POSE_DIR FRAME.raw...
 */
public final class Dump {
  private Dump() {}

  static Image read(String path) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(path));
    int end = 0;
    while (bytes[end] != '\n') ++end;
    String[] size = new String(bytes, 0, end, java.nio.charset.StandardCharsets.US_ASCII).split(" ");
    int width = Integer.parseInt(size[0]);
    int height = Integer.parseInt(size[1]);
    // By turns as an array and as a direct buffer.
    ByteBuffer pixels = ByteBuffer.wrap(bytes, end + 1, bytes.length - end - 1);
    if (width % 3 != 0) pixels = ByteBuffer.allocateDirect(bytes.length).put(pixels).flip();
    return Image.of(pixels, width, height, 0, Image.Format.BGR);
  }

  private static <T> String list(List<T> items, java.util.function.Function<T, String> print) {
    return items.stream().map(print).collect(Collectors.joining(", ", "[", "]"));
  }

  static String text(Result result) {
    if (result.scores() != null) {
      List<String> scores = new ArrayList<>();
      for (float score : result.scores()) scores.add(Float.toString(score));
      return "{\"pred_score\": " + scores + ", \"pred_label\": " + result.labels()[0] + "}";
    }
    if (result.labelMap() != null) {
      Map<Integer, Integer> counts = new TreeMap<>();
      for (int label : result.labelMap()) counts.merge(label, 1, Integer::sum);
      String pixels = counts.entrySet().stream().map(e -> "\"" + e.getKey() + "\": " + e.getValue()).collect(Collectors.joining(", "));
      return "{\"shape\": [" + result.height() + ", " + result.width() + "], \"pixels\": {" + pixels + "}}";
    }
    String text = "{\"bboxes\": " + list(result, i -> Arrays.toString(new float[] {i.box().x1(), i.box().y1(), i.box().x2(), i.box().y2()}))
        + ", \"bbox_scores\": " + list(result, i -> Float.toString(i.score()));
    if (!result.isEmpty() && result.get(0).label() >= 0) text += ", \"labels\": " + list(result, i -> Long.toString(i.label()));
    if (!result.isEmpty() && !result.get(0).keypoints().isEmpty()) {
      text += ", \"keypoints\": " + list(result, i -> list(i.keypoints(), k -> "[" + k.x() + ", " + k.y() + "]"));
      text += ", \"keypoint_scores\": " + list(result, i -> list(i.keypoints(), k -> Float.toString(k.score())));
    }
    if (!result.isEmpty() && result.get(0).id() >= 0) text += ", \"track_ids\": " + list(result, i -> Long.toString(i.id()));
    return text + "}";
  }

  /** With parameters that are not the defaults. */
  private static void track(Path detector, Path pose, List<Image> frames) {
    Session.Options one = new Session.Options().withThreads(1);
    PoseTracker.Options options = new PoseTracker.Options();
    options.detThr = 0.3f;
    options.detInterval = 2;
    options.keypointSigmas = new float[17];
    Arrays.fill(options.keypointSigmas, 0.05f);
    options.smoothFcMin = 0.5f;
    try (Model first = Model.open(detector); Model second = Model.open(pose); Session finds = first.session(one);
        Session looks = second.session(one); TopDown models = new TopDown(finds, looks);
        PoseTracker tracker = new PoseTracker(models, options)) {
      for (int i = 0; i < frames.size(); ++i)
        System.out.println(text(i == 3 ? tracker.run(frames.get(i), true) : tracker.run(frames.get(i))));
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Image> images = new ArrayList<>();
    List<List<Box>> boxes = new ArrayList<>();
    Path pose = null;
    for (int i = 1; i < arguments.length; ++i) {
      if (arguments[i].equals("--pose")) {
        pose = Path.of(arguments[++i]);
        continue;
      }
      if (!arguments[i].equals("--box")) {
        images.add(read(arguments[i]));
        boxes.add(new ArrayList<>());
        continue;
      }
      float[] v = new float[5];
      for (int k = 0; k < 5; ++k) v[k] = Float.parseFloat(arguments[++i]);
      boxes.get(boxes.size() - 1).add(new Box(v[0], v[1], v[2], v[3], v[4]));
    }
    for (int i = 0; i < images.size(); ++i)
      if (!boxes.get(i).isEmpty()) images.set(i, images.get(i).with(boxes.get(i)));
    if (pose != null) {
      track(Path.of(arguments[0]), pose, images);
      return;
    }
    try (Model model = Model.open(Path.of(arguments[0])); Session session = model.session(new Session.Options().withThreads(1))) {
      List<Result> together = session.run(images);
      for (int i = 0; i < images.size(); ++i) {
        String text = text(together.get(i));
        if (!text.equals(text(session.run(images.get(i)))) || !text.equals(text(session.submit(images.get(i)).get())))
          throw new IllegalStateException("alone or in the background, results are others");
        System.out.println(text);
      }
    }
  }
}
