// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/run/loader.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/error.h"

namespace slipway::evaluate {

Loader::Loader(size_t count, size_t threads, size_t ahead, std::function<runtime::Preprocessed(size_t)> load)
    : count_(count), load_(std::move(load)), slots_(std::max<size_t>(1, ahead)) {
  for (size_t i = 0; i < std::max<size_t>(1, threads); ++i) threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  emptied_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::work() {
  // The engines' threads wait for each other at every operator, so each delay of one delays all: loading takes the time
  // that they leave. When it falls behind they wait for it, and it has the processors to itself.
  constexpr int kNicer = 5;
  const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
  errno = 0;
  if (const int now = ::getpriority(PRIO_PROCESS, thread); errno == 0)
    ::setpriority(PRIO_PROCESS, thread, now + kNicer);
  std::unique_lock lock(mutex_);
  while (true) {
    emptied_.wait(lock, [&] { return stopping_ || started_ == count_ || started_ < given_ + slots_.size(); });
    if (stopping_ || started_ == count_) return;
    const size_t index = started_++;
    lock.unlock();
    Loaded loaded;
    std::exception_ptr failure;
    try {
      loaded.ready = load_(index);
    } catch (const Error& e) {
      loaded.problem = e.what();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    slots_[index % slots_.size()] = std::move(loaded);
    filled_.notify_one();
  }
}

std::optional<Loaded> Loader::next(const std::function<bool()>& stop) {
  // A signal cannot wake a waiting thread, so it looks up now and then.
  constexpr std::chrono::milliseconds kPatience{100};
  std::unique_lock lock(mutex_);
  if (given_ == count_) return std::nullopt;
  std::optional<Loaded>& slot = slots_[given_ % slots_.size()];
  while (!stop()) {
    if (failure_) std::rethrow_exception(failure_);
    if (filled_.wait_for(lock, kPatience, [&] { return slot.has_value() || failure_; })) {
      if (failure_) std::rethrow_exception(failure_);
      if (stop()) break;
      std::optional<Loaded> result = std::move(slot);
      slot.reset();
      ++given_;
      emptied_.notify_one();
      return result;
    }
  }
  return std::nullopt;
}

}  // namespace slipway::evaluate
