// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Properties: classifier (a model directory), network (one of the sum and difference of a and b, i64[2]), image (a raw one). */
public class TensorTest {
  private static final Tensor A = Tensor.of(new long[] {5, -7}, 2);
  private static final Tensor B = Tensor.of(new long[] {3, 1L << 40}, 2);

  private static Model open(String property) {
    return Model.open(Path.of(System.getProperty(property)));
  }

  private static void refused(org.junit.function.ThrowingRunnable call, String text) {
    SlipwayException error = assertThrows(SlipwayException.class, call);
    assertTrue(error.getMessage(), error.getMessage().contains(text));
    assertEquals(SlipwayException.Code.INVALID_INPUT, error.code());
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Test
  public void outputsOutliveTheirSession() {
    Map<String, Tensor> found;
    try (Model model = open("network"); Session session = model.session()) {
      found = session.runTensors(Map.of("b", B, "a", A));
      assertEquals(List.of("difference", "sum"), List.copyOf(found.keySet()));
      Tensor again = session.runTensors(List.of(found.get("sum"), found.get("difference"))).get("sum");
      assertArrayEquals(new long[] {10, -14}, again.longs());
    }
    System.gc();
    assertArrayEquals(new long[] {2, -7 - (1L << 40)}, found.get("difference").longs());
    assertEquals("i64[2]", found.get("sum").toString());
    LongBuffer view = (LongBuffer) found.get("sum").buffer();
    found = null;
    System.gc();
    assertEquals(8, view.get(0));
  }

  @Test
  public void wrongInputsAreRefused() throws Exception {
    Image image = Dump.read(System.getProperty("image"));
    try (Model model = open("network"); Session session = model.session()) {
      refused(() -> session.runTensors(Map.of("a", A, "c", B)), "no input 'c'; it has: a, b");
      refused(() -> session.runTensors(Map.of("a", A, "b", Tensor.of(new int[2], 2))), "another element type");
      refused(() -> session.runTensors(Map.of("a", A, "b", Tensor.of(new long[2], 1, 2))), "2 dimension(s) instead of 1");
      refused(() -> session.runTensors(Map.of("a", A, "b", Tensor.of(new long[3], 3))), "axis 0 is 3 instead of 2");
      refused(() -> session.runTensors(Map.of()), "got 0");
      refused(() -> session.runTensors(List.of(A)), "takes 2 input(s), got 1");
      refused(() -> session.run(image), "takes tensors, not images");
      assertThrows(NullPointerException.class, () -> session.runTensors(Arrays.asList(A, null)));
      assertThrows(NullPointerException.class, () -> session.runTensors((Map<String, Tensor>) null));
      Session closed = model.session();
      closed.close();
      refused(() -> closed.runTensors(List.of(A, B)), "closed");
    }
  }

  @Test
  public void wrongTensorsAreRefused() {
    refused(() -> Tensor.of(new float[5], 2, 3), "a tensor f32[2, 3] takes 6 elements, not 5");
    refused(() -> Tensor.of(new float[7], 2, 3), "takes 6 elements, not 7");
    refused(() -> Tensor.of(new float[0]), "takes 1 elements, not 0");
    refused(() -> Tensor.of(Tensor.DType.F32, direct(20), 2, 3), "takes 6 elements, not 20 bytes");
    refused(() -> Tensor.of(new float[1], -1, -1), "f32[-1, -1] cannot be");
    refused(() -> Tensor.of(new byte[0], Long.MAX_VALUE, 2), "cannot be");
    refused(() -> Tensor.of(Tensor.DType.F64, FloatBuffer.allocate(2), 2), "f64 come in a DoubleBuffer or a ByteBuffer, not a HeapFloatBuffer");
    refused(() -> Tensor.of(Tensor.DType.U8, FloatBuffer.allocate(2), 2), "u8 come in a ByteBuffer, not a HeapFloatBuffer");
    refused(() -> Tensor.of(Tensor.DType.F32, ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN), 2), "not BIG_ENDIAN");
    assertThrows(NullPointerException.class, () -> Tensor.of((float[]) null, 1));
    refused(A::floats, "the tensor is i64[2], not f32");
    refused(A::shorts, "not i16 or f16 or bf16");
  }

  @Test
  public void buffersAreReadFromTheirPosition() {
    float[] wanted = {1, 2, 3};
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN))
      for (ByteBuffer bytes : List.of(ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20))) {
        FloatBuffer floats = bytes.order(order).asFloatBuffer().put(new float[] {9, 1, 2, 3, 9}).position(1).limit(4);
        Tensor tensor = Tensor.of(Tensor.DType.F32, floats, 3);
        assertArrayEquals(wanted, tensor.floats(), 0);
        assertEquals(1, floats.position());
        assertEquals(ByteOrder.nativeOrder(), ((FloatBuffer) tensor.buffer()).order());
      }
    // Not where an f32 may lie.
    ByteBuffer odd = direct(13).position(1);
    for (float value : wanted) odd.putFloat(value);
    assertArrayEquals(wanted, Tensor.of(Tensor.DType.F32, odd.position(1), 3).floats(), 0);
    // A direct buffer is read where it lies, an array is copied.
    FloatBuffer own = direct(12).asFloatBuffer();
    Tensor inPlace = Tensor.of(Tensor.DType.F32, own, 3);
    own.put(wanted);
    assertArrayEquals(wanted, inPlace.floats(), 0);
    float[] array = wanted.clone();
    Tensor copied = Tensor.of(array, 3);
    array[0] = 7;
    assertArrayEquals(wanted, copied.floats(), 0);
    assertArrayEquals(new boolean[] {true, false}, Tensor.of(new boolean[] {true, false}, 2).booleans());
  }

  @Test
  public void anyModelAndManyThreads() throws Exception {
    float[] values = new float[2 * 3 * 224 * 224];
    for (int i = 0; i < values.length; ++i) values[i] = (i % 255) / 100f - 1;
    Tensor input = Tensor.of(values, 2, 3, 224, 224);
    try (Model model = open("classifier"); Session session = model.session(new Session.Options("cpu", 1, 2, 8, 0, 0))) {
      Tensor scores = session.runTensors(List.of(input)).values().iterator().next();
      assertEquals(2, scores.shape()[0]);
      assertTrue(scores.floats()[0] != scores.floats()[1]);
      List<Thread> threads = new ArrayList<>();
      List<String> wrong = new ArrayList<>();
      for (int t = 0; t < 4; ++t)
        threads.add(new Thread(() -> {
          for (int i = 0; i < 5; ++i) {
            float[] again = session.runTensors(List.of(input)).values().iterator().next().floats();
            if (!Arrays.equals(again, scores.floats())) synchronized (wrong) {
              wrong.add(Arrays.toString(again));
            }
          }
        }));
      threads.forEach(Thread::start);
      for (Thread thread : threads) thread.join();
      assertEquals(List.of(), wrong);
    }
  }
}
