// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/run/runner.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "base/process.h"
#include "evaluate/run/loader.h"
#include "image/image.h"

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

/// Decodes and hands on what the engines computed, on its own thread; at most two batches wait.
class Collector {
 public:
  using Finish = std::function<void(Batch&)>;
  explicit Collector(Finish finish) : finish_(std::move(finish)), thread_([this] { work(); }) {}
  ~Collector() {
    if (thread_.joinable()) close();
  }

  void push(Batch batch) {
    constexpr size_t kWaiting = 2;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return queue_.size() < kWaiting || failure_; });
    if (failure_) std::rethrow_exception(failure_);
    queue_.push_back(std::move(batch));
    changed_.notify_all();
  }
  /// Waits for all results. Rethrows what went wrong with them.
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
      changed_.wait(lock, [&] { return !queue_.empty() || closed_; });
      if (queue_.empty()) return;
      Batch batch = std::move(queue_.front());
      queue_.pop_front();
      changed_.notify_all();
      if (failure_) continue;
      lock.unlock();
      std::exception_ptr failure;
      try {
        finish_(batch);
      } catch (...) {
        failure = std::current_exception();
      }
      batch = {};
      lock.lock();
      if (failure) {
        failure_ = failure;
        changed_.notify_all();
      }
    }
  }

  Finish finish_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> queue_;
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

/// The images read last: boxes of one image follow each other in datasets, and reading costs more than warping a box.
class RecentImages {
 public:
  explicit RecentImages(size_t threads) : limit_(threads + 1) {}

  /// Any number of threads may call it; who wants an image that another one reads waits for it.
  cv::Mat read(const std::string& file) {
    std::shared_ptr<Entry> entry;
    {
      const std::lock_guard lock(mutex_);
      const auto found =
          std::find_if(entries_.begin(), entries_.end(), [&](const auto& known) { return known->file == file; });
      if (found != entries_.end()) {
        entry = *found;
      } else {
        entry = std::make_shared<Entry>();
        entry->file = file;
        entries_.push_back(entry);
        if (entries_.size() > limit_) entries_.pop_front();
      }
    }
    const std::lock_guard lock(entry->reading);
    if (entry->image.empty()) entry->image = image::read_image(file);
    return entry->image;
  }

 private:
  struct Entry {
    std::string file;
    std::mutex reading;
    cv::Mat image;
  };
  const size_t limit_;
  std::mutex mutex_;
  std::deque<std::shared_ptr<Entry>> entries_;
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

void run_engines(Batch& batch, InputBuffer& buffer, const Dataset& dataset, const std::vector<Engine*>& engines,
                 const RunOptions& options, RunReport& report) {
  while (options.fixed_batch && batch.inputs.size() < options.batch_size) batch.inputs.push_back(batch.inputs.back());
  const HostTensor input = buffer.stack(batch.inputs);
  batch.inputs.clear();
  with_context(dataset.items[batch.samples.front()].image, [&] {
    for (Engine* engine : engines) {
      const double start = wall_seconds();
      batch.decoders.push_back(engine->run(input, batch.metas));
      if (engine == engines.front()) report.times.push_back({wall_seconds() - start, batch.samples.size()});
    }
  });
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
    sample.truth.image = item.image;
    sample.truth.height = static_cast<int>(batch.metas[i].ori_shape[0]);
    sample.truth.width = static_cast<int>(batch.metas[i].ori_shape[1]);
    // In f32, as NumPy multiplies them.
    if (dataset.top_down) sample.truth.bbox_areas = {batch.metas[i].input_scale[0] * batch.metas[i].input_scale[1]};
    with_context(item.image, [&] { consume(sample, item, results); });
  }
}

}  // namespace

RunReport run(const Dataset& dataset, const runtime::Pipeline& pipeline, const std::vector<Engine*>& engines,
              const RunOptions& options, const Consume& consume) {
  RunReport report;
  const size_t size = dataset.items.size();
  report.total = options.first < size ? (size - options.first + options.step - 1) / options.step : 0;
  const auto position = [&](size_t i) { return options.first + i * options.step; };
  const double start = wall_seconds();

  const size_t ahead = options.batch_size + std::max(options.batch_size, options.threads);
  RecentImages recent(options.threads);
  Loader loader(report.total, options.threads, ahead, [&](size_t i) {
    const DataItem& item = dataset.items[position(i)];
    if (!dataset.top_down) return pipeline.preprocess(image::read_image(item.image), std::nullopt, item.batch_shape);
    return pipeline.preprocess(recent.read(item.image), InputBox{item.bbox, item.bbox_score});
  });
  Collector collector([&](Batch& batch) {
    consume_batch(batch, dataset, consume);
    options.progress(batch.finished);
  });
  Batcher batcher(options.batch_size);
  InputBuffer buffer;
  size_t submitted = 0;
  const auto submit = [&](std::optional<Batch> batch) {
    if (!batch) return false;
    run_engines(*batch, buffer, dataset, engines, options, report);
    submitted += batch->samples.size();
    batch->finished = submitted + report.bad.size();
    collector.push(std::move(*batch));
    return true;
  };
  for (size_t i = 0; i < report.total; ++i) {
    std::optional<Loaded> loaded = loader.next(options.stop);
    if (!loaded) break;
    if (loaded->problem.empty()) {
      submit(batcher.add(position(i), std::move(loaded->ready)));
    } else {
      report.bad.push_back({static_cast<int64_t>(position(i)), dataset.items[position(i)].image, loaded->problem});
    }
  }
  while (!options.stop() && submit(batcher.oldest())) {
  }
  collector.finish();
  report.done = submitted;
  report.interrupted = options.stop() && report.done + report.bad.size() < report.total;
  report.seconds = wall_seconds() - start;
  return report;
}

}  // namespace slipway::evaluate
