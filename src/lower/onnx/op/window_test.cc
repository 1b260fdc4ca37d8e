// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

constexpr DType kI64 = DType::kI64, kBool = DType::kBool;

Var image(CaseBuilder& c) { return c.input({c.batch(), 3, c.height(), 12}); }
Var sequence(CaseBuilder& c) { return c.input({c.batch(), 3, c.height()}); }

std::string title(const std::string& name, const Args& args) {
  std::string result = name;
  for (const auto& [argument, value] : args) result += " " + argument;
  return result;
}

OpCase on(const std::string& name, Var (*input)(CaseBuilder&), std::function<Args(CaseBuilder&)> make, const std::string& what) {
  return {name + " " + what, [=](CaseBuilder& c) {
            Args args{{"self", input(c)}};
            for (const auto& arg : make(c)) args.push_back(arg);
            c.call("aten::" + name, args);
          }};
}
OpCase on_image(const std::string& name, const Args& args) { return on(name, image, [=](CaseBuilder&) { return args; }, title("", args)); }
OpCase on_sequence(const std::string& name, const Args& args) { return on(name, sequence, [=](CaseBuilder&) { return args; }, title("", args)); }

/// ATen's .vec forms call their tensor "input".
OpCase resized(const std::string& what, const std::string& name, Var (*input)(CaseBuilder&), std::function<Args(CaseBuilder&)> make) {
  return {name + ".vec " + what, [=](CaseBuilder& c) {
            Args args{{"input", input(c)}, {"output_size", None{}}, {"scale_factors", None{}}};
            for (const auto& [argument, value] : make(c)) {
              const auto place = std::find_if(args.begin(), args.end(), [&](const auto& arg) { return arg.first == argument; });
              if (place == args.end())
                args.emplace_back(argument, value);
              else
                place->second = value;
            }
            c.call("aten::" + name + ".vec", args);
          }};
}
Args twice(CaseBuilder& c) { return {{"output_size", Ints{c.height() * 2, 24}}}; }
Args by_2(CaseBuilder&) { return {{"scale_factors", Floats{2.0, 2.0}}}; }
Args by_half(CaseBuilder&) { return {{"scale_factors", Floats{0.5, 1.5}}}; }
Args fixed(CaseBuilder&) { return {{"output_size", Ints{5, 20}}}; }

template <Args (*kSizes)(CaseBuilder&), bool kCorners>
Args corners(CaseBuilder& c) {
  Args args = kSizes(c);
  args.emplace_back("align_corners", kCorners);
  return args;
}

/// Scale factors that the runtime has to multiply with an unknown size: only whole ones are sure to give the same size.
OpCase pool(const std::string& name, const Args& args) { return on_image(name, args); }

const std::vector<OpCase> kCases = {
    resized("twice", "upsample_nearest2d", image, twice),
    resized("by 2", "upsample_nearest2d", image, by_2),
    resized("by a half", "upsample_nearest2d", image, by_half),
    resized("to a fixed size", "upsample_nearest2d", image, fixed),
    on("upsample_nearest2d", image, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 3, 18}}}; }, "to three times"),
    resized("to twice", "upsample_nearest1d", sequence, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 2}}}; }),
    on("upsample_nearest1d", sequence, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 2}}}; }, ""),
    resized("twice", "upsample_bilinear2d", image, corners<twice, false>),
    resized("twice, corners", "upsample_bilinear2d", image, corners<twice, true>),
    resized("by 2", "upsample_bilinear2d", image, corners<by_2, false>),
    resized("by 2, corners", "upsample_bilinear2d", image, corners<by_2, true>),
    resized("by a half", "upsample_bilinear2d", image, corners<by_half, false>),
    resized("fixed", "upsample_bilinear2d", image, corners<fixed, false>),
    resized("fixed, corners", "upsample_bilinear2d", image, corners<fixed, true>),
    on("upsample_bilinear2d", image, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height(), 6}}, {"align_corners", false}}; }, "narrower"),
    on("upsample_bilinear2d", image, [](CaseBuilder&) { return Args{{"output_size", Ints{1, 1}}, {"align_corners", false}}; }, "to one cell"),
    resized("to twice", "upsample_linear1d", sequence,
            [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 2}}, {"align_corners", true}}; }),
    on("upsample_linear1d", sequence, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 2}}, {"align_corners", false}}; }, ""),
    resized("twice", "upsample_bicubic2d", image, corners<twice, false>),
    on("upsample_bicubic2d", image, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height() * 2, 24}}, {"align_corners", true}}; }, "corners"),
    pool("max_pool2d", {{"kernel_size", Ints{5, 5}}, {"stride", Ints{1, 1}}, {"padding", Ints{2, 2}}}),
    pool("max_pool2d", {{"kernel_size", Ints{2}}}),
    pool("max_pool2d", {{"kernel_size", Ints{3, 2}}, {"stride", Ints{2, 1}}, {"padding", Ints{1, 0}}, {"dilation", Ints{1, 2}}}),
    // The last window overhangs: 8 + 2·1 rows in steps of 4.
    on("max_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 8, 11}); },
       [](CaseBuilder&) { return Args{{"kernel_size", Ints{3, 3}}, {"stride", Ints{2, 2}}, {"padding", Ints{1, 0}}, {"ceil_mode", true}}; }, "ceil_mode"),
    // A window that would start in the padding behind is left out.
    on("max_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 4, 7}); },
       [](CaseBuilder&) { return Args{{"kernel_size", Ints{2, 2}}, {"stride", Ints{3, 3}}, {"padding", Ints{1, 1}}, {"ceil_mode", true}}; }, "ceil_mode, left out"),
    on_image("max_pool2d", {{"kernel_size", Ints{2, 2}}, {"ceil_mode", true}}),
    on("max_pool2d", [](CaseBuilder& c) { return c.input({3, c.height(), 8}); }, [](CaseBuilder&) { return Args{{"kernel_size", Ints{2, 2}}}; }, "without batch"),
    {"max_pool2d_with_indices",
     [](CaseBuilder& c) {
       const auto outputs = c.call("aten::max_pool2d_with_indices", {{"self", image(c)}, {"kernel_size", Ints{2, 2}}}, 2);
       c.outputs({outputs[0]});
     }},
    on_sequence("max_pool1d", {{"kernel_size", Ints{3}}, {"stride", Ints{2}}, {"padding", Ints{1}}}),
    on("max_pool3d", [](CaseBuilder& c) { return c.input({c.batch(), 2, 4, c.height(), 6}); }, [](CaseBuilder&) { return Args{{"kernel_size", Ints{2}}}; }, ""),
    pool("avg_pool2d", {{"kernel_size", Ints{2, 2}}}),
    pool("avg_pool2d", {{"kernel_size", Ints{3, 3}}, {"stride", Ints{2, 2}}, {"padding", Ints{1, 1}}}),
    pool("avg_pool2d", {{"kernel_size", Ints{3, 3}}, {"padding", Ints{1, 1}}, {"count_include_pad", false}, {"stride", Ints{2, 2}}}),
    pool("avg_pool2d", {{"kernel_size", Ints{2, 3}}, {"divisor_override", 5}, {"padding", Ints{1, 1}}, {"stride", Ints{2, 2}}}),
    on("avg_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 8, 11}); },
       [](CaseBuilder&) { return Args{{"kernel_size", Ints{3, 3}}, {"stride", Ints{2, 3}}, {"padding", Ints{1, 1}}, {"ceil_mode", true}}; }, "ceil_mode"),
    on("avg_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 8, 11}); },
       [](CaseBuilder&) {
         return Args{{"kernel_size", Ints{3, 3}}, {"stride", Ints{2, 3}}, {"padding", Ints{1, 1}}, {"ceil_mode", true}, {"count_include_pad", false}};
       },
       "ceil_mode, padding not counted"),
    on("avg_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 8, 11}); },
       [](CaseBuilder&) { return Args{{"kernel_size", Ints{3, 3}}, {"stride", Ints{2, 2}}, {"ceil_mode", true}, {"divisor_override", 4}}; },
       "ceil_mode, divisor"),
    // ResNet-D's shortcut at an odd size.
    on("avg_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 7, 9}); },
       [](CaseBuilder&) { return Args{{"kernel_size", Ints{2, 2}}, {"stride", Ints{2, 2}}, {"ceil_mode", true}, {"count_include_pad", false}}; }, "odd size"),
    on_sequence("avg_pool1d", {{"kernel_size", Ints{2}}}),
    on("avg_pool3d", [](CaseBuilder& c) { return c.input({c.batch(), 2, 4, c.height(), 6}); }, [](CaseBuilder&) { return Args{{"kernel_size", Ints{2, 2, 2}}}; }, ""),
    on_image("adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    on("adaptive_avg_pool2d", [](CaseBuilder& c) { return c.input({c.batch(), 3, 8, 12}); }, [](CaseBuilder&) { return Args{{"output_size", Ints{4, 3}}}; }, "windows"),
    on("adaptive_avg_pool2d", image, [](CaseBuilder&) { return Args{{"output_size", Ints{1, 12}}}; }, "rows"),
    on("adaptive_avg_pool2d", image, [](CaseBuilder& c) { return Args{{"output_size", Ints{c.height(), 4}}}; }, "columns"),
    on_image("_adaptive_avg_pool2d", {{"output_size", Ints{1, 1}}}),
    on_sequence("adaptive_avg_pool1d", {{"output_size", Ints{1}}}),
    {"adaptive_max_pool2d",
     [](CaseBuilder& c) { c.outputs({c.call("aten::adaptive_max_pool2d", {{"self", image(c)}, {"output_size", Ints{1, 1}}}, 2)[0]}); }},
    {"adaptive_max_pool2d windows",
     [](CaseBuilder& c) { c.outputs({c.call("aten::adaptive_max_pool2d", {{"self", c.input({c.batch(), 3, 8, 12})}, {"output_size", Ints{2, 6}}}, 2)[0]}); }},
    {"adaptive_max_pool1d",
     [](CaseBuilder& c) { c.outputs({c.call("aten::adaptive_max_pool1d", {{"self", sequence(c)}, {"output_size", Ints{1}}}, 2)[0]}); }},
    on_image("mean", {}),
    on_image("mean.dim", {{"dim", Ints{2, 3}}, {"keepdim", true}}),
    on_image("mean.dim", {{"dim", Ints{-1}}}),
    on("mean.dim", [](CaseBuilder& c) { return c.input({c.batch(), 3, 5}, {-4, 5}, DType::kI64); },
       [](CaseBuilder&) { return Args{{"dim", Ints{1}}, {"dtype", DType::kF32}}; }, "of integers"),
    on_image("sum", {}),
    on_image("sum.dim_IntList", {{"dim", Ints{1, -1}}}),
    on("sum.dim_IntList", [](CaseBuilder& c) { return c.input({c.batch(), 3, 5}, {-1, 1}, DType::kBool); },
       [](CaseBuilder&) { return Args{{"dim", Ints{1}}, {"keepdim", true}}; }, "of bools"),
    on_image("amax", {{"dim", Ints{1}}, {"keepdim", true}}),
    on_image("amax", {{"dim", Ints{}}}),
    on_image("amin", {{"dim", Ints{2, 3}}}),
    on_image("max", {}),
    on_image("min", {}),
    on("amax", [](CaseBuilder& c) { return c.input({c.batch(), 3, 5}, {-9, 9}, DType::kI64); }, [](CaseBuilder&) { return Args{{"dim", Ints{1}}}; }, "of integers"),
    on("prod", [](CaseBuilder& c) { return c.input({c.batch(), 3}, {0.5, 1.5}); }, [](CaseBuilder&) { return Args{}; }, ""),
    on("prod.dim_int", [](CaseBuilder& c) { return c.input({c.batch(), 3, 5}, {0.5, 1.5}); }, [](CaseBuilder&) { return Args{{"dim", 1}}; }, ""),
    on_image("logsumexp", {{"dim", Ints{1}}}),
    on_image("linalg_vector_norm", {{"dim", Ints{1}}, {"keepdim", true}}),
    on_image("linalg_vector_norm", {{"ord", 1}, {"dim", Ints{-1}}}),
    on_image("norm.ScalarOpt_dim", {{"p", 2}, {"dim", Ints{1}}, {"keepdim", true}}),
    on("any", [](CaseBuilder& c) { return c.input({c.batch(), 3, 4}, {-3, 1}, DType::kBool); }, [](CaseBuilder&) { return Args{}; }, ""),
    on("any.dim", [](CaseBuilder& c) { return c.input({c.batch(), 3, 4}, {-3, 1}, DType::kBool); }, [](CaseBuilder&) { return Args{{"dim", 1}}; }, ""),
    on("all", [](CaseBuilder& c) { return c.input({c.batch(), 3, 4}, {-1, 3}, DType::kBool); }, [](CaseBuilder&) { return Args{}; }, ""),
    on("all.dim", [](CaseBuilder& c) { return c.input({c.batch(), 3, 4}, {-1, 3}, DType::kBool); }, [](CaseBuilder&) { return Args{{"dim", -1}, {"keepdim", true}}; }, ""),
    on_image("constant_pad_nd", {{"pad", Ints{1, 2, 3, 0}}, {"value", 1.5}}),
    on_image("constant_pad_nd", {{"pad", Ints{-1, 2, 0, -2}}}),
    on("constant_pad_nd", [](CaseBuilder& c) { return c.input({c.batch(), 4}, {-4, 5}, DType::kI64); }, [](CaseBuilder&) { return Args{{"pad", Ints{1, 1}}, {"value", 3}}; }, "of integers"),
    on("constant_pad_nd", image, [](CaseBuilder& c) { return Args{{"pad", Ints{0, 0, 0, c.height()}}}; }, "by the height"),
    on_image("pad", {{"pad", Ints{1, 2}}, {"mode", "constant"}}),
    on_image("pad", {{"pad", Ints{1, 2}}, {"mode", "constant"}, {"value", -1.0}}),
    on("pad", image, [](CaseBuilder&) { return Args{{"pad", Ints{2, 1, 1, 3}}, {"mode", "reflect"}}; }, "reflect"),
    on("pad", image, [](CaseBuilder&) { return Args{{"pad", Ints{2, 1, 1, 3}}, {"mode", "replicate"}}; }, "replicate"),
    on_image("reflection_pad2d", {{"padding", Ints{2, 1, 1, 3}}}),
    on_image("replication_pad2d", {{"padding", Ints{2, 1, 1, 3}}}),
    on_sequence("reflection_pad1d", {{"padding", Ints{2, 1}}}),
    on_sequence("replication_pad1d", {{"padding", Ints{2, 1}}}),
};

const RegisterCases kRegister(kCases);

TEST(LowerOperators, Windows) { run_cases(kCases); }

}  // namespace
}  // namespace slipway::lower::onnx
