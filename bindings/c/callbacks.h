// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>

#include "base/error.h"

namespace slipway::bindings {

/// Counts the callbacks that are owed, so that a host can wait for the last one's return. Atomic alone, as threads of
/// sessions may outlive the objects of a process that ends.
class Callbacks {
 public:
  void add() noexcept { ++owed_; }
  void remove() noexcept {
    --owed_;
    owed_.notify_all();
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
    for (size_t owed = owed_; owed > 0; owed = owed_) owed_.wait(owed);
  }

 private:
  std::atomic<size_t> owed_{0};
  inline static thread_local bool calling_ = false;
};

}  // namespace slipway::bindings
