// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/run/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "../test/support/fixtures.h"
#include "evaluate/run/loader.h"
#include "image/image.h"

namespace slipway::evaluate {
namespace {

using testing::HasSubstr;

/// The input's sides are those of the image: scenes are of several shapes.
const nlohmann::json kPipeline = nlohmann::json::parse(R"({"pipeline": {"tasks": [
  {"type": "Task", "module": "Transform", "name": "Preprocess", "transforms": [
    {"type": "LoadImageFromFile"}, {"type": "Normalize", "mean": [0, 0, 0], "std": [1, 1, 1], "to_rgb": false},
    {"type": "ImageToTensor", "keys": ["img"]}]},
  {"type": "Task", "module": "Net", "name": "net", "input_map": {"img": "input"}},
  {"type": "Task", "module": "mmcls", "name": "postprocess", "component": "LinearClsHead", "params": {"topk": 1}}]}})");

/// Its result for an image: the sum of the input and, as the label, the image's height.
class SumEngine : public Engine {
 public:
  const std::string& name() const override { return name_; }
  Decode run(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    batches.push_back(batch.shape());
    counted += metas.size();
    std::vector<Result> results;
    const auto size = static_cast<size_t>(batch.numel() / batch.dim(0));
    for (size_t i = 0; i < metas.size(); ++i) {
      const float* begin = batch.data<float>() + i * size;
      double sum = 0;
      for (size_t k = 0; k < size; ++k) sum += static_cast<double>(begin[k]);
      Classes& result = std::get<Classes>(results.emplace_back(std::in_place_type<Classes>));
      result.scores.push_back(static_cast<float>(sum / static_cast<double>(size)));
      result.labels = {metas[i].ori_shape[0]};
    }
    if (batches.size() == fail_at) fail("the network does not like this");
    return [results, this] {
      if (fail_decoding) throw InternalError("decoding broke");
      return results;
    };
  }

  std::vector<std::vector<int64_t>> batches;
  size_t counted = 0;
  size_t fail_at = 0;
  bool fail_decoding = false;

 private:
  std::string name_ = "sum";
};

struct Found {
  std::vector<int64_t> order;
  std::map<int64_t, Classes> results;
};

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() : pipeline_(kPipeline) {
    for (int i = 0; i < 40; ++i) {
      DataItem item;
      item.image = test::scene(1 + i).string();
      item.truth.image_id = 100 + i;
      dataset_.items.push_back(item);
    }
  }
  Found go(SumEngine& engine, const RunOptions& options) {
    Found found;
    report_ = run(dataset_, pipeline_, {&engine}, options,
                  [&](const Sample& sample, const DataItem& item, std::span<Result> results) {
                    EXPECT_EQ(item.image, dataset_.items[static_cast<size_t>(sample.index)].image);
                    EXPECT_EQ(sample.truth.image_id, 100 + sample.index);
                    EXPECT_EQ(sample.truth.height, std::get<Classes>(results[0]).label());
                    found.order.push_back(sample.index);
                    found.results[sample.index] = std::get<Classes>(results[0]);
                  });
    return found;
  }

  runtime::Pipeline pipeline_;
  Dataset dataset_;
  RunReport report_;
};

TEST_F(RunnerTest, ResultsDoNotDependOnThreadsOrBatches) {
  std::map<int64_t, Classes> expected;
  for (size_t i = 0; i < dataset_.items.size(); ++i) {
    SumEngine engine;
    const runtime::Preprocessed one = pipeline_.preprocess(image::read_image(dataset_.items[i].image));
    expected[static_cast<int64_t>(i)] = std::get<Classes>(engine.run(one.input, {one.meta})().at(0));
  }
  for (const size_t batch : {1, 2, 3, 8, 100}) {
    std::vector<int64_t> order;
    std::vector<std::vector<int64_t>> batches;
    for (const size_t threads : {1, 2, 4}) {
      SumEngine engine;
      RunOptions options;
      options.batch_size = batch;
      options.threads = threads;
      const Found found = go(engine, options);
      ASSERT_EQ(found.results.size(), expected.size());
      for (const auto& [index, result] : expected) {
        EXPECT_EQ(found.results.at(index).scores, result.scores) << index;
        EXPECT_EQ(found.results.at(index).label(), result.label()) << index;
      }
      EXPECT_EQ(report_.done, 40U);
      EXPECT_EQ(engine.counted, 40U);
      for (const std::vector<int64_t>& shape : engine.batches) EXPECT_LE(shape[0], static_cast<int64_t>(batch));
      // The order of the work is that of the dataset, whoever loads the images.
      if (order.empty()) {
        order = found.order;
        batches = engine.batches;
      }
      EXPECT_EQ(found.order, order);
      EXPECT_EQ(engine.batches, batches);
    }
  }
}

TEST_F(RunnerTest, BatchesAreOfOneShapeAndAsLargeAsTheyCanBe) {
  SumEngine engine;
  RunOptions options;
  options.batch_size = 4;
  go(engine, options);
  std::map<std::vector<int64_t>, size_t> partial;
  for (std::vector<int64_t> shape : engine.batches) {
    if (shape[0] == 4) continue;
    shape[0] = 0;
    ++partial[shape];
  }
  EXPECT_GE(partial.size(), 2U);
  for (const auto& [shape, count] : partial) EXPECT_EQ(count, 1U) << "only the last batch of a shape is smaller";
}

TEST_F(RunnerTest, FixedBatchesAreFilledUp) {
  SumEngine engine;
  RunOptions options;
  options.batch_size = 3;
  options.fixed_batch = true;
  EXPECT_EQ(go(engine, options).results.size(), 40U);
  for (const std::vector<int64_t>& shape : engine.batches) EXPECT_EQ(shape[0], 3);
  EXPECT_EQ(engine.counted, 40U);
}

TEST_F(RunnerTest, SharesAreTogetherTheWhole) {
  std::vector<int64_t> all;
  for (size_t rank = 0; rank < 3; ++rank) {
    SumEngine engine;
    RunOptions options;
    options.first = rank;
    options.step = 3;
    options.batch_size = 2;
    const Found found = go(engine, options);
    EXPECT_EQ(report_.total, rank == 0 ? 14U : 13U);
    all.insert(all.end(), found.order.begin(), found.order.end());
  }
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), 40U);
  for (int64_t i = 0; i < 40; ++i) EXPECT_EQ(all[static_cast<size_t>(i)], i);
  SumEngine engine;
  RunOptions beyond;
  beyond.first = 50;
  EXPECT_TRUE(go(engine, beyond).order.empty());
}

TEST_F(RunnerTest, BrokenImagesAreReportedAndLeftOut) {
  dataset_.items[5].image = "/nowhere.jpg";
  dataset_.items[39].image = SLIPWAY_SOURCE_DIR "/VERSION";
  SumEngine engine;
  RunOptions options;
  options.batch_size = 8;
  size_t last = 0;
  options.progress = [&](size_t done) { last = std::max(last, done); };
  EXPECT_EQ(go(engine, options).results.size(), 38U);
  ASSERT_EQ(report_.bad.size(), 2U);
  EXPECT_EQ(report_.bad[0].index, 5);
  EXPECT_THAT(report_.bad[0].problem, HasSubstr("/nowhere.jpg"));
  EXPECT_EQ(report_.bad[1].index, 39);
  EXPECT_EQ(report_.done, 38U);
  EXPECT_FALSE(report_.interrupted);
  EXPECT_EQ(last, 40U);
}

TEST_F(RunnerTest, ErrorsOfTheNetworkNameAnImage) {
  SumEngine engine;
  engine.fail_at = 3;
  try {
    go(engine, {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), testing::AllOf(HasSubstr("000000100003.jpg"), HasSubstr("does not like this")));
  }
}

TEST_F(RunnerTest, ErrorsOfDecodingAndConsumingLeave) {
  SumEngine engine;
  engine.fail_decoding = true;
  EXPECT_THROW(go(engine, {}), InternalError);
  SumEngine good;
  EXPECT_THROW(run(dataset_, pipeline_, {&good}, {},
                   [](const Sample&, const DataItem&, std::span<Result>) { fail("the metric broke"); }),
               Error);
  EXPECT_LT(good.batches.size(), 40U) << "the rest is not run";
}

TEST_F(RunnerTest, StopsWhenItIsAskedTo) {
  SumEngine engine;
  RunOptions options;
  options.batch_size = 2;
  options.stop = [&] { return engine.batches.size() >= 3; };
  const Found found = go(engine, options);
  EXPECT_TRUE(report_.interrupted);
  EXPECT_EQ(found.results.size(), report_.done);
  EXPECT_EQ(report_.done, 6U);
}

TEST(Loader, LoadsNoMoreAheadThanItMay) {
  std::atomic<size_t> started{0};
  constexpr size_t kAhead = 5;
  Loader loader(100, 4, kAhead, [&](size_t) {
    ++started;
    return runtime::Preprocessed{};
  });
  for (size_t given = 1; given <= 100; ++given) {
    ASSERT_TRUE(loader.next([] { return false; }).has_value());
    std::this_thread::sleep_for(std::chrono::milliseconds(given < 20 ? 3 : 0));
    EXPECT_LE(started.load(), given + kAhead);
  }
  EXPECT_FALSE(loader.next([] { return false; }).has_value());
}

TEST(Loader, OurOwnBugsAreNoBrokenImages) {
  Loader loader(3, 1, 2, [](size_t i) -> runtime::Preprocessed {
    if (i == 1) throw InternalError("a bug");
    return {};
  });
  EXPECT_THROW(while (loader.next([] { return false; })){}, InternalError);
}

TEST(Loader, CanBeLeftEarly) {
  Loader loader(1000000, 3, 4, [](size_t) { return runtime::Preprocessed{}; });
  EXPECT_TRUE(loader.next([] { return false; }).has_value());
  EXPECT_FALSE(loader.next([] { return true; }).has_value());
}

}  // namespace
}  // namespace slipway::evaluate
