// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

constexpr DType kI64 = DType::kI64, kF32 = DType::kF32, kBool = DType::kBool;
const graph::SymInt kEnd = std::numeric_limits<int64_t>::max();

Var image(CaseBuilder& c) { return c.input({c.batch(), 6, c.height(), 4}); }

/// A call on the image, with the arguments that `make` gives.
OpCase on_image(const std::string& what, const std::string& name, std::function<Args(CaseBuilder&)> make, size_t outputs = 1) {
  return {fmt::format("{} {}", name, what), [=](CaseBuilder& c) {
            Args args{{"self", image(c)}};
            for (const auto& arg : make(c)) args.push_back(arg);
            c.call("aten::" + name, args, outputs);
          }};
}
OpCase on_image(const std::string& name, const Args& args, size_t outputs = 1) {
  return on_image(args.empty() ? "" : "with " + args[0].first, name, [=](CaseBuilder&) { return args; }, outputs);
}

OpCase identity(const std::string& name, DType dtype = kF32, const Args& args = {}) {
  return {fmt::format("{} of {}", name, name_of(dtype)), [=](CaseBuilder& c) {
            Args all{{"self", c.input({c.batch(), 5}, {-2, 2}, dtype)}};
            all.insert(all.end(), args.begin(), args.end());
            // Something must remain to be computed.
            c.call("aten::neg", {{"self", c.call("aten::" + name, all)}});
          }};
}

const std::vector<OpCase> kCases = {
    on_image("joins axes", "reshape", [](CaseBuilder& c) { return Args{{"shape", Ints{c.batch(), 6, c.height() * 4}}}; }),
    on_image("splits an axis", "view", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch(), 2, 3, c.height(), 4}}}; }),
    on_image("into two open sizes", "reshape", [](CaseBuilder& c) { return Args{{"shape", Ints{6 * c.batch(), c.height() * 2, 2}}}; }),
    on_image("into one axis", "reshape", [](CaseBuilder&) { return Args{{"shape", Ints{-1}}}; }),
    on_image("", "_unsafe_view", [](CaseBuilder& c) { return Args{{"size", Ints{c.batch() * 6, c.height() * 4}}}; }),
    on_image("", "_reshape_alias",
             [](CaseBuilder& c) { return Args{{"size", Ints{c.batch() * 6, c.height() * 4}}, {"stride", Ints{c.height() * 4, 1}}}; }),
    on_image("", "reshape_as", [](CaseBuilder& c) { return Args{{"other", c.input({c.batch(), c.height(), 24})}}; }),
    on_image("", "view_as", [](CaseBuilder& c) { return Args{{"other", c.input({c.batch(), c.height(), 24})}}; }),
    on_image("flatten.using_ints", {{"start_dim", 1}}),
    on_image("flatten.using_ints", {{"start_dim", 2}, {"end_dim", -1}}),
    on_image("", "unflatten.int", [](CaseBuilder&) { return Args{{"dim", 1}, {"sizes", Ints{2, 3}}}; }),
    // A chain of views is one reshape; the first of them has to be there as well when it is an output.
    {"reshape of a reshape",
     [](CaseBuilder& c) {
       const Var once = c.call("aten::reshape", {{"self", image(c)}, {"shape", Ints{c.batch(), 2, 3, c.height(), 4}}});
       const Var twice = c.call("aten::reshape", {{"self", once}, {"shape", Ints{c.batch(), 6, 4 * c.height()}}});
       c.outputs({once, twice});
     }},
    {"unsqueeze of a reshape",
     [](CaseBuilder& c) {
       const Var x = c.call("aten::reshape", {{"self", image(c)}, {"shape", Ints{c.batch(), 24, c.height()}}});
       c.call("aten::unsqueeze", {{"self", x}, {"dim", 1}});
     }},
    {"reshape and back",
     [](CaseBuilder& c) {
       const Var flat = c.call("aten::flatten.using_ints", {{"self", image(c)}});
       const Var back = c.call("aten::reshape", {{"self", flat}, {"shape", Ints{c.batch(), 6, c.height(), 4}}});
       c.call("aten::neg", {{"self", back}});
     }},
    {"squeeze", [](CaseBuilder& c) { c.call("aten::squeeze", {{"self", c.input({1, 3, 1, c.height()})}}); }},
    {"squeeze.dim", [](CaseBuilder& c) { c.call("aten::squeeze.dim", {{"self", c.input({c.batch(), 1, c.height(), 1})}, {"dim", -1}}); }},
    {"squeeze.dim of a larger one", [](CaseBuilder& c) { c.call("aten::squeeze.dim", {{"self", image(c)}, {"dim", 1}}); }},
    on_image("unsqueeze", {{"dim", -1}}),
    on_image("in front", "unsqueeze", [](CaseBuilder&) { return Args{{"dim", 0}}; }),
    on_image("permute", {{"dims", Ints{0, 2, -1, 1}}}),
    {"permute of a permute",
     [](CaseBuilder& c) {
       const Var once = c.call("aten::permute", {{"self", image(c)}, {"dims", Ints{0, 2, 3, 1}}});
       c.call("aten::transpose.int", {{"self", once}, {"dim0", 0}, {"dim1", 2}});
     }},
    {"permute and back",
     [](CaseBuilder& c) {
       const Var once = c.call("aten::permute", {{"self", image(c)}, {"dims", Ints{0, 2, 3, 1}}});
       c.call("aten::neg", {{"self", c.call("aten::permute", {{"self", once}, {"dims", Ints{0, 3, 1, 2}}})}});
     }},
    on_image("transpose.int", {{"dim0", 1}, {"dim1", -1}}),
    on_image("mT", {}),
    on_image("numpy_T", {}),
    {"t", [](CaseBuilder& c) { c.call("aten::t", {{"self", c.input({c.batch(), 3})}}); }},
    {"transpose of a constant", [](CaseBuilder& c) { c.call("aten::add.Tensor", {{"self", c.input({c.batch(), 4, 2, 3})}, {"other", c.call("aten::permute", {{"self", c.constant({2, 3, 4})}, {"dims", Ints{2, 0, 1}}})}}); }},
    identity("contiguous"),
    identity("clone"),
    identity("detach"),
    identity("alias"),
    identity("positive"),
    identity("lift_fresh"),
    identity("to.dtype", kF32, {{"dtype", kI64}}),
    identity("to.dtype", kI64, {{"dtype", kF32}}),
    identity("to.dtype", kBool, {{"dtype", kF32}}),
    identity("to.dtype", kF32, {{"dtype", kF32}}),
    identity("to.dtype_layout", kF32, {{"dtype", DType::kF64}}),
    identity("_to_copy", kF32, {{"dtype", DType::kI32}}),
    {"to.other", [](CaseBuilder& c) { c.call("aten::to.other", {{"self", c.input({c.batch(), 5})}, {"other", c.constant({1}, {0, 1}, kI64)}}); }},
    {"type_as", [](CaseBuilder& c) { c.call("aten::type_as", {{"self", c.input({c.batch(), 5})}, {"other", c.constant({1}, {0, 1}, kI64)}}); }},
    {"an input as output", [](CaseBuilder& c) { c.call("aten::detach", {{"self", image(c)}}); }},
    {"the same output twice",
     [](CaseBuilder& c) {
       const Var x = c.call("aten::neg", {{"self", image(c)}});
       c.outputs({x, c.call("aten::alias", {{"self", x}})});
     }},
    {"dropout", [](CaseBuilder& c) { c.call("aten::dropout", {{"input", image(c)}, {"p", 0.5}, {"train", false}}); }},
    {"feature_dropout", [](CaseBuilder& c) { c.call("aten::feature_dropout", {{"input", image(c)}, {"p", 0.5}, {"train", false}}); }},
    {"expand", [](CaseBuilder& c) { c.call("aten::expand", {{"self", c.input({1, 3, 1, 4})}, {"size", Ints{c.batch(), -1, c.height(), 4}}}); }},
    {"expand to more axes", [](CaseBuilder& c) { c.call("aten::expand", {{"self", c.input({c.height(), 1})}, {"size", Ints{c.batch(), c.height(), 4}}}); }},
    {"expand_as", [](CaseBuilder& c) { c.call("aten::expand_as", {{"self", c.input({1, 6, 1, 1})}, {"other", image(c)}}); }},
    {"broadcast_to", [](CaseBuilder& c) { c.call("aten::broadcast_to", {{"self", c.input({6, 1, 1})}, {"size", Ints{c.batch(), 6, c.height(), 2}}}); }},
    {"expand to the same", [](CaseBuilder& c) { c.call("aten::neg", {{"self", c.call("aten::expand", {{"self", image(c)}, {"size", Ints{-1, -1, -1, -1}}})}}); }},
    on_image("repeat", {{"repeats", Ints{1, 2, 1, 3}}}),
    {"repeat to more axes", [](CaseBuilder& c) { c.call("aten::repeat", {{"self", c.input({3, 2})}, {"repeats", Ints{c.batch(), 1, 2}}}); }},
    on_image("tile", {{"dims", Ints{2, 1}}}),
    on_image("repeat_interleave.self_int", {{"repeats", 3}, {"dim", 1}}),
    on_image("rows", "repeat_interleave.self_int", [](CaseBuilder&) { return Args{{"repeats", 2}, {"dim", 2}}; }),
    on_image("pixel_shuffle", {{"upscale_factor", 1}}),
    {"pixel_shuffle by 2", [](CaseBuilder& c) { c.call("aten::pixel_shuffle", {{"self", c.input({c.batch(), 8, c.height(), 3})}, {"upscale_factor", 2}}); }},
    {"pixel_unshuffle", [](CaseBuilder& c) { c.call("aten::pixel_unshuffle", {{"self", c.input({c.batch(), 3, c.height(), 6})}, {"downscale_factor", 2}}); }},
    on_image("channel_shuffle", {{"groups", 3}}),
    {"cat",
     [](CaseBuilder& c) { c.call("aten::cat", {{"tensors", std::vector<Var>{image(c), c.input({c.batch(), 2, c.height(), 4}), c.constant({0})}}, {"dim", -3}}); }},
    {"cat of two dtypes", [](CaseBuilder& c) { c.call("aten::cat", {{"tensors", std::vector<Var>{c.input({c.batch(), 2}), c.input({c.batch(), 3}, {-4, 4}, kI64)}}, {"dim", 1}}); }},
    {"cat of one", [](CaseBuilder& c) { c.call("aten::neg", {{"self", c.call("aten::cat", {{"tensors", std::vector<Var>{image(c)}}, {"dim", 1}})}}); }},
    {"concat", [](CaseBuilder& c) { c.call("aten::concat", {{"tensors", std::vector<Var>{image(c), image(c)}}, {"dim", 2}}); }},
    {"stack", [](CaseBuilder& c) { c.call("aten::stack", {{"tensors", std::vector<Var>{image(c), image(c)}}, {"dim", 2}}); }},
    {"stack behind", [](CaseBuilder& c) { c.call("aten::stack", {{"tensors", std::vector<Var>{image(c), image(c), image(c)}}, {"dim", -1}}); }},
    on_image("split.Tensor", {{"split_size", 4}, {"dim", 1}}, 2),
    on_image("rows", "split.Tensor", [](CaseBuilder& c) { return Args{{"split_size", c.height().divided_by(2)}, {"dim", 2}}; }, 2),
    on_image("into one", "split.Tensor", [](CaseBuilder&) { return Args{{"split_size", 6}, {"dim", 1}}; }),
    on_image("split.sizes", {{"split_size", Ints{1, 3, 2}}, {"dim", 1}}, 3),
    on_image("split_with_sizes", {{"split_sizes", Ints{1, 3}}, {"dim", -1}}, 2),
    on_image("chunk", {{"chunks", 3}, {"dim", 1}}, 3),
    on_image("rows", "chunk", [](CaseBuilder&) { return Args{{"chunks", 2}, {"dim", 2}}; }, 2),
    on_image("unbind.int", {{"dim", -1}}, 4),
    on_image("slice.Tensor", {{"dim", 1}, {"start", 1}, {"end", 4}}),
    on_image("every second", "slice.Tensor", [](CaseBuilder&) { return Args{{"dim", 2}, {"start", 1}, {"end", kEnd}, {"step", 2}}; }),
    on_image("from the back", "slice.Tensor", [](CaseBuilder&) { return Args{{"dim", 2}, {"start", -3}, {"end", -1}}; }),
    on_image("half", "slice.Tensor", [](CaseBuilder& c) { return Args{{"dim", 2}, {"start", 0}, {"end", c.height().divided_by(2)}}; }),
    on_image("everything", "slice.Tensor", [](CaseBuilder& c) { return Args{{"dim", 2}, {"start", 0}, {"end", c.height()}}; }),
    {"slice of a slice",
     [](CaseBuilder& c) {
       const Var rows = c.call("aten::slice.Tensor", {{"self", image(c)}, {"dim", 2}, {"start", 1}, {"step", 2}});
       const Var cells = c.call("aten::slice.Tensor", {{"self", rows}, {"dim", 3}, {"start", 0}, {"end", kEnd}, {"step", 2}});
       c.call("aten::slice.Tensor", {{"self", cells}, {"dim", 2}, {"start", 1}});
     }},
    on_image("narrow", {{"dim", 1}, {"start", 2}, {"length", 3}}),
    on_image("from the back", "narrow", [](CaseBuilder&) { return Args{{"dim", 2}, {"start", -3}, {"length", 2}}; }),
    on_image("select.int", {{"dim", 1}, {"index", 4}}),
    on_image("from the back", "select.int", [](CaseBuilder&) { return Args{{"dim", 2}, {"index", -1}}; }),
    on_image("in the middle", "select.int", [](CaseBuilder& c) { return Args{{"dim", 2}, {"index", c.height().divided_by(2)}}; }),
    on_image("flip", {{"dims", Ints{2}}}),
    on_image("both", "flip", [](CaseBuilder&) { return Args{{"dims", Ints{1, -1}}}; }),
    on_image("roll", {{"shifts", Ints{2, -1}}, {"dims", Ints{2, 3}}}),
    on_image("all around", "roll", [](CaseBuilder&) { return Args{{"shifts", Ints{4}}, {"dims", Ints{3}}}; }),
};

const RegisterCases kRegister(kCases);

TEST(LowerOperators, Shapes) { run_cases(kCases); }

}  // namespace
}  // namespace slipway::lower::onnx
