// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

/** x1,y1,x2,y2 in px of the image, and how sure it is. */
public record Box(float x1, float y1, float x2, float y2, float score) {
  public Box(float x1, float y1, float x2, float y2) {
    this(x1, y1, x2, y2, 1);
  }
}
