// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Numbers as an input of a network, or an output of one: row by row without gaps. What {@link Session#runTensors} gives has memory of
 * its own, which goes with the last object that reads it. Any number of threads may read one.
 */
public final class Tensor {
  /** Types of elements, as slipway.h numbers them. */
  public enum DType {
    F32(4), F64(8), F16(2), BF16(2), I64(8), I32(4), I16(2), I8(1), U8(1), BOOL(1);

    private final int size;

    DType(int size) {
      this.size = size;
    }

    /** Bytes of an element. */
    public int size() {
      return size;
    }
  }

  private final DType dtype;
  // What the native side reads: the buffer is direct, of the machine's byte order, and begins with the first element.
  final Buffer data;
  final int number; // of the element type
  final long[] shape;

  private Tensor(DType dtype, Buffer data, long[] shape) {
    this.dtype = dtype;
    this.data = data;
    this.number = dtype.ordinal();
    this.shape = shape;
  }

  /** An output, which the native side fills. */
  Tensor(int number, long[] shape) {
    this(DType.values()[number], allocate(DType.values()[number], count(DType.values()[number], shape)), shape);
  }

  /** f32; a copy of the array, as for those of other types. */
  public static Tensor of(float[] values, long... shape) {
    return of(DType.F32, FloatBuffer.wrap(values), shape);
  }

  /** f64. */
  public static Tensor of(double[] values, long... shape) {
    return of(DType.F64, DoubleBuffer.wrap(values), shape);
  }

  /** i64. */
  public static Tensor of(long[] values, long... shape) {
    return of(DType.I64, LongBuffer.wrap(values), shape);
  }

  /** i32. */
  public static Tensor of(int[] values, long... shape) {
    return of(DType.I32, IntBuffer.wrap(values), shape);
  }

  /** i16. */
  public static Tensor of(short[] values, long... shape) {
    return of(DType.I16, ShortBuffer.wrap(values), shape);
  }

  /** i8; for u8 see {@link #of(DType, Buffer, long...)}. */
  public static Tensor of(byte[] values, long... shape) {
    return of(DType.I8, ByteBuffer.wrap(values), shape);
  }

  /** bool. */
  public static Tensor of(boolean[] values, long... shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; ++i) bytes[i] = (byte) (values[i] ? 1 : 0);
    return of(DType.BOOL, ByteBuffer.wrap(bytes), shape);
  }

  /**
   * Of any type.
   *
   * @param values from its position to its limit: a FloatBuffer of f32, a DoubleBuffer of f64, a LongBuffer of i64, an IntBuffer of i32,
   *     a ShortBuffer of i16 or of the bits of f16 and bf16, or a ByteBuffer of any type, whose order has to be the machine's where an
   *     element is more than a byte. A direct buffer of the machine's byte order is read where it lies and must not change while a call has
   *     it; others are copied, now
   * @param shape no sizes: one number
   */
  public static Tensor of(DType dtype, Buffer values, long... shape) {
    Objects.requireNonNull(values, "values");
    long[] sizes = shape.clone();
    long count = count(dtype, sizes);
    boolean bytes = values instanceof ByteBuffer && dtype.size() > 1;
    if (bytes && ((ByteBuffer) values).order() != ByteOrder.nativeOrder())
      throw wrong("the order of a ByteBuffer of " + name(dtype) + " must be ByteOrder.nativeOrder(), not " + ((ByteBuffer) values).order());
    if (!bytes && !bufferOf(dtype).isInstance(values))
      throw wrong("elements of " + name(dtype) + " come in a " + (dtype.size() > 1 ? bufferOf(dtype).getSimpleName() + " or a " : "")
          + "ByteBuffer, not a " + values.getClass().getSimpleName());
    long given = values.remaining();
    if (given != (bytes ? count * dtype.size() : count))
      throw wrong("a tensor " + name(dtype) + Arrays.toString(sizes) + " takes " + count + " elements, not "
          + (bytes ? given + " bytes" : Long.toString(given)));
    Buffer whole = bytes ? inPlace((ByteBuffer) values, dtype) : order(values) == ByteOrder.nativeOrder() ? values.slice() : null;
    if (whole != null && whole.isDirect()) return new Tensor(dtype, whole, sizes);
    Buffer own = allocate(dtype, count);
    copy(bytes ? ((ByteBuffer) values).slice().order(ByteOrder.nativeOrder()) : values.duplicate(), own, dtype);
    return new Tensor(dtype, own, sizes);
  }

  /** A view of the bytes as elements; null where they do not lie as elements have to. */
  private static Buffer inPlace(ByteBuffer bytes, DType dtype) {
    ByteBuffer slice = bytes.slice().order(ByteOrder.nativeOrder());
    return slice.isDirect() && slice.alignmentOffset(0, dtype.size()) == 0 ? typed(slice, dtype) : null;
  }

  private static Buffer allocate(DType dtype, long count) {
    if (count > Integer.MAX_VALUE / dtype.size())
      throw wrong("a tensor of " + count + " elements of " + name(dtype) + " is more than the 2 GiB that a buffer of Java holds");
    return typed(ByteBuffer.allocateDirect((int) count * dtype.size()).order(ByteOrder.nativeOrder()), dtype);
  }

  private static Class<? extends Buffer> bufferOf(DType dtype) {
    return switch (dtype) {
      case F32 -> FloatBuffer.class;
      case F64 -> DoubleBuffer.class;
      case I64 -> LongBuffer.class;
      case I32 -> IntBuffer.class;
      case F16, BF16, I16 -> ShortBuffer.class;
      case I8, U8, BOOL -> ByteBuffer.class;
    };
  }

  private static Buffer typed(ByteBuffer bytes, DType dtype) {
    return switch (dtype) {
      case F32 -> bytes.asFloatBuffer();
      case F64 -> bytes.asDoubleBuffer();
      case I64 -> bytes.asLongBuffer();
      case I32 -> bytes.asIntBuffer();
      case F16, BF16, I16 -> bytes.asShortBuffer();
      case I8, U8, BOOL -> bytes;
    };
  }

  private static ByteOrder order(Buffer values) {
    if (values instanceof FloatBuffer some) return some.order();
    if (values instanceof DoubleBuffer some) return some.order();
    if (values instanceof LongBuffer some) return some.order();
    if (values instanceof IntBuffer some) return some.order();
    if (values instanceof ShortBuffer some) return some.order();
    return ByteOrder.nativeOrder(); // single bytes have none
  }

  private static void copy(Buffer from, Buffer to, DType dtype) {
    Buffer source = from instanceof ByteBuffer bytes ? typed(bytes, dtype) : from;
    switch (dtype) {
      case F32 -> ((FloatBuffer) to).put(0, (FloatBuffer) source, source.position(), source.remaining());
      case F64 -> ((DoubleBuffer) to).put(0, (DoubleBuffer) source, source.position(), source.remaining());
      case I64 -> ((LongBuffer) to).put(0, (LongBuffer) source, source.position(), source.remaining());
      case I32 -> ((IntBuffer) to).put(0, (IntBuffer) source, source.position(), source.remaining());
      case F16, BF16, I16 -> ((ShortBuffer) to).put(0, (ShortBuffer) source, source.position(), source.remaining());
      case I8, U8, BOOL -> ((ByteBuffer) to).put(0, (ByteBuffer) source, source.position(), source.remaining());
    }
  }

  private static long count(DType dtype, long[] shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0 || (size > 0 && count > Long.MAX_VALUE / 8 / size))
        throw wrong("a tensor " + name(dtype) + Arrays.toString(shape) + " cannot be");
      count *= size;
    }
    return count;
  }

  private static String name(DType dtype) {
    return dtype.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static SlipwayException wrong(String message) {
    return new SlipwayException(1, message, "");
  }

  public DType dtype() {
    return dtype;
  }

  public long[] shape() {
    return shape.clone();
  }

  /**
   * Its elements where they lie, as a direct buffer that keeps their memory: a FloatBuffer of f32, a DoubleBuffer of f64, a LongBuffer of i64,
   * an IntBuffer of i32, a ShortBuffer of i16 and of the bits of f16 and bf16, a ByteBuffer of i8, u8 and bool.
   */
  public Buffer buffer() {
    return data.duplicate();
  }

  private <T extends Buffer> T elements(Class<T> type, DType... wanted) {
    if (!Arrays.asList(wanted).contains(dtype))
      throw wrong("the tensor is " + this + ", not " + Arrays.stream(wanted).map(Tensor::name).collect(Collectors.joining(" or ")));
    return type.cast(data);
  }

  /** A copy of what is f32, row by row. Errors, as of the others: {@link SlipwayException} where it is of another type. */
  public float[] floats() {
    FloatBuffer elements = elements(FloatBuffer.class, DType.F32);
    float[] values = new float[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is f64. */
  public double[] doubles() {
    DoubleBuffer elements = elements(DoubleBuffer.class, DType.F64);
    double[] values = new double[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is i64. */
  public long[] longs() {
    LongBuffer elements = elements(LongBuffer.class, DType.I64);
    long[] values = new long[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is i32. */
  public int[] ints() {
    IntBuffer elements = elements(IntBuffer.class, DType.I32);
    int[] values = new int[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is i16, or the bits of f16 or bf16. */
  public short[] shorts() {
    ShortBuffer elements = elements(ShortBuffer.class, DType.I16, DType.F16, DType.BF16);
    short[] values = new short[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is i8 or u8. */
  public byte[] bytes() {
    ByteBuffer elements = elements(ByteBuffer.class, DType.I8, DType.U8);
    byte[] values = new byte[elements.limit()];
    elements.get(0, values);
    return values;
  }

  /** A copy of what is bool. */
  public boolean[] booleans() {
    ByteBuffer bytes = elements(ByteBuffer.class, DType.BOOL);
    boolean[] values = new boolean[bytes.limit()];
    for (int i = 0; i < values.length; ++i) values[i] = bytes.get(i) != 0;
    return values;
  }

  /** Such as "f32[1, 3, 224, 224]". */
  @Override
  public String toString() {
    return name(dtype) + Arrays.toString(shape);
  }
}
