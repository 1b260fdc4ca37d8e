// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A model that is loaded. Any number of threads may call it. */
public final class Session implements AutoCloseable {
  /**
   * 0 is the default of each.
   *
   * @param device "cpu", "cuda:N" or what else the backend knows
   * @param threads of each context
   * @param contexts so many runs of the network at once
   * @param maxBatch samples that go through the network at once
   * @param batchWaitMicros above 0, samples of different calls share a batch, and one waits that long for others
   * @param queueCapacity calls of submit() that may wait
   */
  public record Options(String device, int threads, int contexts, int maxBatch, int batchWaitMicros, int queueCapacity) {
    public Options() {
      this("cpu", 0, 0, 0, 0, 0);
    }

    public Options withDevice(String value) {
      return new Options(value, threads, contexts, maxBatch, batchWaitMicros, queueCapacity);
    }

    public Options withThreads(int value) {
      return new Options(device, value, contexts, maxBatch, batchWaitMicros, queueCapacity);
    }

    public Options withContexts(int value) {
      return new Options(device, threads, value, maxBatch, batchWaitMicros, queueCapacity);
    }
  }

  final Handle handle;

  Session(long model, Options o) {
    byte[] device = o.device() == null ? null : Native.text(o.device());
    long made = Native.createSession(model, device, o.threads(), o.contexts(), o.maxBatch(), o.batchWaitMicros(), o.queueCapacity());
    handle = new Handle(this, made, Native::closeSession);
  }

  public Result run(Image image) {
    return run(List.of(image)).get(0);
  }

  /** One result for each image, in their order. */
  public List<Result> run(List<Image> images) {
    return List.of(handle.use(session -> Native.run(session, images.toArray(new Image[0]))));
  }

  /** The same in the background. What hangs on the future runs in a thread of the session unless it says otherwise. */
  public CompletableFuture<Result> submit(Image image) {
    CompletableFuture<Result> future = new CompletableFuture<>();
    handle.use(session -> {
      Native.submit(session, new Image[] {image}, (error, results) -> {
        if (error != null) future.completeExceptionally(error);
        else future.complete(results[0]);
      });
      return null;
    });
    return future;
  }

  /**
   * The network without what comes before and after it, with any model; it is all that a directory of 'slipway convert' can do. info()
   * says what it takes.
   *
   * @param inputs by their names
   * @return the outputs by their names, in the network's order; they have memory of their own
   */
  public Map<String, Tensor> runTensors(Map<String, Tensor> inputs) {
    List<byte[]> names = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    inputs.forEach((name, tensor) -> {
      names.add(Native.text(Objects.requireNonNull(name, "a name is null")));
      tensors.add(tensor);
    });
    return runTensors(names.toArray(new byte[0][]), tensors.toArray(new Tensor[0]));
  }

  /** The same with inputs in the network's order. */
  public Map<String, Tensor> runTensors(List<Tensor> inputs) {
    return runTensors(null, inputs.toArray(new Tensor[0]));
  }

  private Map<String, Tensor> runTensors(byte[][] names, Tensor[] inputs) {
    for (Tensor input : inputs) Objects.requireNonNull(input, "an input is null");
    return handle.use(session -> {
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      Native.runTensors(session, names, inputs, outputs);
      return outputs;
    });
  }

  /** Inputs and outputs of the network, as JSON; see slw_session_info_json() in slipway.h. */
  public String info() {
    return handle.use(Native::sessionInfo);
  }

  @Override
  public void close() {
    handle.close();
  }
}
