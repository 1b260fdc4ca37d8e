// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/run/runner.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "base/process.h"
#include "evaluate/run/loader.h"

namespace slipway::evaluate {
namespace {

/// Samples of one input shape on their way through the network.
struct Batch {
  std::vector<HostTensor> inputs;
  std::vector<ImageMeta> metas;
  std::vector<size_t> samples;           // positions in the dataset
  std::vector<Engine::Decode> decoders;  // one per engine, once they have run
  size_t finished = 0;                   // samples of this part that are done or broken when this batch is
};

/// Decodes and hands on what the engines computed, on its own thread, batch by batch in their order; few of them wait.
class Collector {
 public:
  using Finish = std::function<void(Batch&)>;
  Collector(size_t waiting, Finish finish)
      : waiting_(waiting), finish_(std::move(finish)), thread_([this] { work(); }) {}
  ~Collector() {
    if (thread_.joinable()) close();
  }

  /// Called from any thread; each batch number once, up to where they end. Waits while `waiting` batches are ahead.
  /// @return false where something has gone wrong, so that no more is wanted
  bool push(size_t number, Batch batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return number < next_ + waiting_ || failure_; });
    if (failure_) return false;
    queue_.emplace(number, std::move(batch));
    changed_.notify_all();
    return true;
  }
  /// A batch will not come, for this reason.
  void fail(std::exception_ptr failure) {
    {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::move(failure);
    }
    changed_.notify_all();
  }
  /// Waits for all results. Rethrows what went wrong first.
  void finish() {
    close();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      const auto due = [&] { return !queue_.empty() && queue_.begin()->first == next_; };
      changed_.wait(lock, [&] { return due() || closed_ || failure_; });
      if (!due() || failure_) return;
      Batch batch = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
      lock.unlock();
      std::exception_ptr failure;
      try {
        finish_(batch);
      } catch (...) {
        failure = std::current_exception();
      }
      batch = {};
      lock.lock();
      ++next_;
      if (failure && !failure_) failure_ = failure;
      changed_.notify_all();
    }
  }

  const size_t waiting_;
  const Finish finish_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<size_t, Batch> queue_;  // by number
  size_t next_ = 0;                // the number that is due
  bool closed_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

/// Puts samples of one shape together. Of many shapes at most a few batches wait; then the oldest goes as it is.
class Batcher {
 public:
  explicit Batcher(size_t batch_size) : batch_size_(batch_size), limit_(4 * batch_size) {}

  /// A batch that has become due, if any.
  std::optional<Batch> add(size_t sample, runtime::Preprocessed ready) {
    const std::vector<int64_t> shape = ready.input.shape();
    Batch& batch = waiting_[shape];
    batch.inputs.push_back(std::move(ready.input));
    batch.metas.push_back(ready.meta);
    batch.samples.push_back(sample);
    ++count_;
    if (batch.samples.size() >= batch_size_) return take(waiting_.find(shape));
    if (count_ >= limit_) return oldest();
    return std::nullopt;
  }
  /// The batch whose first sample has waited longest; none at the end.
  std::optional<Batch> oldest() {
    if (waiting_.empty()) return std::nullopt;
    return take(std::min_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
      return a.second.samples.front() < b.second.samples.front();
    }));
  }

 private:
  using Waiting = std::map<std::vector<int64_t>, Batch>;
  std::optional<Batch> take(Waiting::iterator position) {
    Batch batch = std::move(position->second);
    waiting_.erase(position);
    count_ -= batch.samples.size();
    return batch;
  }

  size_t batch_size_, limit_;
  size_t count_ = 0;
  Waiting waiting_;
};

/// Memory for the network's input that is used again and again: fresh pages for every batch cost time.
class InputBuffer {
 public:
  /// The tensors, f32[1,...] of one shape, as f32[N,...]. Valid until the next call.
  HostTensor stack(const std::vector<HostTensor>& inputs) {
    if (inputs.size() == 1) return inputs.front();
    std::vector<int64_t> shape = inputs.front().shape();
    shape.front() = static_cast<int64_t>(inputs.size());
    const size_t bytes = inputs.front().nbytes();
    if (memory_.numel() < static_cast<int64_t>(bytes * inputs.size()))
      memory_ = HostTensor(DType::kU8, {static_cast<int64_t>(bytes * inputs.size())});
    auto* to = static_cast<char*>(memory_.mutable_raw());
    for (const HostTensor& input : inputs) {
      std::copy_n(static_cast<const char*>(input.raw()), bytes, to);
      to += bytes;
    }
    return {inputs.front().dtype(), shape, std::make_shared<HostTensor>(memory_), memory_.raw()};
  }

 private:
  HostTensor memory_;
};

/// @return how long the first engine took
double run_engines(Batch& batch, InputBuffer& buffer, const Dataset& dataset, const Lane& engines,
                   const RunOptions& options) {
  while (options.fixed_batch && batch.inputs.size() < options.batch_size) batch.inputs.push_back(batch.inputs.back());
  const HostTensor input = buffer.stack(batch.inputs);
  batch.inputs.clear();
  double seconds = 0;
  with_context(dataset.items[batch.samples.front()].image, [&] {
    for (Engine* engine : engines) {
      const double start = wall_seconds();
      batch.decoders.push_back(engine->run(input, batch.metas));
      if (engine == engines.front()) seconds = wall_seconds() - start;
    }
  });
  return seconds;
}

void consume_batch(Batch& batch, const Dataset& dataset, const Consume& consume) {
  std::vector<std::vector<Result>> by_engine;
  for (const Engine::Decode& decode : batch.decoders) by_engine.push_back(decode());
  for (size_t i = 0; i < batch.samples.size(); ++i) {
    const DataItem& item = dataset.items[batch.samples[i]];
    std::vector<Result> results;
    for (std::vector<Result>& all : by_engine) results.push_back(std::move(all.at(i)));
    Sample sample;
    sample.index = static_cast<int64_t>(batch.samples[i]);
    sample.truth = item.truth;
    sample.truth.height = static_cast<int>(batch.metas[i].ori_shape[0]);
    sample.truth.width = static_cast<int>(batch.metas[i].ori_shape[1]);
    with_context(item.image, [&] { consume(sample, item, results); });
  }
}

/// The batches of a run, one after the other. Thread-safe.
class Source {
 public:
  Source(const Dataset& dataset, const runtime::Pipeline& pipeline, const RunOptions& options, size_t lanes,
         RunReport& report)
      : dataset_(dataset),
        options_(options),
        report_(report),
        batcher_(options.batch_size),
        loader_(report.total, options.threads,
                lanes * options.batch_size + std::max(options.batch_size, options.threads),
                [this, &pipeline](size_t i) {
                  return pipeline.preprocess(runtime::read_image(dataset_.items[position(i)].image));
                }) {}

  struct Next {
    size_t number = 0;
    Batch batch;
  };
  /// None at the end, or when the user wants no more.
  std::optional<Next> next() {
    const std::lock_guard lock(mutex_);
    std::optional<Batch> batch = load();
    if (!batch) return std::nullopt;
    report_.done += batch->samples.size();
    batch->finished = report_.done + report_.bad.size();
    return Next{count_++, std::move(*batch)};
  }
  void add_time(BatchTime time) {
    const std::lock_guard lock(mutex_);
    report_.times.push_back(time);
  }
  /// There is nothing more to come.
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }

 private:
  size_t position(size_t i) const { return options_.first + i * options_.step; }
  std::optional<Batch> load() {
    while (!stopped_ && given_ < report_.total) {
      std::optional<Loaded> loaded = loader_.next(options_.stop);
      if (!loaded) break;
      const size_t sample = position(given_++);
      if (!loaded->problem.empty()) {
        report_.bad.push_back({static_cast<int64_t>(sample), dataset_.items[sample].image, loaded->problem});
      } else if (std::optional<Batch> batch = batcher_.add(sample, std::move(loaded->ready))) {
        return batch;
      }
    }
    if (stopped_ || options_.stop()) return std::nullopt;
    return batcher_.oldest();
  }

  const Dataset& dataset_;
  const RunOptions& options_;
  RunReport& report_;
  std::mutex mutex_;
  bool stopped_ = false;
  size_t given_ = 0;  // samples that came from the loader
  size_t count_ = 0;  // batches that were given out
  Batcher batcher_;
  Loader loader_;
};

void run_lane(Source& source, Collector& collector, const Dataset& dataset, const Lane& engines,
              const RunOptions& options) {
  InputBuffer buffer;
  try {
    while (std::optional<Source::Next> next = source.next()) {
      const double seconds = run_engines(next->batch, buffer, dataset, engines, options);
      source.add_time({seconds, next->batch.samples.size()});
      if (!collector.push(next->number, std::move(next->batch))) break;
    }
  } catch (...) {
    collector.fail(std::current_exception());
  }
  // Where one lane ends early, the others end as well.
  source.stop();
}

}  // namespace

RunReport run(const Dataset& dataset, const runtime::Pipeline& pipeline, const std::vector<Lane>& lanes,
              const RunOptions& options, const Consume& consume) {
  RunReport report;
  const size_t size = dataset.items.size();
  report.total = options.first < size ? (size - options.first + options.step - 1) / options.step : 0;
  const double start = wall_seconds();
  {
    Source source(dataset, pipeline, options, lanes.size(), report);
    Collector collector(lanes.size() + 1, [&](Batch& batch) {
      consume_batch(batch, dataset, consume);
      options.progress(batch.finished);
    });
    std::vector<std::thread> others;
    for (size_t i = 1; i < lanes.size(); ++i)
      others.emplace_back([&, i] { run_lane(source, collector, dataset, lanes[i], options); });
    run_lane(source, collector, dataset, lanes.front(), options);
    for (std::thread& other : others) other.join();
    collector.finish();
  }
  report.interrupted = options.stop() && report.done + report.bad.size() < report.total;
  report.seconds = wall_seconds() - start;
  return report;
}

}  // namespace slipway::evaluate
