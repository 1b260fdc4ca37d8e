// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/session.h"

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/strings.h"
#include "sdk/session_parts.h"

namespace slipway::sdk {

/// A call that was submitted.
struct Session::Job {
  std::vector<SessionInput> inputs;
  Done done;
  Call call{};
};

Session::Session(std::shared_ptr<const Model> model, const SessionSettings& settings)
    : model_(std::move(model)), settings_(settings) {
  constexpr size_t kMostContexts = 256;
  if (settings_.contexts < 1 || settings_.contexts > kMostContexts)
    fail("a session has 1 to {} contexts, not {}", kMostContexts, settings_.contexts);
  if (settings_.capacity < 1) fail("the queue of a session holds at least one call");
  if (settings_.batch_wait.count() < 0) fail("batch_wait_us must be 0 or more");
  backend::SessionOptions options;
  options.device = settings_.device;
  options.threads = settings_.threads;
  for (size_t i = 0; i < settings_.contexts; ++i) contexts_.push_back(model_->open(options));
  for (const auto& context : contexts_) free_.push_back(context.get());
  size_t most = 0;
  if (!model_->is_network_alone()) {
    const backend::TensorInfo& input = contexts_.front()->inputs().front();
    most = static_cast<size_t>(std::max<int64_t>(0, input.max_batch()));
    fixed_ = std::max<int64_t>(0, input.shape.front());
  }
  const size_t wanted = settings_.max_batch > 0 ? settings_.max_batch : runtime::kMaxBatch;
  limit_ = fixed_ > 0 ? most : most > 0 ? std::min(most, wanted) : wanted;
  workers_.reserve(settings_.contexts + 1);
}

Session::~Session() {
  {
    const std::lock_guard lock(queue_mutex_);
    closing_ = true;
  }
  queue_changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

bool Session::is_worker() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const std::thread& worker) { return worker.get_id() == std::this_thread::get_id(); });
}

std::shared_ptr<Session> Session::share(std::shared_ptr<const Model> model, const SessionSettings& settings) {
  return {new Session(std::move(model), settings), [](Session* session) {
            if (!session->is_worker()) {
              delete session;
              return;
            }
            try {
              std::thread([session] { delete session; }).detach();
            } catch (const std::exception&) {
              // A thread cannot wait for its own end; where there is no other one, the session stays.
            }
          }};
}

std::vector<Result> Session::run(const std::vector<SessionInput>& inputs) {
  Call call{&inputs};
  execute({&call});
  if (call.error) std::rethrow_exception(call.error);
  return std::move(call.results);
}

std::vector<NamedTensor> Session::run_tensors(const std::vector<NamedTensor>& inputs) {
  const std::vector<backend::TensorInfo>& wanted = contexts_.front()->inputs();
  const std::vector<backend::TensorInfo>& outputs = contexts_.front()->outputs();
  const bool named = std::any_of(inputs.begin(), inputs.end(), [](const NamedTensor& t) { return !t.name.empty(); });
  std::vector<HostTensor> ordered(named ? wanted.size() : inputs.size());
  std::vector<bool> given(ordered.size(), false);
  std::vector<std::string> names;
  for (const backend::TensorInfo& info : wanted) names.push_back(info.name);
  if (named && inputs.size() != wanted.size())
    fail("the network has {} inputs ({}), not {}", wanted.size(), join(names, ", "), inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    const auto found = named ? std::find(names.begin(), names.end(), inputs[i].name) : names.begin();
    if (found == names.end()) fail("the network has no input '{}'; it has: {}", inputs[i].name, join(names, ", "));
    const size_t place = named ? static_cast<size_t>(found - names.begin()) : i;
    if (given[place]) fail("the input '{}' is given twice", inputs[i].name);
    given[place] = true;
    ordered[place] = inputs[i].tensor;
  }
  std::vector<HostTensor> found;
  {
    const Lease lease(*this);
    found = lease.context().run(ordered);
  }
  std::vector<NamedTensor> result;
  for (size_t i = 0; i < found.size(); ++i) result.push_back({outputs.at(i).name, std::move(found[i])});
  return result;
}

/// Prepares samples of a call until there are as many as fit into a batch.
void Session::prepare(Call& call, size_t& next, std::vector<std::unique_ptr<Sample>>& samples) const {
  const std::vector<SessionInput>& inputs = *call.inputs;
  const runtime::Pipeline& pipeline = model_->pipeline();
  try {
    while (next < inputs.size() && samples.size() < limit_) {
      const SessionInput& input = inputs[next];
      if (call.image.empty()) call.image = to_bgr(input.image);
      auto sample = std::make_unique<Sample>();
      sample->call = &call;
      sample->place = next;
      sample->is_box = input.boxes.has_value();
      if (!input.boxes || call.box < input.boxes->size()) {
        std::optional<InputBox> box;
        if (input.boxes) box = (*input.boxes)[call.box];
        sample->ready = pipeline.preprocess(call.image, box);
        samples.push_back(std::move(sample));
      } else if (!pipeline.takes_boxes()) {
        fail("the model takes whole images, no boxes");
      }
      if (!input.boxes || ++call.box >= input.boxes->size()) {
        ++next;
        call.box = 0;
        call.image.release();
      }
    }
  } catch (...) {
    call.error = std::current_exception();
    next = inputs.size();
  }
}

void Session::execute(const std::vector<Call*>& calls) {
  std::vector<size_t> next(calls.size(), 0);
  for (Call* call : calls) {
    call->results.resize(call->inputs->size());
    for (size_t i = 0; i < call->inputs->size(); ++i)
      if ((*call->inputs)[i].boxes) call->results[i] = Instances{};
  }
  while (true) {
    std::vector<std::unique_ptr<Sample>> samples;
    for (size_t i = 0; i < calls.size() && samples.size() < limit_; ++i) prepare(*calls[i], next[i], samples);
    if (samples.empty()) return;
    Samples some;
    for (const auto& sample : samples)
      if (!sample->call->error) some.push_back(sample.get());
    compute(some);
    for (Sample* sample : some) {
      Call& call = *sample->call;
      try {
        if (sample->error) std::rethrow_exception(sample->error);
        Result result = model_->pipeline().decode(*sample->outputs, sample->index, sample->ready.meta);
        if (sample->is_box)
          std::get<Instances>(call.results[sample->place]).append(std::get<Instances>(result));
        else
          call.results[sample->place] = std::move(result);
      } catch (...) {
        if (!call.error) call.error = std::current_exception();
      }
    }
    for (size_t i = 0; i < calls.size(); ++i)
      if (calls[i]->error) next[i] = calls[i]->inputs->size();
  }
}

void Session::submit(std::vector<SessionInput> inputs, Done done) {
  std::list<Job> one;
  one.push_back({std::move(inputs), std::move(done)});
  {
    const std::lock_guard lock(queue_mutex_);
    if (queue_.size() >= settings_.capacity)
      throw QueueFull(fmt::format("{} calls are waiting already; queue_capacity allows no more", queue_.size()));
    start_worker();
    queue_.splice(queue_.end(), one);
  }
  queue_changed_.notify_one();
}

/// One more than there are contexts, so that one prepares while the others compute.
void Session::start_worker() {
  if (workers_.size() > settings_.contexts) return;
  try {
    workers_.emplace_back([this] { work(); });
  } catch (const std::system_error& e) {
    if (workers_.empty()) throw Error(fmt::format("no thread can be started: {}", e.what()), ErrorKind::kUnavailable);
  }
}

void Session::work() noexcept {
  while (true) {
    std::list<Job> jobs;
    {
      std::unique_lock lock(queue_mutex_);
      queue_changed_.wait(lock, [&] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      do {
        jobs.splice(jobs.end(), queue_, queue_.begin());
      } while (mixes() && !queue_.empty() && jobs.size() < limit_);
    }
    std::exception_ptr failure;
    try {
      std::vector<Call*> calls;
      for (Job& job : jobs) {
        job.call.inputs = &job.inputs;
        calls.push_back(&job.call);
      }
      execute(calls);
    } catch (...) {
      failure = std::current_exception();
    }
    for (Job& job : jobs) {
      const std::exception_ptr error = failure ? failure : job.call.error;
      job.done(error, error ? std::vector<Result>() : std::move(job.call.results));
    }
  }
}

std::string Session::info() const {
  const auto describe = [](const std::vector<backend::TensorInfo>& tensors) {
    nlohmann::json list = nlohmann::json::array();
    for (const backend::TensorInfo& tensor : tensors)
      list.push_back({{"name", tensor.name},
                      {"dtype", name_of(tensor.dtype)},
                      {"shape", tensor.shape},
                      {"min_shape", tensor.min_shape},
                      {"max_shape", tensor.max_shape}});
    return list;
  };
  const nlohmann::json info{{"device", settings_.device},
                            {"threads", settings_.threads},
                            {"contexts", contexts_.size()},
                            {"max_batch", limit_},
                            {"batch_wait_us", settings_.batch_wait.count()},
                            {"queue_capacity", settings_.capacity},
                            {"inputs", describe(contexts_.front()->inputs())},
                            {"outputs", describe(contexts_.front()->outputs())}};
  return info.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace slipway::sdk
