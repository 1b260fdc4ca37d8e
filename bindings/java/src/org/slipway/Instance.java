// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.util.List;

/**
 * One thing that was found.
 *
 * @param label index of its class, from 0; -1 where the model gives none
 * @param keypoints empty where the model gives none
 * @param mask null where the model gives none
 * @param id of its track; -1 where there is none
 */
public record Instance(Box box, long label, List<Keypoint> keypoints, Mask mask, long id) {
  public float score() {
    return box.score();
  }

  /** x,y in px of the image. */
  public record Keypoint(float x, float y, float score) {}

  /** Run-length encoded column by column, zeros first, as COCO does it; counts are unsigned. */
  public record Mask(long height, long width, int[] counts) {}
}
