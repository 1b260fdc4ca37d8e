// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/error.h"
#include "sdk/model.h"
#include "sdk/pixels.h"

namespace slipway::sdk {

struct SessionSettings {
  std::string device = "cpu";
  int threads = 0;                          ///< of each context; 0 lets the backend choose
  size_t contexts = 1;                      ///< sessions of the backend, so many run at once
  size_t max_batch = 0;                     ///< samples that go through the network at once; 0: runtime::kMaxBatch
  size_t capacity = 64;                     ///< calls of submit() that may wait
  std::chrono::microseconds batch_wait{0};  ///< see Session
};

/// One image of a call; its pixels belong to the caller.
struct SessionInput {
  ImageView image;
  std::optional<std::vector<InputBox>> boxes{};  ///< of a top-down model; without them the whole image is one box
};

/// A tensor of a network by the name of its input or output, "" for the place in its order.
struct NamedTensor {
  std::string name;
  HostTensor tensor;
};

/// submit() was given more than the queue holds.
class QueueFull : public Error {
 public:
  using Error::Error;
};

/// A loaded model for any number of threads. The samples of a call go through the network in batches of its own, so
/// that its results do not depend on what others do; with a `batch_wait`, samples of different calls are put together,
/// and one waits for others that long. Preparing and decoding happen in the calling threads, at once; the network runs in
/// whichever of them has a context, for all that wait.
class Session {
 public:
  /// Errors: slipway::Error for settings that cannot be, and what the backend says.
  Session(std::shared_ptr<const Model> model, const SessionSettings& settings);
  /// Waits until all that was submitted is done.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// As shared by handles: where the last one is let go in a callback, a thread of its own waits for the others.
  static std::shared_ptr<Session> share(std::shared_ptr<const Model> model, const SessionSettings& settings);

  const Model& model() const { return *model_; }
  /// One result for each input, in their order. Of an input with boxes one instance for each box, in their order.
  /// Errors: slipway::Error of the first input that has one; the others are not computed.
  std::vector<Result> run(const std::vector<SessionInput>& inputs);

  /// The network alone. @return its outputs, in its order, which own their memory
  /// Errors: slipway::Error for a name, element type or shape that is not the input's.
  std::vector<NamedTensor> run_tensors(const std::vector<NamedTensor>& inputs);

  using Done = std::function<void(std::exception_ptr error, std::vector<Result> results)>;
  /// The same from a thread of the session. Pixels must stay until `done` was called. Errors: QueueFull.
  void submit(std::vector<SessionInput> inputs, Done done);
  /// Inputs and outputs of the network, and the settings in use: what slw_session_info_json() gives.
  std::string info() const;

 private:
  struct Call;
  struct Sample;
  struct Job;
  struct Waiter;
  class Lease;
  /// Lists, as what has been made once can be handed on without memory: where that is short, an error must reach the
  /// callers whom it concerns, and nobody may wait for ever.
  using Samples = std::list<Sample*>;
  using Waiters = std::list<Waiter*>;

  void execute(const std::vector<Call*>& calls);
  void prepare(Call& call, size_t& next, std::vector<std::unique_ptr<Sample>>& samples) const;
  void compute(const Samples& mine);
  void run_ready(backend::Session& context, std::unique_lock<std::mutex>& lock) noexcept;
  Samples collect(std::unique_lock<std::mutex>& lock) noexcept;
  Samples take_alike(Samples& from) const noexcept;
  void run_batch(backend::Session& context, Samples::const_iterator first, Samples::const_iterator last) const noexcept;
  backend::Session* take_free() noexcept;
  void give_back(backend::Session& context) noexcept;
  bool has_work() const noexcept { return !ready_.empty() && !collecting_; }
  void start_worker();
  void work() noexcept;
  bool mixes() const { return settings_.batch_wait.count() > 0; }

  std::shared_ptr<const Model> model_;
  SessionSettings settings_;
  size_t limit_ = 1;   // samples at once
  int64_t fixed_ = 0;  // batch that the network has, 0 where it is dynamic
  std::vector<std::unique_ptr<backend::Session>> contexts_;

  std::mutex mutex_;
  std::vector<backend::Session*> free_;
  Waiters alone_;                    // wait for a context in a Lease
  Waiters idle_;                     // wait in compute(), where others compute their samples
  Samples ready_;                    // prepared, in the order of their arrival
  bool collecting_ = false;          // one waits for more samples; nobody else takes any
  std::condition_variable arrived_;  // for that one

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::list<Job> queue_;
  bool closing_ = false;
  std::vector<std::thread> workers_;
  bool is_worker() const;
};

}  // namespace slipway::sdk
