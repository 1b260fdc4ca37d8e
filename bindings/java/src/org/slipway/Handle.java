// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** A native handle that is closed once: by close(), or when its owner is gone. Calls and close() of several threads are safe. */
final class Handle {
  private static final Cleaner CLEANER = Cleaner.create();

  private static final class State implements Runnable {
    private final LongConsumer close;
    private long value;

    State(long value, LongConsumer close) {
      this.value = value;
      this.close = close;
    }

    @Override
    public void run() {
      long mine = value;
      value = 0;
      if (mine != 0) close.accept(mine);
    }
  }

  private final State state;
  private final Cleaner.Cleanable cleanable;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  Handle(Object owner, long value, LongConsumer close) {
    state = new State(value, close);
    cleanable = CLEANER.register(owner, state);
  }

  <T> T use(LongFunction<T> call) {
    // Only close() takes the other lock. Who waited for it in a callback would keep it waiting.
    if (!lock.readLock().tryLock()) throw new SlipwayException(1, "this is being closed", "");
    try {
      if (state.value == 0) throw new SlipwayException(1, "this was closed already", "");
      return call.apply(state.value);
    } finally {
      lock.readLock().unlock();
    }
  }

  void close() {
    lock.writeLock().lock();
    try {
      cleanable.clean();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
