// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

constexpr DType kI64 = DType::kI64, kF32 = DType::kF32, kBool = DType::kBool, kI32 = DType::kI32;

Var image(CaseBuilder& c) { return c.input({c.batch(), 6, c.height(), 5}); }
Var indices(CaseBuilder& c, const graph::Ints& shape, int64_t limit, int64_t from = 0) {
  return c.input(shape, {static_cast<double>(from), static_cast<double>(limit)}, kI64);
}

/// x[...] with an index tensor, or none, per axis.
void index(CaseBuilder& c, const std::vector<Var>& list) { c.call("aten::index.Tensor", {{"self", image(c)}, {"indices", list}}); }
const Var kAll{-1};

OpCase fill(const std::string& name, const Args& more) {
  return {name, [=](CaseBuilder& c) {
            Args args{{"self", image(c)}};
            args.insert(args.end(), more.begin(), more.end());
            c.call("aten::" + name, args);
          }};
}
OpCase make(const std::string& what, const std::string& name, std::function<Args(CaseBuilder&)> args) {
  return {name + " " + what, [=](CaseBuilder& c) {
            // A model must have an input from which its sizes are read.
            const Var x = c.call("aten::neg", {{"self", image(c)}});
            c.outputs({x, c.call("aten::" + name, args(c))});
          }};
}
OpCase range(const std::string& what, const std::string& name, std::function<Args(CaseBuilder&)> args) { return make(what, name, args); }

OpCase selection(const std::string& name, const Args& more, size_t outputs) {
  return {fmt::format("{} with {}", name, more.empty() ? "defaults" : more[0].first), [=](CaseBuilder& c) {
            Args args{{"self", image(c)}};
            args.insert(args.end(), more.begin(), more.end());
            c.call("aten::" + name, args, outputs);
          }};
}

const std::vector<OpCase> kCases = {
    {"index_select", [](CaseBuilder& c) { c.call("aten::index_select", {{"self", image(c)}, {"dim", 1}, {"index", indices(c, {4}, 6)}}); }},
    {"index_select of one", [](CaseBuilder& c) { c.call("aten::index_select", {{"self", image(c)}, {"dim", -1}, {"index", indices(c, {}, 5)}}); }},
    {"gather", [](CaseBuilder& c) { c.call("aten::gather", {{"self", image(c)}, {"dim", 1}, {"index", indices(c, {c.batch(), 3, c.height(), 5}, 6)}}); }},
    {"gather of a part", [](CaseBuilder& c) { c.call("aten::gather", {{"self", image(c)}, {"dim", -1}, {"index", indices(c, {c.batch(), 2, 3, 7}, 5)}}); }},
    {"embedding", [](CaseBuilder& c) { c.call("aten::embedding", {{"weight", c.constant({9, 4})}, {"indices", indices(c, {c.batch(), 3}, 9)}}); }},
    {"index x[i]", [](CaseBuilder& c) { index(c, {indices(c, {3}, 1)}); }},
    {"index x[:, i]", [](CaseBuilder& c) { index(c, {kAll, indices(c, {2, 3}, 6, -6)}); }},
    {"index x[:, i, j]", [](CaseBuilder& c) { index(c, {kAll, indices(c, {3}, 6), indices(c, {2, 1}, 8)}); }},
    {"index x[i, j]", [](CaseBuilder& c) { index(c, {indices(c, {c.batch(), 1}, 1), indices(c, {c.batch(), 4}, 6)}); }},
    {"index x[:, i, :, j]", [](CaseBuilder& c) { index(c, {kAll, indices(c, {3}, 6), kAll, indices(c, {3}, 5)}); }},
    {"index x[:]", [](CaseBuilder& c) { c.outputs({c.call("aten::neg", {{"self", c.call("aten::index.Tensor", {{"self", image(c)}, {"indices", std::vector<Var>{kAll}}})}})}); }},
    selection("topk", {{"k", 3}, {"dim", 1}}, 2),
    selection("topk", {{"dim", -1}, {"k", 2}, {"largest", false}}, 2),
    {"topk of a share", [](CaseBuilder& c) { c.call("aten::topk", {{"self", image(c)}, {"k", c.height().divided_by(2)}, {"dim", 2}}, 2); }},
    selection("sort", {{"dim", 2}}, 2),
    selection("sort", {{"descending", true}, {"dim", -1}}, 2),
    selection("argsort", {{"dim", 2}, {"descending", true}}, 1),
    // Equal values stay in their order.
    {"sort.stable",
     [](CaseBuilder& c) {
       c.call("aten::sort.stable", {{"self", c.input({c.batch(), c.height()}, {0, 3}, kI64)}, {"stable", true}, {"dim", 1}, {"descending", true}}, 2);
     }},
    selection("argmax", {{"dim", 1}}, 1),
    selection("argmax", {{"keepdim", true}, {"dim", -1}}, 1),
    selection("argmax", {}, 1),
    selection("argmin", {{"dim", 2}}, 1),
    selection("max.dim", {{"dim", 1}}, 2),
    selection("min.dim", {{"dim", -1}, {"keepdim", true}}, 2),
    {"argmax of equals", [](CaseBuilder& c) { c.call("aten::argmax", {{"self", c.input({c.batch(), 9}, {0, 2}, kI64)}, {"dim", 1}}); }},
    {"cumsum", [](CaseBuilder& c) { c.call("aten::cumsum", {{"self", image(c)}, {"dim", 1}}); }},
    {"cumsum of bools", [](CaseBuilder& c) { c.call("aten::cumsum", {{"self", c.input({c.batch(), 6}, {-1, 1}, kBool)}, {"dim", -1}}); }},
    range("of a number", "arange", [](CaseBuilder&) { return Args{{"end", 5}}; }),
    range("of the height", "arange", [](CaseBuilder& c) { return Args{{"end", c.height()}}; }),
    range("as floats", "arange", [](CaseBuilder& c) { return Args{{"end", c.height()}, {"dtype", kF32}}; }),
    range("of a fraction", "arange", [](CaseBuilder&) { return Args{{"end", 4.5}}; }),
    range("from 2", "arange.start", [](CaseBuilder& c) { return Args{{"start", 2}, {"end", c.height()}}; }),
    range("by 2", "arange.start_step", [](CaseBuilder& c) { return Args{{"start", 0}, {"end", c.height()}, {"step", 2}, {"dtype", kI32}}; }),
    range("by a half", "arange.start_step", [](CaseBuilder& c) { return Args{{"start", 0.5}, {"end", c.height()}, {"step", 0.5}}; }),
    range("of numbers", "arange.start_step", [](CaseBuilder&) { return Args{{"start", 7}, {"end", 1}, {"step", -2}}; }),
    make("of numbers", "full", [](CaseBuilder&) { return Args{{"size", Ints{2, 3}}, {"fill_value", 1.5}}; }),
    make("of the input's size", "full", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch(), 400, c.height()}}, {"fill_value", 7}, {"dtype", kF32}}; }),
    make("with the height", "full", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch(), 3}}, {"fill_value", c.height()}, {"dtype", kF32}}; }),
    make("of bools", "full", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch(), 3}}, {"fill_value", true}, {"dtype", kBool}}; }),
    make("", "zeros", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch(), c.height()}}}; }),
    make("large", "zeros", [](CaseBuilder&) { return Args{{"size", Ints{40, 50}}, {"dtype", kI64}}; }),
    make("", "ones", [](CaseBuilder& c) { return Args{{"size", Ints{c.height()}}, {"dtype", kI64}}; }),
    fill("zeros_like", {}),
    fill("ones_like", {{"dtype", kI64}}),
    fill("full_like", {{"fill_value", 2.5}}),
    fill("new_full", {{"size", Ints{2, 3}}, {"fill_value", -1}}),
    fill("new_zeros", {{"size", Ints{4}}, {"dtype", kBool}}),
    fill("new_ones", {{"size", Ints{4, 1}}}),
    make("", "scalar_tensor", [](CaseBuilder&) { return Args{{"s", 2.5}}; }),
    make("of the height", "scalar_tensor", [](CaseBuilder& c) { return Args{{"s", c.height()}, {"dtype", kI64}}; }),
    {"meshgrid",
     [](CaseBuilder& c) { c.call("aten::meshgrid", {{"tensors", std::vector<Var>{c.input({c.height()}), c.input({5})}}}, 2); }},
    {"meshgrid ij",
     [](CaseBuilder& c) { c.call("aten::meshgrid.indexing", {{"tensors", std::vector<Var>{c.input({c.height()}), c.input({5}), c.input({c.batch()})}}, {"indexing", "ij"}}, 3); }},
    {"meshgrid xy",
     [](CaseBuilder& c) { c.call("aten::meshgrid.indexing", {{"tensors", std::vector<Var>{c.input({c.height()}), c.input({5})}}, {"indexing", "xy"}}, 2); }},
};

const RegisterCases kRegister(kCases);

TEST(LowerOperators, Selections) { run_cases(kCases); }

}  // namespace
}  // namespace slipway::lower::onnx
