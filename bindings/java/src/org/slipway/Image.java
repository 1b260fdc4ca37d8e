// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.util.List;

/** Pixels, and for a top-down model the boxes that are looked at. The buffer must not change while a call has it. */
public final class Image {
  /** As slipway.h numbers them. */
  public enum Format { BGR, RGB, BGRA, RGBA, GRAY, NV12, NV21, I420 }

  private final ByteBuffer pixels;
  // What the native side reads: one of the two, and where it begins.
  final ByteBuffer direct;
  final byte[] array;
  final int offset;
  final int number; // of the format
  final int width;
  final int height;
  final long stride;
  private final Format format;
  final float[] boxes; // x1,y1,x2,y2,score of each; null: the whole image is one box

  private Image(ByteBuffer pixels, int width, int height, long stride, Format format, float[] boxes) {
    this.pixels = pixels;
    this.direct = pixels.isDirect() ? pixels : null;
    this.array = pixels.isDirect() ? null : pixels.array();
    this.offset = pixels.isDirect() ? 0 : pixels.arrayOffset();
    this.number = format.ordinal();
    this.width = width;
    this.height = height;
    this.stride = stride;
    this.format = format;
    this.boxes = boxes;
  }

  /** Pixels without gaps; of NV12, NV21 and I420 all planes, one behind the other. */
  public static Image of(byte[] pixels, int width, int height, Format format) {
    return of(ByteBuffer.wrap(pixels), width, height, 0, format);
  }

  /**
   * @param pixels from its position on; a direct buffer is read where it lies
   * @param stride bytes from a row to the next; 0: rows without a gap
   */
  public static Image of(ByteBuffer pixels, int width, int height, long stride, Format format) {
    long row = stride > 0 ? stride : (long) width * switch (format) {
      case BGR, RGB -> 3;
      case BGRA, RGBA -> 4;
      default -> 1;
    };
    boolean planes = format == Format.NV12 || format == Format.NV21 || format == Format.I420;
    long needed = Math.max(0, row) * Math.max(0, planes ? height + height / 2 : height);
    if (width < 1 || height < 1 || pixels.remaining() < needed)
      throw new SlipwayException(1, "an image " + format + " of " + width + "x" + height + " px takes " + needed + " bytes, not "
          + pixels.remaining(), "");
    return new Image(pixels.slice(), width, height, stride, format, null);
  }

  /** TYPE_3BYTE_BGR is read where it lies, other types are converted. */
  public static Image of(BufferedImage image) {
    BufferedImage bgr = image;
    boolean whole = image.getType() == BufferedImage.TYPE_3BYTE_BGR && image.getRaster().getParent() == null;
    if (!whole) {
      bgr = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < image.getHeight(); ++y)
        for (int x = 0; x < image.getWidth(); ++x) bgr.setRGB(x, y, image.getRGB(x, y));
    }
    byte[] data = ((DataBufferByte) bgr.getRaster().getDataBuffer()).getData();
    return of(data, bgr.getWidth(), bgr.getHeight(), Format.BGR);
  }

  /** The same pixels with boxes, for a top-down model. */
  public Image with(List<Box> some) {
    float[] values = new float[5 * some.size()];
    int i = 0;
    for (Box box : some) {
      values[i++] = box.x1();
      values[i++] = box.y1();
      values[i++] = box.x2();
      values[i++] = box.y2();
      values[i++] = box.score();
    }
    return new Image(pixels, width, height, stride, format, values);
  }
}
