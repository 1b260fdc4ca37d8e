// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// How the samples of many threads get through the contexts of a session.
#include <algorithm>

#include "sdk/session_parts.h"

namespace slipway::sdk {

/// With the mutex held. @return nullptr where none is free
backend::Session* Session::take_free() noexcept {
  if (free_.empty()) return nullptr;
  backend::Session* context = free_.back();
  free_.pop_back();
  return context;
}

/// With the mutex held, which also keeps a waiter alive until it was told. One thread is woken, not all: of many that
/// run for a context one would win, and the processors would be where the others are.
void Session::give_back(backend::Session& context) noexcept {
  const bool alone = !alone_.empty();
  if (!alone && (!has_work() || idle_.empty())) {
    free_.push_back(&context);
    return;
  }
  // Who came last to compute() has most before it, which it computes, too: the context rarely changes hands.
  Waiter& next = alone ? *alone_.front() : *idle_.back();
  next.context = &context;
  next.wake(alone ? alone_ : idle_);
}

/// Those of the first one's shape, as many as a batch holds; of one call, unless calls are mixed.
Session::Samples Session::take_alike(Samples& from) const noexcept {
  const Sample* first = from.front();
  const std::vector<int64_t>& shape = first->ready.input.shape();
  Samples batch;
  for (auto place = from.begin(); place != from.end() && batch.size() < limit_;) {
    const auto next = std::next(place);
    if ((mixes() || (*place)->call == first->call) && (*place)->ready.input.shape() == shape)
      batch.splice(batch.end(), from, place);
    place = next;
  }
  return batch;
}

/// What goes wrong becomes the samples' error.
void Session::run_batch(backend::Session& context, Samples::const_iterator first,
                        Samples::const_iterator last) const noexcept {
  try {
    std::vector<HostTensor> inputs;
    for (auto sample = first; sample != last; ++sample) inputs.push_back((*sample)->ready.input);
    // A network of a fixed batch size computes something in the empty places; nobody looks at it.
    while (fixed_ > 0 && inputs.size() < static_cast<size_t>(fixed_)) inputs.push_back(inputs.back());
    const auto outputs =
        std::make_shared<const std::vector<HostTensor>>(model_->pipeline().run(context, runtime::stack(inputs)));
    size_t index = 0;
    for (auto sample = first; sample != last; ++sample) {
      (*sample)->outputs = outputs;
      (*sample)->index = index++;
    }
  } catch (...) {
    const Call* call = (*first)->call;
    if (std::all_of(first, last, [&](const Sample* sample) { return sample->call == call; })) {
      for (auto sample = first; sample != last; ++sample) (*sample)->error = std::current_exception();
      return;
    }
    // One call must not fail for what another one brought.
    for (auto sample = first; sample != last; ++sample) run_batch(context, sample, std::next(sample));
  }
}

/// Through the network. Whoever has a context runs what is ready in the order of its arrival, others' before his own,
/// until his own samples are done: no thread is switched between two runs. Once samples are in the queue nothing in
/// here throws, as others hold pointers to them.
void Session::compute(const Samples& mine) {
  if (mine.empty()) return;
  Waiter me(mine.size());
  Samples arriving = mine;
  std::unique_lock lock(mutex_);
  for (Sample* sample : mine) {
    sample->owner = &me;
    sample->arrived = Clock::now();
  }
  ready_.splice(ready_.end(), arriving);
  if (collecting_) arrived_.notify_one();
  me.context = take_free();
  while (true) {
    if (me.context != nullptr) {
      while (me.left > 0 && has_work()) run_ready(*me.context, lock);
      give_back(*std::exchange(me.context, nullptr));
    }
    if (me.left == 0) return;
    me.wait_in(idle_, lock);
  }
}

/// The next batch, by the thread that has the context.
void Session::run_ready(backend::Session& context, std::unique_lock<std::mutex>& lock) noexcept {
  const Samples batch = mixes() ? collect(lock) : take_alike(ready_);
  lock.unlock();
  run_batch(context, batch.begin(), batch.end());
  lock.lock();
  for (Sample* sample : batch) {
    Waiter& owner = *sample->owner;
    if (--owner.left == 0 && owner.waits()) owner.wake(idle_);
  }
}

/// Waits until a batch is full, or its oldest sample has waited long enough.
Session::Samples Session::collect(std::unique_lock<std::mutex>& lock) noexcept {
  const Sample* oldest = ready_.front();  // which nobody else takes meanwhile
  const auto fits = [&](const Sample* sample) { return sample->ready.input.shape() == oldest->ready.input.shape(); };
  const auto full = [&] { return static_cast<size_t>(std::count_if(ready_.begin(), ready_.end(), fits)) >= limit_; };
  collecting_ = true;
  arrived_.wait_until(lock, oldest->arrived + settings_.batch_wait, full);
  collecting_ = false;
  Samples batch = take_alike(ready_);
  // Others may have found no work because of this one.
  if (backend::Session* context = has_work() ? take_free() : nullptr; context != nullptr) give_back(*context);
  return batch;
}

}  // namespace slipway::sdk
