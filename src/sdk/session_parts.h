// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "sdk/session.h"

namespace slipway::sdk {

using Clock = std::chrono::steady_clock;

/// What one call wants and has got so far.
struct Session::Call {
  const std::vector<SessionInput>* inputs = nullptr;
  std::vector<Result> results{};
  std::exception_ptr error{};  // of the first sample that has one
  cv::Mat image{};             // of the input that is being prepared
  size_t box = 0;
};

/// An image, or a box of one, on its way through the network.
struct Session::Sample {
  Call* call = nullptr;
  Waiter* owner = nullptr;
  size_t place = 0;  // of the input among the call's
  bool is_box = false;
  runtime::Preprocessed ready{};
  Clock::time_point arrived{};
  std::shared_ptr<const std::vector<HostTensor>> outputs{};  // of its batch
  size_t index = 0;                                          // in the batch
  std::exception_ptr error{};
};

/// A thread that waits for a context, or for its samples. Being in one of the session's lists costs no memory.
struct Session::Waiter {
  explicit Waiter(size_t samples = 0) : left(samples) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  void wait_in(Waiters& list, std::unique_lock<std::mutex>& lock) {
    list.splice(list.end(), node);
    woken.wait(lock, [this] { return !node.empty(); });
  }
  bool waits() const noexcept { return node.empty(); }
  void wake(Waiters& list) noexcept {
    node.splice(node.end(), list, place);
    woken.notify_one();
  }

  size_t left;                          // samples of its own that are not done
  backend::Session* context = nullptr;  // that it was given
  std::condition_variable woken{};
  Waiters node{this};  // where it does not wait
  const Waiters::iterator place = node.begin();
};

/// A context for one thread alone; given back at the end, whatever happens.
class Session::Lease {
 public:
  explicit Lease(Session& session) : session_(session) {
    Waiter me;
    std::unique_lock lock(session_.mutex_);
    me.context = session_.take_free();
    if (me.context == nullptr) me.wait_in(session_.alone_, lock);
    context_ = me.context;
  }
  ~Lease() {
    const std::lock_guard lock(session_.mutex_);
    session_.give_back(*context_);
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  backend::Session& context() const { return *context_; }

 private:
  Session& session_;
  backend::Session* context_ = nullptr;
};

}  // namespace slipway::sdk
