// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/session.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/strings.h"

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

/// A call that was submitted.
struct Session::Job {
  std::vector<SessionInput> inputs;
  Done done;
  Call call{};
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
