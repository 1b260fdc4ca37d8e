// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/serialize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "lower/onnx/lower.h"
#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

::onnx::ModelProto proto_of(const graph::Graph& graph, const Options& options = {}) {
  ::onnx::ModelProto proto;
  EXPECT_TRUE(proto.ParseFromString(lower(graph, options).bytes));
  return proto;
}

/// x·weight + 0.5 with a dynamic batch; weight has 3 elements.
graph::Graph example() {
  CaseBuilder c(true);
  const Var x = c.input({c.batch(), c.height(), 3});
  const Var product = c.call(
      "aten::mul.Tensor", {{"self", x}, {"other", c.constant(HostTensor::of<float>(DType::kF32, {3}, {1.5F, -2, 3}))}});
  const Var flat = c.call("aten::flatten.using_ints", {{"self", product}, {"start_dim", 1}});
  c.call("aten::add.Scalar", {{"self", flat}, {"other", 0.5}});
  return c.graph();
}

std::string text_of(const ::onnx::TypeProto& type) {
  std::string text = fmt::format("{}", type.tensor_type().elem_type());
  for (const auto& dim : type.tensor_type().shape().dim())
    text += dim.has_dim_value() ? fmt::format(",{}", dim.dim_value()) : "," + dim.dim_param();
  return text;
}

TEST(Serialize, HeaderGoesWithTheOpset) {
  for (const auto& [opset, ir] : std::map<int, int>{{11, 6}, {12, 7}, {14, 7}, {15, 8}, {17, 8}}) {
    Options options;
    options.opset = opset;
    const ::onnx::ModelProto proto = proto_of(example(), options);
    EXPECT_EQ(proto.ir_version(), ir);
    ASSERT_EQ(proto.opset_import_size(), 1);
    EXPECT_EQ(proto.opset_import(0).domain(), "");
    EXPECT_EQ(proto.opset_import(0).version(), opset);
    EXPECT_EQ(proto.producer_name(), "slipway");
    EXPECT_EQ(proto.producer_version(), SLIPWAY_VERSION);
  }
}

TEST(Serialize, WeightsAreInitializersByTheirName) {
  const ::onnx::ModelProto proto = proto_of(example());
  const auto& initializers = proto.graph().initializer();
  const auto weight = std::find_if(initializers.begin(), initializers.end(),
                                   [](const auto& tensor) { return tensor.name() == "weight"; });
  ASSERT_NE(weight, initializers.end());
  EXPECT_EQ(weight->data_type(), ::onnx::TensorProto::FLOAT);
  ASSERT_EQ(weight->dims_size(), 1);
  EXPECT_EQ(weight->dims(0), 3);
  const float values[] = {1.5F, -2, 3};
  EXPECT_EQ(weight->raw_data(), std::string(reinterpret_cast<const char*>(values), sizeof(values)));
  EXPECT_EQ(proto.graph().input_size(), 1);
}

TEST(Serialize, WeightsAreInputsWhereTheyAreAskedToBe) {
  Options options;
  options.keep_initializers_as_inputs = true;
  const ::onnx::ModelProto proto = proto_of(example(), options);
  ASSERT_EQ(proto.graph().input_size(), 2);
  EXPECT_EQ(proto.graph().input(1).name(), "weight");
  EXPECT_EQ(text_of(proto.graph().input(1).type()), "1,3");
}

TEST(Serialize, AxesKeepTheirNames) {
  const ::onnx::ModelProto proto = proto_of(example());
  EXPECT_EQ(text_of(proto.graph().input(0).type()), "1,batch,height,3");
  EXPECT_EQ(text_of(proto.graph().output(0).type()), "1,batch,height*3");
  ASSERT_GE(proto.graph().value_info_size(), 1);
  EXPECT_EQ(text_of(proto.graph().value_info(0).type()), "1,batch,height,3");
}

/// The example, changed by `change`, is refused by the checker with these words.
void expect_refused(void (*change)(::onnx::ModelProto&), const char* words) {
  Model model = lower(example());
  check(model);
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromString(model.bytes));
  change(proto);
  model.bytes = proto.SerializeAsString();
  try {
    check(model);
    ADD_FAILURE() << "not refused";
  } catch (const InternalError& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr(words));
  }
}

TEST(Check, RefusesOperatorsThatAreNotStandard) {
  expect_refused([](::onnx::ModelProto& proto) { proto.mutable_graph()->mutable_node(0)->set_domain("my.domain"); },
                 "non-standard operator my.domain.Mul");
  expect_refused(
      [](::onnx::ModelProto& proto) {
        auto& opset = *proto.add_opset_import();
        opset.set_domain("my.domain");
        opset.set_version(1);
      },
      "imports the operators of 'my.domain'");
}

TEST(Check, RefusesUnknownOperatorsAndAttributes) {
  expect_refused([](::onnx::ModelProto& proto) { proto.mutable_graph()->mutable_node(0)->set_op_type("Mull"); },
                 "Mull");
  expect_refused(
      [](::onnx::ModelProto& proto) {
        auto& attribute = *proto.mutable_graph()->mutable_node(0)->add_attribute();
        attribute.set_name("alpha");
        attribute.set_type(::onnx::AttributeProto::FLOAT);
        attribute.set_f(1);
      },
      "alpha");
}

TEST(Check, RefusesShapesThatDoNotFollow) {
  expect_refused(
      [](::onnx::ModelProto& proto) {
        auto& type = *proto.mutable_graph()->mutable_value_info(0)->mutable_type()->mutable_tensor_type();
        type.mutable_shape()->mutable_dim(2)->set_dim_value(4);
      },
      "Mul");
  expect_refused(
      [](::onnx::ModelProto& proto) {
        proto.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(7);
      },
      "type");
}

TEST(Serialize, EncodesAsProtobufDoes) {
  const std::string bytes = lower(example()).bytes;
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromString(bytes));
  EXPECT_EQ(proto.ByteSizeLong(), bytes.size());
  EXPECT_TRUE(proto.unknown_fields().empty());
}

}  // namespace
}  // namespace slipway::lower::onnx
