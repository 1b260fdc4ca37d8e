// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints what a network makes of tensors, from Java's objects, as bindings/c/test/tensors.c does it from C's: MODEL_DIR TENSOR... Inputs
 * come by their names, the last one first, in direct buffers, then by their places, as arrays.
 */
public final class DumpTensors {
  private DumpTensors() {}

  private static Tensor direct(Tensor.DType dtype, ByteBuffer bytes, long[] shape) {
    // Not at the beginning of its memory.
    ByteBuffer buffer = ByteBuffer.allocateDirect(16 + bytes.remaining()).order(ByteOrder.nativeOrder());
    return Tensor.of(dtype, buffer.position(16).put(bytes.duplicate()).position(16), shape);
  }

  private static Tensor array(Tensor.DType dtype, ByteBuffer bytes, long[] shape) {
    int count = bytes.remaining() / dtype.size();
    switch (dtype) {
      case F32: {
        float[] values = new float[count];
        bytes.asFloatBuffer().get(values);
        return Tensor.of(values, shape);
      }
      case F64: {
        double[] values = new double[count];
        bytes.asDoubleBuffer().get(values);
        return Tensor.of(values, shape);
      }
      case I64: {
        long[] values = new long[count];
        bytes.asLongBuffer().get(values);
        return Tensor.of(values, shape);
      }
      case I32: {
        int[] values = new int[count];
        bytes.asIntBuffer().get(values);
        return Tensor.of(values, shape);
      }
      case I16: {
        short[] values = new short[count];
        bytes.asShortBuffer().get(values);
        return Tensor.of(values, shape);
      }
      case I8: {
        byte[] values = new byte[count];
        bytes.duplicate().get(values);
        return Tensor.of(values, shape);
      }
      case BOOL: {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; ++i) values[i] = bytes.get(bytes.position() + i) != 0;
        return Tensor.of(values, shape);
      }
      default: // f16, bf16, u8
        return Tensor.of(dtype, bytes, shape);
    }
  }

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(tensor.buffer().remaining() * tensor.dtype().size()).order(ByteOrder.nativeOrder());
    switch (tensor.dtype()) {
      case F32 -> bytes.asFloatBuffer().put(tensor.floats());
      case F64 -> bytes.asDoubleBuffer().put(tensor.doubles());
      case I64 -> bytes.asLongBuffer().put(tensor.longs());
      case I32 -> bytes.asIntBuffer().put(tensor.ints());
      case F16, BF16, I16 -> bytes.asShortBuffer().put(tensor.shorts());
      case I8, U8 -> bytes.put(tensor.bytes());
      case BOOL -> {
        for (boolean value : tensor.booleans()) bytes.put((byte) (value ? 1 : 0));
      }
    }
    return bytes.array();
  }

  private static void print(Map<String, Tensor> outputs) {
    List<String> parts = new ArrayList<>();
    outputs.forEach((name, tensor) -> parts.add("\"" + name + "\": {\"dtype\": " + tensor.dtype().ordinal() + ", \"shape\": "
        + java.util.Arrays.toString(tensor.shape()) + ", \"data\": \"" + HexFormat.of().formatHex(bytes(tensor)) + "\"}"));
    System.out.println("{" + String.join(", ", parts) + "}");
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Tensor> named = new LinkedHashMap<>();
    List<Tensor> placed = new ArrayList<>();
    for (int i = arguments.length - 1; i > 0; --i) {
      byte[] file = Files.readAllBytes(Path.of(arguments[i]));
      int end = 0;
      while (file[end] != '\n') ++end;
      String[] header = new String(file, 0, end, StandardCharsets.US_ASCII).split(" ");
      Tensor.DType dtype = Tensor.DType.values()[Integer.parseInt(header[1])];
      long[] shape = new long[header.length - 2];
      for (int axis = 0; axis < shape.length; ++axis) shape[axis] = Long.parseLong(header[axis + 2]);
      ByteBuffer bytes = ByteBuffer.wrap(file, end + 1, file.length - end - 1).order(ByteOrder.nativeOrder());
      named.put(header[0], direct(dtype, bytes, shape));
      placed.add(0, array(dtype, bytes.slice().order(ByteOrder.nativeOrder()), shape));
    }
    Map<String, Tensor> last;
    try (Model model = Model.open(Path.of(arguments[0])); Session session = model.session(new Session.Options().withThreads(1))) {
      print(session.runTensors(named));
      last = session.runTensors(placed);
    }
    print(last);
  }
}
