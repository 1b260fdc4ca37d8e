// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Names, order and loading of parameters.
#include <gmock/gmock.h>

#include <map>

#include "model/layer/batch_norm2d.h"
#include "model/layer/conv_module.h"
#include "model/state.h"

namespace slipway::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::shared_ptr<Sequence> two_layers(at::Device device = at::kCPU) {
  const BuildContext context{"mmpose", device};
  const BlockStyle style{.norm = NormSpec{}, .activation = activation("ReLU"), .bias = std::nullopt};
  auto layers = std::make_shared<Sequence>();
  layers->append(std::make_shared<ConvModule>(context, 3, 4, ConvSize{}, style));
  layers->append(std::make_shared<Conv2d>(context, 4, 2, ConvSize{}, true));
  return layers;
}

std::vector<std::string> names(const torch::nn::Module& module) {
  std::vector<std::string> result;
  for (const Entry& entry : state_dict(module)) result.push_back(entry.name);
  return result;
}

class Values {
 public:
  void set(const std::string& name, HostTensor value) { values_[name] = std::move(value); }
  LoadReport load(torch::nn::Module& module) const {
    return load_state(module, [&](const std::string& name) -> const HostTensor* {
      const auto found = values_.find(name);
      return found == values_.end() ? nullptr : &found->second;
    });
  }

 private:
  std::map<std::string, HostTensor> values_;
};

at::Tensor entry(const torch::nn::Module& module, const std::string& name) {
  for (const Entry& entry : state_dict(module))
    if (entry.name == name) return entry.tensor;
  return {};
}

TEST(StateDict, HasPyTorchsNamesAndOrder) {
  const auto layers = two_layers();
  EXPECT_THAT(names(*layers), ElementsAre("0.conv.weight", "0.bn.weight", "0.bn.bias", "0.bn.running_mean",
                                          "0.bn.running_var", "0.bn.num_batches_tracked", "1.weight", "1.bias"));
  const auto entries = state_dict(*layers);
  EXPECT_FALSE(entries[2].is_buffer);
  EXPECT_TRUE(entries[3].is_buffer);
  EXPECT_EQ(entries[5].tensor.scalar_type(), at::kLong);
  EXPECT_EQ(entries[5].tensor.dim(), 0);
}

TEST(LoadState, RefersToTheValuesMemory) {
  const auto layers = two_layers();
  Values values;
  const HostTensor bias = HostTensor::of<float>(DType::kF32, {2}, {1.5F, -2.0F});
  values.set("1.bias", bias);
  const LoadReport report = values.load(*layers);
  EXPECT_EQ(report.aliased, 1U);
  EXPECT_EQ(report.missing.size(), 7U);
  EXPECT_EQ(entry(*layers, "1.bias").data_ptr(), bias.raw());
  // The module computes with it: a zero weight leaves the bias.
  const at::Tensor y = (*layers)(at::ones({1, 3, 1, 1}));
  EXPECT_EQ(y.flatten()[0].item<float>(), 1.5F);
  EXPECT_EQ(y.flatten()[1].item<float>(), -2.0F);
}

TEST(LoadState, KeepsTheMemoryAlive) {
  const auto layers = two_layers();
  {
    Values values;
    values.set("1.bias", HostTensor::of<float>(DType::kF32, {2}, {3.0F, 4.0F}));
    values.load(*layers);
  }
  EXPECT_EQ(entry(*layers, "1.bias")[1].item<float>(), 4.0F);
}

TEST(LoadState, ConvertsOtherDtypes) {
  const auto layers = two_layers();
  Values values;
  values.set("1.bias", HostTensor::of<uint16_t>(DType::kF16, {2}, {0x3e00, 0xc000}));
  values.set("0.bn.weight", HostTensor::of<uint16_t>(DType::kBF16, {4}, {0x3f80, 0x4000, 0x4040, 0xbf00}));
  values.set("0.bn.bias", HostTensor::of<double>(DType::kF64, {4}, {0.5, 1, 2, 3}));
  const LoadReport report = values.load(*layers);
  EXPECT_EQ(report.converted, 3U);
  EXPECT_EQ(entry(*layers, "1.bias").scalar_type(), at::kFloat);
  EXPECT_EQ(entry(*layers, "1.bias")[0].item<float>(), 1.5F);
  EXPECT_EQ(entry(*layers, "1.bias")[1].item<float>(), -2.0F);
  EXPECT_EQ(entry(*layers, "0.bn.weight")[3].item<float>(), -0.5F);
  EXPECT_EQ(entry(*layers, "0.bn.bias")[0].item<float>(), 0.5F);
}

TEST(LoadState, CopiesWhatIsNotAligned) {
  const auto layers = two_layers();
  auto bytes = std::make_shared<std::vector<char>>(9);
  const float numbers[2] = {5.0F, 6.0F};
  std::memcpy(bytes->data() + 1, numbers, sizeof(numbers));
  Values values;
  values.set("1.bias", HostTensor(DType::kF32, {2}, bytes, bytes->data() + 1));
  EXPECT_EQ(values.load(*layers).converted, 1U);
  EXPECT_EQ(entry(*layers, "1.bias")[1].item<float>(), 6.0F);
}

TEST(LoadState, TakesOneElementForAScalar) {
  const auto layers = two_layers();
  Values values;
  values.set("0.bn.num_batches_tracked", HostTensor::of<int64_t>(DType::kI64, {1}, {7}));
  EXPECT_EQ(values.load(*layers).aliased, 1U);
  EXPECT_EQ(entry(*layers, "0.bn.num_batches_tracked").item<int64_t>(), 7);
  EXPECT_EQ(entry(*layers, "0.bn.num_batches_tracked").dim(), 0);
}

TEST(LoadState, NamesEveryOtherShapeAndChangesNothing) {
  const auto layers = two_layers();
  Values values;
  values.set("0.bn.bias", HostTensor::of<float>(DType::kF32, {4}, {1, 1, 1, 1}));
  values.set("1.bias", HostTensor(DType::kF32, {3}));
  values.set("1.weight", HostTensor(DType::kF32, {2, 4}));
  try {
    values.load(*layers);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("'1.bias' is f32[3] in the checkpoint, [2] in the model"));
    EXPECT_THAT(e.what(), HasSubstr("'1.weight' is f32[2,4]"));
  }
  EXPECT_EQ(entry(*layers, "0.bn.bias")[0].item<float>(), 0.0F);
}

TEST(LoadState, IsNotForShapesOnly) {
  const auto layers = two_layers(at::kMeta);
  EXPECT_THROW(Values().load(*layers), InternalError);
}

}  // namespace
}  // namespace slipway::model
