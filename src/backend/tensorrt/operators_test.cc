// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/tensorrt/operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "base/io.h"

namespace slipway::backend::tensorrt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kData = SLIPWAY_SOURCE_DIR "/test/data/";

OnnxModel read(const std::string& file) { return read_onnx(io::read_file(kData + file)); }

OnnxModel one_node(OnnxNode node) {
  OnnxModel model;
  model.opsets[""] = 13;
  model.nodes.push_back(std::move(node));
  return model;
}

TEST(TensorRtOperators, TakesWhatSlipwayExports) {
  const nlohmann::json listed = nlohmann::json::parse(io::read_file(kData + "tensorrt/operators.json"));
  for (const char* name : {"yoloxpose-nano", "resnet18-slim"}) {
    const OnnxModel model = read(std::string("tensorrt/") + name + ".onnx");
    EXPECT_THAT(unsupported(model), IsEmpty()) << name;
    std::set<std::string> operators;
    for (const OnnxNode& node : model.nodes) operators.insert(node.op_type);
    EXPECT_EQ(operators, listed.at(name).get<std::set<std::string>>()) << name;
  }
}

TEST(TensorRtOperators, ReadsModels) {
  const OnnxModel model = read("tensorrt/yoloxpose-nano.onnx");
  EXPECT_EQ(model.opsets, (std::map<std::string, int64_t>{{"", 11}}));
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(model.inputs[0].name, "input");
  EXPECT_EQ(model.inputs[0].type, OnnxType::kF32);
  EXPECT_THAT(model.inputs[0].shape, ElementsAre(-1, 3, ::testing::_, ::testing::_));
  for (const OnnxNode& node : model.nodes) {
    if (node.op_type != "TopK") continue;
    EXPECT_EQ(node.attributes.at("axis").i, 1);
    EXPECT_THAT(model.constants.at(node.inputs.at(1)), ::testing::SizeIs(1));
    EXPECT_EQ(model.types.at(node.outputs.at(1)), OnnxType::kI64);
  }
  const OnnxModel affine = read("backend/affine.onnx");
  EXPECT_THAT(affine.inputs[0].shape, ElementsAre(-1, 3));
  EXPECT_EQ(affine.nodes.size(), 2U);
}

TEST(TensorRtOperators, ListsAllThatItDoesNotTake) {
  OnnxModel model = read("backend/unknown_operator.onnx");
  OnnxNode plugin;
  plugin.op_type = "TRTBatchedNMS";
  plugin.domain = "mmdeploy";
  plugin.name = "nms";
  model.nodes.push_back(plugin);
  model.nodes.push_back(plugin);
  EXPECT_THAT(
      unsupported(model),
      ElementsAre("NoSuchOperator: TensorRT has no such operator (node 'y')",
                  "mmdeploy.TRTBatchedNMS: operators of other domains need a plugin (2 nodes, the first 'nms')"));
  EXPECT_THAT(unsupported(read("backend/sequence.onnx")), ElementsAre(HasSubstr("SequenceConstruct")));
}

TEST(TensorRtOperators, ElementTypesCount) {
  EXPECT_THAT(unsupported(read("backend/identity.onnx")),
              ElementsAre(HasSubstr("Identity on f64"), HasSubstr("Identity on i16"), HasSubstr("Identity on i8"),
                          HasSubstr("Identity on u8")));
  OnnxModel model = one_node({"n", "NonZero", "", {"x"}, {"y"}, {}});
  EXPECT_THAT(unsupported(model), IsEmpty()) << "of a type that the file does not tell";
  model.types["x"] = OnnxType::kI64;
  EXPECT_THAT(unsupported(model), ElementsAre("NonZero on i64 (node 'n')"));
  OnnxModel cast = one_node({"c", "Cast", "", {"x"}, {"y"}, {}});
  cast.types = {{"x", OnnxType::kF32}, {"y", OnnxType::kF64}};
  EXPECT_THAT(unsupported(cast), ElementsAre("Cast on f64 (node 'c')"));
  OnnxModel where = one_node({"w", "Where", "", {"c", "x", "y"}, {"z"}, {}});
  where.types = {{"c", OnnxType::kBool}, {"x", OnnxType::kF32}};
  EXPECT_THAT(unsupported(where), IsEmpty());
}

TEST(TensorRtOperators, RestrictionsCount) {
  OnnxNode topk{"t", "TopK", "", {"x", "k"}, {"v", "i"}, {}};
  OnnxModel model = one_node(topk);
  model.constants["k"] = {kTopKLimit - 1};
  EXPECT_THAT(unsupported(model), IsEmpty());
  model.constants["k"] = {kTopKLimit};
  EXPECT_THAT(unsupported(model),
              ElementsAre("TopK: it gives 3840 elements, which must be fewer than 3840 (node 't')"));
  topk.attributes["sorted"].i = 0;
  EXPECT_THAT(unsupported(one_node(topk)), ElementsAre(HasSubstr("sorted")));
  const auto with = [](const char* op_type, const char* name, OnnxAttribute attribute) {
    OnnxNode node{"n", op_type, "", {"x"}, {"y"}, {}};
    node.attributes[name] = std::move(attribute);
    return unsupported(one_node(node));
  };
  EXPECT_THAT(with("Resize", "mode", {0, "cubic", {}}), ElementsAre(HasSubstr("its mode is 'cubic'")));
  EXPECT_THAT(with("Resize", "mode", {0, "linear", {}}), IsEmpty());
  EXPECT_THAT(with("Resize", "coordinate_transformation_mode", {0, "tf_crop_and_resize", {}}), ::testing::SizeIs(1));
  EXPECT_THAT(with("Resize", "antialias", {1, "", {}}), ::testing::SizeIs(1));
  EXPECT_THAT(with("MaxPool", "dilations", {0, "", {1, 2}}), ::testing::SizeIs(1));
  EXPECT_THAT(with("MaxPool", "dilations", {0, "", {1, 1}}), IsEmpty());
  EXPECT_THAT(with("ScatterND", "reduction", {0, "add", {}}), ::testing::SizeIs(1));
  EXPECT_THAT(unsupported(one_node({"m", "MaxPool", "", {"x"}, {"y", "indices"}, {}})), ::testing::SizeIs(1));
  OnnxModel reduce = one_node({"r", "ReduceMean", "", {"x", "axes"}, {"y"}, {}});
  EXPECT_THAT(unsupported(reduce), ElementsAre("ReduceMean: its input 'axes' is not constant (node 'r')"));
  reduce.constants["axes"] = {1};
  EXPECT_THAT(unsupported(reduce), IsEmpty());
}

TEST(TensorRtOperators, OpsetsCount) {
  OnnxModel model;
  for (const auto& [opset, good] :
       std::map<int64_t, bool>{{8, false}, {9, true}, {11, true}, {20, true}, {21, false}}) {
    model.opsets[""] = opset;
    EXPECT_EQ(unsupported(model).empty(), good) << opset;
  }
}

TEST(TensorRtOperators, DamagedModelsAreErrors) {
  const std::string bytes = io::read_file(kData + "backend/affine.onnx");
  for (size_t size = 0; size < bytes.size(); ++size)
    for (const std::string& text :
         {bytes.substr(0, size), bytes.substr(size), bytes.substr(0, size) + "\xFF" + bytes.substr(size)})
      try {
        unsupported(read_onnx(text));
      } catch (const Error& e) {
        EXPECT_THAT(e.what(), HasSubstr("the ONNX model is damaged"));
      }
  EXPECT_THROW(read_onnx(""), Error);
  EXPECT_THROW(read_onnx("this is no model"), Error);
}

}  // namespace
}  // namespace slipway::backend::tensorrt
