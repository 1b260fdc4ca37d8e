// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.util.List;

/** A detector and a top-down pose model: the boxes of all images of a call go through the pose model together. */
public final class TopDown implements AutoCloseable {
  final Handle handle;

  /** With the detector's class "person", and boxes that score at least 0.3. */
  public TopDown(Session detector, Session pose) {
    this(detector, pose, -1, 0.3f, 0);
  }

  /**
   * @param label class of the detector whose boxes are taken; -1: the one called "person"
   * @param threshold boxes that score less are left out
   * @param maxBoxes of an image, the best ones; 0: all
   */
  public TopDown(Session detector, Session pose, long label, float threshold, int maxBoxes) {
    long made = detector.handle.use(
        first -> pose.handle.use(second -> Native.createPipeline(first, second, label, threshold, maxBoxes)));
    handle = new Handle(this, made, Native::closePipeline);
  }

  public Result run(Image image) {
    return run(List.of(image)).get(0);
  }

  public List<Result> run(List<Image> images) {
    return List.of(handle.use(pipeline -> Native.runPipeline(pipeline, images.toArray(new Image[0]))));
  }

  @Override
  public void close() {
    handle.close();
  }
}
