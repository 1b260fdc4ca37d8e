// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The functions of libslipway_java.so. Handles are pointers. */
final class Native {
  private static final String FOLDER = "/native/";

  static {
    System.load(find().resolve("libslipway_java.so").toString());
  }

  private Native() {}

  /** The folder in the property slipway.library.path, or the one that the jar's libraries are unpacked into. */
  private static Path find() {
    String named = System.getProperty("slipway.library.path");
    if (named != null) return Path.of(named).toAbsolutePath();
    try {
      return unpack();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  /** Once for each content: native/HASH lists the files, and its first line is their hash. */
  private static Path unpack() throws IOException {
    List<String> lines;
    try (InputStream stream = Native.class.getResourceAsStream(FOLDER + "FILES")) {
      if (stream == null)
        throw new IOException("the jar holds no native libraries; name their folder in the property slipway.library.path");
      lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path parent = Path.of(System.getProperty("java.io.tmpdir"), "slipway-" + System.getProperty("user.name"));
    Path target = parent.resolve(lines.get(0));
    if (!Files.exists(parent)) Files.createDirectories(parent, mine);
    // Who else could write there could make us load what he likes.
    boolean safe = Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(parent).getName().equals(System.getProperty("user.name"))
        && PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)).equals("rwx------");
    if (!safe) throw new IOException(parent + " is not a folder of this user alone; name another one in java.io.tmpdir");
    if (Files.isDirectory(target)) return target;
    Path stage = Files.createTempDirectory(parent, "unpacking", mine);
    for (String name : lines.subList(1, lines.size()))
      try (InputStream stream = Native.class.getResourceAsStream(FOLDER + name)) {
        Files.copy(stream, stage.resolve(name));
      }
    try {
      Files.move(stage, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException error) {
      if (!Files.isDirectory(target)) throw error; // another process was faster
    }
    return target;
  }

  /** As C has strings. JNI's own encoding is another one beyond U+FFFF. */
  static byte[] text(String value) {
    return (value + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** Called by a thread of the session. */
  interface Done {
    void done(SlipwayException error, Result[] results);
  }

  static native String version();
  static native long openModel(byte[] folder);
  static native long openMemory(byte[] zip);
  static native String modelInfo(long model);
  static native void closeModel(long model);
  static native long createSession(long model, byte[] device, int threads, int contexts, int maxBatch, int batchWaitMicros, int queueCapacity);
  static native String sessionInfo(long session);
  static native void closeSession(long session);
  static native Result[] run(long session, Image[] images);
  static native void submit(long session, Image[] images, Done done);
  static native void runTensors(long session, byte[][] names, Tensor[] inputs, Map<String, Tensor> outputs);
  static native long createPipeline(long detector, long pose, long label, float threshold, int maxBoxes);
  static native Result[] runPipeline(long pipeline, Image[] images);
  static native void closePipeline(long pipeline);
  static native void trackerDefaults(PoseTracker.Options options);
  static native long createTracker(long pipeline, PoseTracker.Options options, float[] keypointSigmas);
  static native Result[] runTracker(long tracker, Image[] frame, int detect);
  static native void closeTracker(long tracker);
}
