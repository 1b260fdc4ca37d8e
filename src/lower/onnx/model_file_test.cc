// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "lower/onnx/lower.h"

namespace slipway::lower::onnx {
namespace {

using ::onnx::ModelProto;
using ::onnx::NodeProto;
using ::onnx::TensorProto;
using testing::HasSubstr;
using testing::Not;

/// A model with one input x and one output y, both f32.
class FileModel {
 public:
  explicit FileModel(const std::vector<int64_t>& y = {1, 1, 1, 1}) {
    model.set_ir_version(8);
    model.add_opset_import()->set_version(13);
    describe(*model.mutable_graph()->add_input(), "x", {1, 3, 1});
    describe(*model.mutable_graph()->add_output(), "y", y);
  }
  NodeProto& node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output) {
    NodeProto& node = *model.mutable_graph()->add_node();
    node.set_op_type(type);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
  }
  void weight(const std::string& name, const std::vector<int64_t>& shape) {
    TensorProto& tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(TensorProto::FLOAT);
    int64_t count = 1;
    for (const int64_t size : shape) {
      tensor.add_dims(size);
      count *= size;
    }
    for (int64_t i = 0; i < count; ++i) tensor.add_float_data(0.5F);
  }
  std::string half() const { return half_of(model.SerializeAsString(), {}); }

  ModelProto model;

 private:
  static void describe(::onnx::ValueInfoProto& info, const std::string& name, const std::vector<int64_t>& shape) {
    info.set_name(name);
    auto& type = *info.mutable_type()->mutable_tensor_type();
    type.set_elem_type(TensorProto::FLOAT);
    for (const int64_t size : shape) type.mutable_shape()->add_dim()->set_dim_value(size);
  }
};

/// ONNX's own inference of shapes, of some versions, reads beyond the end of lists there.
TEST(ModelFile, LayersOfOtherSizesThanTheirInputsAreNotLookedInto) {
  FileModel file;
  file.weight("w", {1, 3, 1, 1});
  file.node("Conv", {"x", "w"}, "y");
  ModelProto half;
  ASSERT_TRUE(half.ParseFromString(file.half()));
  EXPECT_EQ(half.graph().initializer(0).data_type(), TensorProto::FLOAT16);
}

/// Zeros are f32 where nothing is said.
TEST(ModelFile, TypesComeFromSignaturesAndAttributes) {
  FileModel file({1, 3, 3});
  file.weight("w", {1, 3});
  auto& to = *file.node("Cast", {"x"}, "whole").add_attribute();
  to.set_name("to");
  to.set_type(::onnx::AttributeProto::INT);
  to.set_i(TensorProto::INT64);
  file.node("Shape", {"whole"}, "shape");
  file.node("ConstantOfShape", {"shape"}, "zeros");
  file.node("Relu", {"zeros"}, "positive");
  file.node("MatMul", {"positive", "w"}, "y");
  Model converted;
  converted.bytes = file.half();
  check(converted);
  ModelProto half;
  ASSERT_TRUE(half.ParseFromString(converted.bytes));
  EXPECT_EQ(half.graph().initializer(0).data_type(), TensorProto::FLOAT16);
}

TEST(ModelFile, OnlyWhatIsWrongItselfIsTold) {
  FileModel file;
  file.node("Twist", {"x"}, "a").set_domain("my.library");
  file.node("Relu", {"a"}, "b");
  file.node("Turn", {"b"}, "y").set_domain("my.library");
  try {
    file.half();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("Twist '' is an operator of 'my.library'"));
    EXPECT_THAT(error.what(), Not(HasSubstr("Relu")));
  }
}

}  // namespace
}  // namespace slipway::lower::onnx
