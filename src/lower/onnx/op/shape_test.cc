// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

const graph::SymInt kEnd = std::numeric_limits<int64_t>::max();
const graph::SymInt kHalfHeight = kHeight.divided_by(2);

const InputSpec kShapeImage{{kBatch, 6, kHeight, 4}};
const InputSpec kVector{{kBatch, 5}};

/// One that does nothing, between two that do: something must remain to be computed.
OpCase nothing(const std::string& name, const Args& args = {}) {
  return {name + " alone", [=](CaseBuilder& c) {
            Args all{{"self", c.call("aten::neg", {{"self", c.input(kShapeImage.shape)}})}};
            all.insert(all.end(), args.begin(), args.end());
            c.call("aten::exp", {{"self", c.call("aten::" + name, all)}});
          }};
}

/// With a second tensor, of which only shape and dtype matter.
OpCase like(const std::string& name, const InputSpec& other) {
  return {name, [=](CaseBuilder& c) {
            c.call("aten::" + name,
                   {{"self", c.input(kShapeImage.shape)}, {"other", c.input(other.shape, other.range, other.dtype)}});
          }};
}

/// Several in a row, all of them outputs.
struct Step {
  std::string name;
  Args args;
};
OpCase chain(const std::string& title, const std::vector<Step>& steps) {
  return {title, [=](CaseBuilder& c) {
            Var x = c.input(kShapeImage.shape);
            std::vector<Var> outputs;
            for (const Step& step : steps) {
              Args args{{"self", x}};
              args.insert(args.end(), step.args.begin(), step.args.end());
              x = c.call("aten::" + step.name, args);
              outputs.push_back(x);
            }
            c.outputs(outputs);
          }};
}

const std::vector<OpCase> kShapeCases = {
    on(kShapeImage, "reshape", {{"shape", Ints{kBatch, 6, kHeight * 4}}}),
    on(kShapeImage, "reshape", {{"shape", Ints{kBatch * 6, kHeight * 2, 2}}}),
    on(kShapeImage, "reshape", {{"shape", Ints{-1}}}),
    on(kShapeImage, "view", {{"size", Ints{kBatch, 2, 3, kHeight, 4}}}),
    on(kShapeImage, "_unsafe_view", {{"size", Ints{kBatch * 6, kHeight * 4}}}),
    on(kShapeImage, "_reshape_alias", {{"size", Ints{kBatch * 6, kHeight * 4}}, {"stride", Ints{kHeight * 4, 1}}}),
    like("reshape_as", {{kBatch, kHeight, 24}}),
    like("view_as", {{kBatch, kHeight, 24}}),
    on(kShapeImage, "flatten.using_ints", {{"start_dim", 1}}),
    on(kShapeImage, "flatten.using_ints", {{"start_dim", 2}, {"end_dim", -1}}),
    on(kShapeImage, "unflatten.int", {{"dim", 1}, {"sizes", Ints{2, 3}}}),
    chain("reshape of a reshape", {{"reshape", {{"shape", Ints{kBatch, 2, 3, kHeight, 4}}}},
                                   {"reshape", {{"shape", Ints{kBatch, 6, kHeight * 4}}}}}),
    chain("reshapes with several open sizes", {{"reshape", {{"shape", Ints{kBatch * 2, 3, kHeight * 4}}}},
                                               {"unsqueeze", {{"dim", 1}}},
                                               {"reshape", {{"shape", Ints{kBatch * 6, kHeight * 2, 2}}}}}),
    chain("unsqueeze of a reshape", {{"reshape", {{"shape", Ints{kBatch, 24, kHeight}}}}, {"unsqueeze", {{"dim", 1}}}}),
    chain("reshape and back", {{"flatten.using_ints", {}}, {"reshape", {{"shape", kShapeImage.shape}}}, {"neg", {}}}),
    on({{1, 3, 1, kHeight}}, "squeeze"),
    on({{kBatch, 1, kHeight, 1}}, "squeeze.dim", {{"dim", -1}}),
    nothing("squeeze.dim", {{"dim", 1}}),
    on(kShapeImage, "unsqueeze", {{"dim", -1}}),
    on(kShapeImage, "unsqueeze", {{"dim", 0}}),
    on(kShapeImage, "permute", {{"dims", Ints{0, 2, -1, 1}}}),
    chain("permute of a permute",
          {{"permute", {{"dims", Ints{0, 2, 3, 1}}}}, {"transpose.int", {{"dim0", 0}, {"dim1", 2}}}}),
    chain("permute and back",
          {{"permute", {{"dims", Ints{0, 2, 3, 1}}}}, {"permute", {{"dims", Ints{0, 3, 1, 2}}}}, {"neg", {}}}),
    on(kShapeImage, "transpose.int", {{"dim0", 1}, {"dim1", -1}}),
    on(kShapeImage, "mT"),
    on(kShapeImage, "movedim.int", {{"source", 1}, {"destination", -1}}),
    on(kShapeImage, "movedim.intlist", {{"source", Ints{3, 0}}, {"destination", Ints{0, 2}}}),
    on(kShapeImage, "numpy_T"),
    on({{kBatch, 3}}, "t"),
    {"permute of a constant",
     [](CaseBuilder& c) {
       const Var moved = c.call("aten::permute", {{"self", c.constant({2, 3, 4})}, {"dims", Ints{2, 0, 1}}});
       c.call("aten::add.Tensor", {{"self", c.input({kBatch, 4, 2, 3})}, {"other", moved}});
     }},
    nothing("contiguous"),
    nothing("clone"),
    nothing("detach"),
    nothing("alias"),
    nothing("positive"),
    nothing("lift_fresh"),
    nothing("to.dtype", {{"dtype", kF32}}),
    on(kShapeImage, "detach"),
    on(kVector, "to.dtype", {{"dtype", kI64}}),
    on({{kBatch, 5}, {-3, 3}, kI64}, "to.dtype", {{"dtype", kF32}}),
    on({{kBatch, 5}, {-3, 3}, kBool}, "to.dtype", {{"dtype", kF32}}),
    on(kVector, "to.dtype", {{"dtype", kBool}}),
    on(kVector, "to.device", {{"device", None{}}, {"dtype", kI64}}),
    on(kVector, "to.dtype_layout", {{"dtype", DType::kF64}}),
    on(kVector, "_to_copy", {{"dtype", DType::kI32}}),
    like("to.other", {{1}, {0, 1}, kI64}),
    like("type_as", {{1}, {0, 1}, kI64}),
    chain("the same output twice", {{"neg", {}}, {"alias", {}}}),
    {"dropout",
     [](CaseBuilder& c) {
       const Var x = c.call("aten::neg", {{"self", c.input(kShapeImage.shape)}});
       const Var y = c.call("aten::dropout", {{"input", x}, {"p", 0.5}, {"train", false}});
       c.call("aten::feature_dropout", {{"input", c.call("aten::exp", {{"self", y}})}, {"p", 0.5}, {"train", false}});
     }},
    on({{1, 3, 1, 4}}, "expand", {{"size", Ints{2, -1, 5, 4}}}),
    on({{kBatch, 1, kHeight, 1}}, "expand", {{"size", Ints{3, -1, kHeight, -1, 4}}, {"implicit", false}}),
    on({{kHeight, 1}}, "expand", {{"size", Ints{2, kHeight, kHeight}}}),
    nothing("expand", {{"size", Ints{-1, -1, -1, -1}}}),
    {"expand_as",
     [](CaseBuilder& c) {
       c.call("aten::expand_as", {{"self", c.input({1, 6, 1, 1})}, {"other", c.input(kShapeImage.shape)}});
     }},
    on({{kBatch, 1}}, "broadcast_to", {{"size", Ints{6, kBatch, kBatch}}}),
    on(kShapeImage, "repeat", {{"repeats", Ints{1, 2, 1, 3}}}),
    on({{kBatch, 2}}, "repeat", {{"repeats", Ints{kBatch, 1, 2}}}),
    on(kShapeImage, "tile", {{"dims", Ints{2, 1}}}),
    on(kShapeImage, "repeat_interleave.self_int", {{"repeats", 3}, {"dim", 1}}),
    on(kShapeImage, "repeat_interleave.self_int", {{"repeats", 2}, {"dim", 2}}),
    on(kShapeImage, "split.Tensor", {{"split_size", 4}, {"dim", 1}}, 2),
    on(kShapeImage, "split.Tensor", {{"split_size", kHalfHeight}, {"dim", 2}}, 2),
    nothing("split.Tensor", {{"split_size", 6}, {"dim", 1}}),
    on(kShapeImage, "split.sizes", {{"split_size", Ints{1, 3, 2}}, {"dim", 1}}, 3),
    on(kShapeImage, "split_with_sizes", {{"split_sizes", Ints{1, 3}}, {"dim", -1}}, 2),
    on(kShapeImage, "chunk", {{"chunks", 3}, {"dim", 1}}, 3),
    on(kShapeImage, "chunk", {{"chunks", 2}, {"dim", 2}}, 2),
    on(kShapeImage, "unbind.int", {{"dim", -1}}, 4),
    on(kShapeImage, "slice.Tensor", {{"dim", 1}, {"start", 1}, {"end", 4}}),
    on(kShapeImage, "slice.Tensor", {{"dim", 2}, {"start", 1}, {"end", kEnd}, {"step", 2}}),
    on(kShapeImage, "slice.Tensor", {{"dim", 2}, {"start", -3}, {"end", -1}}),
    on(kShapeImage, "slice.Tensor", {{"dim", 2}, {"start", 0}, {"end", kHalfHeight}}),
    nothing("slice.Tensor", {{"dim", 2}, {"start", 0}, {"end", kHeight}}),
    nothing("slice.Tensor", {{"dim", 2}}),
    chain("slice of a slice", {{"slice.Tensor", {{"dim", 2}, {"start", 1}, {"end", kEnd}, {"step", 2}}},
                               {"slice.Tensor", {{"dim", 3}, {"start", 0}, {"end", kEnd}, {"step", 2}}},
                               {"slice.Tensor", {{"dim", 2}, {"start", 1}}}}),
    on(kShapeImage, "narrow", {{"dim", 1}, {"start", 2}, {"length", 3}}),
    on(kShapeImage, "narrow", {{"dim", 2}, {"start", -3}, {"length", 2}}),
    on(kShapeImage, "select.int", {{"dim", 1}, {"index", 4}}),
    on(kShapeImage, "select.int", {{"dim", 2}, {"index", -1}}),
    on(kShapeImage, "select.int", {{"dim", 2}, {"index", kHalfHeight}}),
    on(kShapeImage, "flip", {{"dims", Ints{2}}}),
    on(kShapeImage, "flip", {{"dims", Ints{1, -1}}}),
    on(kShapeImage, "roll", {{"shifts", Ints{2, -1}}, {"dims", Ints{2, 3}}}),
    nothing("roll", {{"shifts", Ints{4}}, {"dims", Ints{3}}}),
    {"cat",
     [](CaseBuilder& c) {
       const std::vector<Var> parts{c.input(kShapeImage.shape), c.input({kBatch, 2, kHeight, 4}), c.constant({0})};
       c.call("aten::cat", {{"tensors", parts}, {"dim", -3}});
     }},
    {"cat of two dtypes",
     [](CaseBuilder& c) {
       const std::vector<Var> parts{c.input({kBatch, 2}), c.input({kBatch, 3}, {-4, 4}, kI64)};
       c.call("aten::cat", {{"tensors", parts}, {"dim", 1}});
     }},
    {"cat of one",
     [](CaseBuilder& c) {
       const std::vector<Var> parts{c.input(kShapeImage.shape)};
       c.call("aten::neg", {{"self", c.call("aten::cat", {{"tensors", parts}, {"dim", 1}})}});
     }},
    {"concat",
     [](CaseBuilder& c) {
       const std::vector<Var> parts{c.input(kShapeImage.shape), c.input(kShapeImage.shape)};
       c.call("aten::concat", {{"tensors", parts}, {"dim", 2}});
     }},
    {"stack",
     [](CaseBuilder& c) {
       const std::vector<Var> parts{c.input(kShapeImage.shape), c.input(kShapeImage.shape), c.input(kShapeImage.shape)};
       const Var inside = c.call("aten::stack", {{"tensors", parts}, {"dim", 2}});
       c.outputs({inside, c.call("aten::stack", {{"tensors", parts}, {"dim", -1}})});
     }},
};

const RegisterCases kShapeRegister(kShapeCases);

TEST(LowerOperators, Shapes) { run_cases(kShapeCases); }

}  // namespace
}  // namespace slipway::lower::onnx
