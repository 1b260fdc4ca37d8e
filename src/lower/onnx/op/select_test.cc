// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

const graph::SymInt kHalf = kHeight.divided_by(2);
const InputSpec kSelectImage{{kBatch, 6, kHeight, 5}};
const InputSpec kFew{{kBatch, kHeight}, {0, 3}, kI64};

Var indices(CaseBuilder& c, const Ints& shape, int64_t limit, int64_t from = 0) {
  return c.input(shape, {static_cast<double>(from), static_cast<double>(limit)}, kI64);
}

/// A call with an index tensor of this shape and limit.
OpCase indexed(const std::string& name, int64_t dim, const Ints& shape, int64_t limit) {
  return {fmt::format("{} on axis {}, {}", name, dim, limit), [=](CaseBuilder& c) {
            const Var x = c.input(kSelectImage.shape);
            c.call("aten::" + name, {{"self", x}, {"dim", dim}, {"index", indices(c, shape, limit)}});
          }};
}

/// x[...]: per axis the shape of an index tensor within the axis, or none.
struct Index {
  Ints shape;
  int64_t limit = 0;
  int64_t from = 0;
};
const Index kAll{};
OpCase index(const std::string& title, const std::vector<Index>& list) {
  return {"index " + title, [=](CaseBuilder& c) {
            const Var x = c.input(kSelectImage.shape);
            std::vector<Var> tensors;
            for (const Index& entry : list)
              tensors.push_back(entry.limit == 0 ? Var{} : indices(c, entry.shape, entry.limit, entry.from));
            c.call("aten::index.Tensor", {{"self", x}, {"indices", tensors}});
          }};
}

/// A tensor made of nothing but numbers and sizes; the latter need an input to be read from.
OpCase made(const std::string& name, const Args& args) {
  static int count = 0;
  return {fmt::format("{} (the {}. that is made)", name, ++count), [=](CaseBuilder& c) {
            const Var x = c.call("aten::neg", {{"self", c.input(kSelectImage.shape)}});
            c.outputs({x, c.call("aten::" + name, args)});
          }};
}

OpCase meshgrid(const std::string& name, const std::vector<graph::SymInt>& sizes, const Args& more) {
  return {fmt::format("{} of {}", name, sizes.size()), [=](CaseBuilder& c) {
            std::vector<Var> vectors;
            for (const graph::SymInt& size : sizes) vectors.push_back(c.input({size}));
            Args args{{"tensors", vectors}};
            args.insert(args.end(), more.begin(), more.end());
            c.call("aten::" + name, args, sizes.size());
          }};
}

const std::vector<OpCase> kSelectCases = {
    indexed("index_select", 1, {4}, 6),
    indexed("index_select", -1, {}, 5),
    indexed("gather", 1, {kBatch, 3, kHeight, 5}, 6),
    // Of a part of the other axes.
    indexed("gather", -1, {kBatch, 2, 3, 7}, 5),
    {"embedding",
     [](CaseBuilder& c) {
       c.call("aten::embedding", {{"weight", c.constant({9, 4})}, {"indices", indices(c, {kBatch, 3}, 9)}});
     }},
    index("x[i]", {{{3}, 1}}),
    index("x[:, i] from the back", {kAll, {{2, 3}, 6, -6}}),
    index("x[:, i, j]", {kAll, {{3}, 6}, {{2, 1}, 8}}),
    index("x[:, :, i, j]", {kAll, kAll, {{3}, 8}, {{3}, 5}}),
    index("x[i, j]", {{{kBatch, 1}, 1}, {{kBatch, 4}, 6}}),
    index("x[:, i, :, j]", {kAll, {{3}, 6}, kAll, {{3}, 5}}),
    on(kSelectImage, "topk", {{"k", 3}, {"dim", 1}}, 2),
    on(kSelectImage, "topk", {{"k", 2}, {"dim", -1}, {"largest", false}}, 2),
    on(kSelectImage, "topk", {{"k", kHalf}, {"dim", 2}}, 2),
    on(kSelectImage, "sort", {{"dim", 2}}, 2),
    on(kSelectImage, "sort", {{"dim", -1}, {"descending", true}}, 2),
    on(kSelectImage, "argsort", {{"dim", 2}, {"descending", true}}),
    // Equal values stay in their order.
    on(kFew, "sort.stable", {{"stable", true}, {"dim", 1}, {"descending", true}}, 2),
    on(kFew, "sort.stable", {{"stable", true}, {"dim", 1}, {"descending", false}}, 2),
    on(kSelectImage, "argmax", {{"dim", 1}}),
    on(kSelectImage, "argmax", {{"dim", -1}, {"keepdim", true}}),
    on(kSelectImage, "argmax"),
    on(kFew, "argmax", {{"dim", 1}}),
    on(kSelectImage, "argmin", {{"dim", 2}}),
    on(kSelectImage, "max.dim", {{"dim", 1}}, 2),
    on(kSelectImage, "min.dim", {{"dim", -1}, {"keepdim", true}}, 2),
    made("arange", {{"end", 5}}),
    made("arange", {{"end", kHeight}}),
    made("arange", {{"end", kHeight}, {"dtype", kF32}}),
    made("arange", {{"end", 4.5}}),
    made("arange.start", {{"start", 2}, {"end", kHeight}}),
    made("arange.start_step", {{"start", 0}, {"end", kHeight}, {"step", 2}, {"dtype", kI32}}),
    made("arange.start_step", {{"start", 0.5}, {"end", kHeight}, {"step", 0.5}}),
    made("arange.start_step", {{"start", 7}, {"end", 1}, {"step", -2}}),
    made("full", {{"size", Ints{2, 3}}, {"fill_value", 1.5}}),
    made("full", {{"size", Ints{kBatch, 400, kHeight}}, {"fill_value", 7}, {"dtype", kF32}}),
    made("full", {{"size", Ints{kBatch, 3}}, {"fill_value", kHeight}, {"dtype", kF32}}),
    made("full", {{"size", Ints{kBatch, 3}}, {"fill_value", true}, {"dtype", kBool}}),
    made("zeros", {{"size", Ints{kBatch, kHeight}}}),
    made("zeros", {{"size", Ints{40, 50}}, {"dtype", kI64}}),
    made("ones", {{"size", Ints{kHeight}}, {"dtype", kI64}}),
    made("scalar_tensor", {{"s", 2.5}}),
    made("scalar_tensor", {{"s", kHeight}, {"dtype", kI64}}),
    // What is in an empty tensor is no matter; its shape and dtype are.
    made("empty.memory_format", {{"size", Ints{kBatch, 0}}, {"dtype", kI64}}),
    on(kSelectImage, "zeros_like"),
    on(kSelectImage, "ones_like", {{"dtype", kI64}}),
    on(kSelectImage, "full_like", {{"fill_value", 2.5}}),
    on(kSelectImage, "new_full", {{"size", Ints{2, 3}}, {"fill_value", -1}}),
    on(kSelectImage, "new_zeros", {{"size", Ints{4}}, {"dtype", kBool}}),
    on(kSelectImage, "new_ones", {{"size", Ints{4, 1}}}),
    on(kSelectImage, "zero"),
    on(kSelectImage, "fill.Scalar", {{"value", 2.5}}),
    {"fill.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::fill.Tensor", {{"self", c.input(kSelectImage.shape)}, {"value", c.input({})}});
     }},
    {"copy",
     [](CaseBuilder& c) {
       const Var source = c.input({1, kHeight, 1}, {-4, 5}, kI64);
       c.call("aten::copy", {{"self", c.input(kSelectImage.shape)}, {"src", source}});
     }},
    {"empty_like, filled",
     [](CaseBuilder& c) {
       const Var empty = c.call("aten::empty_like", {{"self", c.input(kSelectImage.shape)}});
       c.call("aten::fill.Scalar", {{"self", empty}, {"value", 3}});
     }},
    {"new_empty, filled",
     [](CaseBuilder& c) {
       const Var x = c.input(kSelectImage.shape);
       const Var empty = c.call("aten::new_empty", {{"self", x}, {"size", Ints{kHeight, 2}}, {"dtype", kI64}});
       c.call("aten::fill.Scalar", {{"self", empty}, {"value", 3}});
     }},
    meshgrid("meshgrid", {kHeight, 5}, {}),
    meshgrid("meshgrid.indexing", {kHeight, 5, kBatch}, {{"indexing", "ij"}}),
    meshgrid("meshgrid.indexing", {kHeight, 5}, {{"indexing", "xy"}}),
};

const RegisterCases kSelectRegister(kSelectCases);

TEST(LowerOperators, Selections) { run_cases(kSelectCases); }

}  // namespace
}  // namespace slipway::lower::onnx
