// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Sessions while memory is short: each allocation of a call fails once, and nobody waits for ever.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <new>
#include <thread>

#include "backend/register.h"
#include "base/io.h"
#include "sdk/session.h"

namespace {

/// So many allocations of this thread go well; -1: all do.
thread_local long allowed = -1;
/// Whether those after the one that fails go well again.
thread_local bool only_one = false;
thread_local bool failed = false;

[[maybe_unused]] void* allocate(std::size_t size) {
  if (allowed == 0) {
    failed = true;
    if (only_one) allowed = -1;
    throw std::bad_alloc();
  }
  if (allowed > 0) --allowed;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

#ifndef __SANITIZE_THREAD__
// Of this whole program; those of arrays call these. ThreadSanitizer cannot have them: what ONNX Runtime does with its
// memory would look like ours.
void* operator new(std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace slipway::sdk {
namespace {

/// How many allocations go well after a run of the network.
std::atomic<long> allowed_after_run = -1;

/// A network whose outputs are zero. Its own memory is never short.
class PatientSession : public backend::Session {
 public:
  const std::vector<backend::TensorInfo>& inputs() const override { return inputs_; }
  const std::vector<backend::TensorInfo>& outputs() const override { return outputs_; }
  std::vector<HostTensor> run(const std::vector<HostTensor>& inputs) override {
    const long before = std::exchange(allowed, -1);
    std::vector<HostTensor> result{HostTensor(DType::kF32, {inputs.front().dim(0), 3})};
    allowed = allowed_after_run >= 0 ? allowed_after_run.load() : before;
    return result;
  }

 private:
  std::vector<backend::TensorInfo> inputs_{{"input", DType::kF32, {-1, 3, -1, -1}}};
  std::vector<backend::TensorInfo> outputs_{{"output", DType::kF32, {-1, 3}}};
};

class PatientBackend : public backend::Backend {
 public:
  std::string_view name() const override { return "patient"; }
  backend::Availability availability() const override { return {true, "0", ""}; }
  backend::Capabilities capabilities() const override { return {}; }
  std::vector<std::filesystem::path> compile(const std::filesystem::path& model, const std::string&) const override {
    return {model};
  }
  std::unique_ptr<backend::Session> open(const std::vector<std::filesystem::path>&,
                                         const backend::SessionOptions&) const override {
    return std::make_unique<PatientSession>();
  }
};
const backend::RegisterBackend kPatient(std::make_shared<PatientBackend>());

class SdkMemory : public testing::TestWithParam<int> {
 protected:
  SdkMemory() {
    io::write_file(folder_.path() / "pipeline.json", R"({"pipeline": {"tasks": [
      {"module": "Transform", "transforms": [{"type": "LoadImageFromFile"}, {"type": "ImageToTensor", "keys": ["img"]}]},
      {"module": "Net", "input_map": {"img": "input"}},
      {"module": "mmcls", "component": "LinearClsHead", "params": {}}]}})");
    io::write_file(folder_.path() / "deploy.json",
                   R"({"task": "Classifier", "models": [{"net": "net", "weights": "", "backend": "patient"}]})");
    io::write_file(folder_.path() / "net", "");
    SessionSettings settings;
    settings.max_batch = 2;
    settings.batch_wait = std::chrono::microseconds(GetParam());
    session_ = Session::share(std::make_shared<const Model>(folder_.path()), settings);
  }
  void SetUp() override {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "memory is never short under ThreadSanitizer";
#endif
  }
  static SessionInput input() {
    static const std::vector<uint8_t> pixels(4 * 4 * 3, 9);
    return {{PixelFormat::kBgr, 4, 4, {pixels.data()}, {}}};
  }
  /// Whether a call with images got results; memory may be short only in there.
  bool runs(const std::vector<SessionInput>& inputs, long allocations, bool one) const {
    failed = false;
    only_one = one;
    allowed = allocations;
    bool good = true;
    try {
      good = session_->run(inputs).size() == inputs.size();
      allowed = -1;
    } catch (const std::bad_alloc&) {
      allowed = -1;
      good = false;
    }
    return good;
  }
  Session& session() const { return *session_; }

 private:
  io::TemporaryFolder folder_{"slipway-memory-test"};
  std::shared_ptr<Session> session_;
};

TEST_P(SdkMemory, EachAllocationMayFail) {
  for (const bool one : {true, false}) {
    std::atomic<bool> stop = false;
    std::atomic<int> bad = 0;
    // Somebody else whose memory is not short; his samples may be in the same batches.
    std::thread other([&] {
      while (!stop)
        if (!runs({input()}, -1, false)) ++bad;
    });
    const std::vector<SessionInput> three(3, input());
    long allocations = 0;
    int failures = 0;
    for (; allocations < 10000; ++allocations) {
      const bool good = runs(three, allocations, one);
      failures += good ? 0 : 1;
      if (good && !failed) break;
    }
    stop = true;
    other.join();
    EXPECT_GT(failures, 5);
    EXPECT_LT(allocations, 10000);
    // Where one allocation fails, it is the affair of the call that made it.
    if (one) {
      EXPECT_EQ(bad, 0);
    }
    EXPECT_TRUE(runs(three, -1, false));
  }
}

TEST_P(SdkMemory, SubmittedCallsAreCalledBack) {
  int failures = 0;
  for (long allocations = 0; allocations < 40; ++allocations) {
    allowed_after_run = allocations;
    std::promise<bool> promise;
    session().submit({input(), input()}, [&](std::exception_ptr error, const std::vector<Result>& results) {
      allowed_after_run = allowed = -1;
      promise.set_value(!error && results.size() == 2);
    });
    failures += promise.get_future().get() ? 0 : 1;
  }
  EXPECT_GT(failures, 1);
  EXPECT_LT(failures, 40);
  EXPECT_TRUE(runs({input()}, -1, false));
}

INSTANTIATE_TEST_SUITE_P(, SdkMemory, testing::Values(0, 300));

}  // namespace
}  // namespace slipway::sdk
