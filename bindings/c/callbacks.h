// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/error.h"

namespace slipway::bindings {

/// Counts the callbacks that are owed, so that a host can wait for the last one's return.
class Callbacks {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++owed_;
  }
  void remove() noexcept {
    const std::lock_guard lock(mutex_);
    if (--owed_ == 0) none_owed_.notify_all();
  }

  /// Calls what was added.
  template <typename Body>
  void call(Body&& body) noexcept {
    calling_ = true;
    body();
    calling_ = false;
    remove();
  }

  /// Errors: slipway::Error in a callback, which would wait for itself.
  void wait() {
    if (calling_) fail("slw_wait_callbacks() was called in a callback, which cannot wait for its own end");
    std::unique_lock lock(mutex_);
    none_owed_.wait(lock, [this] { return owed_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_owed_;
  size_t owed_ = 0;
  inline static thread_local bool calling_ = false;
};

}  // namespace slipway::bindings
