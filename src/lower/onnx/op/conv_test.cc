// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

Var image_conv(CaseBuilder& c, int64_t channels = 4, int64_t width = 10) {
  return c.input({c.batch(), channels, c.height(), width});
}

void conv_conv(CaseBuilder& c, const std::vector<int64_t>& weight, const Args& args, bool bias = true) {
  Args all{{"input", image_conv(c)}, {"weight", c.constant(weight)}};
  if (bias) all.emplace_back("bias", c.constant({weight[0]}));
  all.insert(all.end(), args.begin(), args.end());
  c.call("aten::conv2d", all);
}

void convolution(CaseBuilder& c, bool transposed, const std::vector<int64_t>& weight,
                 const std::string& name = "aten::convolution") {
  Args args{{"input", image_conv(c)},   {"weight", c.constant(weight)}, {"bias", None{}},
            {"stride", Ints{2, 2}},     {"padding", Ints{1, 1}},        {"dilation", Ints{1, 1}},
            {"transposed", transposed}, {"output_padding", Ints{0, 0}}, {"groups", 1}};
  if (name == "aten::_convolution")
    for (const char* flag : {"benchmark", "deterministic", "cudnn_enabled", "allow_tf32"})
      args.emplace_back(flag, false);
  c.call(name, args);
}

Var sequence(CaseBuilder& c, int64_t channels) { return c.input({c.batch(), channels, c.height()}); }

const std::vector<OpCase> kConvCases = {
    {"conv2d",
     [](CaseBuilder& c) {
       conv_conv(c, {6, 4, 3, 3}, {{"padding", Ints{1, 1}}});
     }},
    {"conv2d without bias",
     [](CaseBuilder& c) {
       conv_conv(c, {6, 4, 1, 1}, {}, false);
     }},
    {"conv2d stride, dilation",
     [](CaseBuilder& c) {
       conv_conv(c, {6, 4, 3, 2}, {{"stride", Ints{2, 1}}, {"dilation", Ints{2, 3}}, {"padding", Ints{2, 0}}});
     }},
    {"conv2d depthwise",
     [](CaseBuilder& c) {
       conv_conv(c, {4, 1, 3, 3}, {{"groups", 4}, {"padding", Ints{1}}, {"stride", Ints{2}}});
     }},
    {"conv2d groups",
     [](CaseBuilder& c) {
       conv_conv(c, {6, 2, 3, 3}, {{"groups", 2}});
     }},
    {"conv2d without batch",
     [](CaseBuilder& c) {
       c.call("aten::conv2d", {{"input", c.input({4, c.height(), 9})}, {"weight", c.constant({2, 4, 3, 3})}});
     }},
    {"conv2d computed weight",
     [](CaseBuilder& c) {
       const Var weight = c.call("aten::neg", {{"self", c.input({2, 4, 3, 3})}});
       c.call("aten::conv2d", {{"input", image_conv(c)}, {"weight", weight}});
     }},
    {"conv2d same",
     [](CaseBuilder& c) {
       c.call("aten::conv2d.padding",
              {{"input", image_conv(c)}, {"weight", c.constant({2, 4, 4, 3})}, {"padding", "same"}});
     }},
    {"conv2d valid",
     [](CaseBuilder& c) {
       c.call(
           "aten::conv2d.padding",
           {{"input", image_conv(c)}, {"weight", c.constant({2, 4, 4, 3})}, {"padding", "valid"}, {"stride", Ints{2}}});
     }},
    {"conv1d",
     [](CaseBuilder& c) {
       c.call("aten::conv1d", {{"input", sequence(c, 3)}, {"weight", c.constant({5, 3, 3})}, {"padding", Ints{1}}});
     }},
    {"conv1d same",
     [](CaseBuilder& c) {
       c.call("aten::conv1d.padding",
              {{"input", sequence(c, 3)}, {"weight", c.constant({5, 3, 4})}, {"padding", "same"}});
     }},
    {"conv3d",
     [](CaseBuilder& c) {
       c.call("aten::conv3d",
              {{"input", c.input({c.batch(), 2, 4, c.height(), 5})}, {"weight", c.constant({3, 2, 2, 3, 3})}});
     }},
    {"conv3d same",
     [](CaseBuilder& c) {
       c.call("aten::conv3d.padding", {{"input", c.input({c.batch(), 2, 4, c.height(), 5})},
                                       {"weight", c.constant({3, 2, 2, 3, 3})},
                                       {"padding", "same"}});
     }},
    {"convolution",
     [](CaseBuilder& c) {
       convolution(c, false, {6, 4, 2, 2});
     }},
    {"convolution transposed",
     [](CaseBuilder& c) {
       convolution(c, true, {4, 6, 2, 2});
     }},
    {"_convolution",
     [](CaseBuilder& c) {
       convolution(c, false, {6, 4, 2, 2}, "aten::_convolution");
     }},
    {"conv_transpose2d",
     [](CaseBuilder& c) {
       c.call("aten::conv_transpose2d.input", {{"input", image_conv(c)},
                                               {"weight", c.constant({4, 3, 4, 4})},
                                               {"bias", c.constant({3})},
                                               {"stride", Ints{2, 2}},
                                               {"padding", Ints{1, 1}}});
     }},
    {"conv_transpose2d output_padding, groups",
     [](CaseBuilder& c) {
       c.call("aten::conv_transpose2d.input", {{"input", image_conv(c)},
                                               {"weight", c.constant({4, 3, 3, 3})},
                                               {"stride", Ints{2}},
                                               {"padding", Ints{1}},
                                               {"output_padding", Ints{1}},
                                               {"groups", 2},
                                               {"dilation", Ints{2, 1}}});
     }},
    {"conv_transpose1d",
     [](CaseBuilder& c) {
       c.call("aten::conv_transpose1d",
              {{"input", sequence(c, 3)}, {"weight", c.constant({3, 2, 4})}, {"stride", Ints{2}}});
     }},
    {"conv_transpose3d",
     [](CaseBuilder& c) {
       c.call("aten::conv_transpose3d.input", {{"input", c.input({c.batch(), 2, 3, c.height(), 4})},
                                               {"weight", c.constant({2, 2, 2, 2, 2})},
                                               {"stride", Ints{2}}});
     }},
    {"linear",
     [](CaseBuilder& c) {
       c.call("aten::linear",
              {{"input", c.input({c.batch(), 7})}, {"weight", c.constant({5, 7})}, {"bias", c.constant({5})}});
     }},
    {"linear without bias",
     [](CaseBuilder& c) {
       c.call("aten::linear", {{"input", c.input({c.batch(), 7})}, {"weight", c.constant({5, 7})}});
     }},
    {"linear of a sequence",
     [](CaseBuilder& c) {
       c.call(
           "aten::linear",
           {{"input", c.input({c.batch(), c.height(), 7})}, {"weight", c.constant({5, 7})}, {"bias", c.constant({5})}});
     }},
    {"linear of a vector",
     [](CaseBuilder& c) {
       c.call("aten::linear", {{"input", c.input({7})}, {"weight", c.constant({5, 7})}, {"bias", c.constant({5})}});
     }},
    {"addmm",
     [](CaseBuilder& c) {
       c.call("aten::addmm", {{"self", c.constant({5})},
                              {"mat1", c.input({c.batch(), 7})},
                              {"mat2", c.constant({7, 5})},
                              {"beta", 0.5},
                              {"alpha", 2}});
     }},
    {"baddbmm",
     [](CaseBuilder& c) {
       c.call("aten::baddbmm", {{"self", c.constant({1, 5})},
                                {"batch1", c.input({c.batch(), c.height(), 7})},
                                {"batch2", c.input({c.batch(), 7, 5})},
                                {"beta", 0.5},
                                {"alpha", 2}});
     }},
    {"mm",
     [](CaseBuilder& c) {
       c.call("aten::mm", {{"self", c.input({c.height(), 7})}, {"mat2", c.input({7, c.batch()})}});
     }},
    {"bmm",
     [](CaseBuilder& c) {
       c.call("aten::bmm", {{"self", c.input({c.batch(), 3, 7})}, {"mat2", c.input({c.batch(), 7, c.height()})}});
     }},
    {"mv",
     [](CaseBuilder& c) {
       c.call("aten::mv", {{"self", c.input({c.batch(), 7})}, {"vec", c.input({7})}});
     }},
    {"matmul",
     [](CaseBuilder& c) {
       c.call("aten::matmul", {{"self", c.input({c.batch(), 2, c.height(), 7})}, {"other", c.input({7, 5})}});
     }},
    {"einsum",
     [](CaseBuilder& c) {
       const std::vector<Var> tensors{c.input({c.batch(), 2, c.height(), 7}), c.input({c.batch(), 2, 5, 7})};
       c.call("aten::einsum", {{"equation", "bhid,bhjd->bhij"}, {"tensors", tensors}, {"path", None{}}});
     },
     12},
    {"matmul of vectors",
     [](CaseBuilder& c) {
       c.call("aten::matmul", {{"self", c.input({7})}, {"other", c.input({7})}});
     }},
};

const RegisterCases kConvRegister(kConvCases);

TEST(LowerOperators, Convolutions) { run_cases(kConvCases); }

}  // namespace
}  // namespace slipway::lower::onnx
