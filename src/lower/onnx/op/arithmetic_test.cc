// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

struct Operands {
  DType left = kF32;
  DType right = kF32;
  Range left_range{-5, 5};
  Range right_range{0.5, 5};
  Args more{};
};

/// On two tensors_arithmetic that are broadcast against each other.
OpCase tensors_arithmetic(const std::string& name, Operands o = {}) {
  const std::string shown =
      fmt::format("{} of {} and {}{}", name, name_of(o.left), name_of(o.right), o.more.empty() ? "" : ", more");
  return {shown, [=](CaseBuilder& c) {
            const bool power = name == "pow.Tensor_Tensor";
            Args args{{"self", c.input({c.batch(), 3, c.height()}, o.left_range, o.left)},
                      {power ? "exponent" : "other", c.input({3, 1}, o.right_range, o.right)}};
            args.insert(args.end(), o.more.begin(), o.more.end());
            c.call("aten::" + name, args);
          }};
}

/// On a tensor and a number_arithmetic.
OpCase number_arithmetic(const std::string& name, const char* argument, Arg value, DType dtype = kF32,
                         Range range = {-5, 5}, const Args& more = {}) {
  return {fmt::format("{} of {}{}", name, name_of(dtype), more.empty() ? "" : ", more"), [=](CaseBuilder& c) {
            Args args{{"self", c.input({c.batch(), 3, c.height()}, range, dtype)}, {argument, value}};
            args.insert(args.end(), more.begin(), more.end());
            c.call("aten::" + name, args);
          }};
}

const Range kSigned{-7, 8}, kPositive{1, 6};
const Operands kArithmeticIntegers{kI64, kI64, kSigned, kPositive};
const Operands kNarrow{kI32, kI32, kSigned, kPositive};
const Operands kArithmeticBools{kBool, kBool, {-1, 1}, {-1, 1}};

Operands with_arithmetic(Operands o, const Args& more) {
  o.more = more;
  return o;
}

/// Divisors of both signs, none zero: 1 - 3·(0 or 1).
Var mixed_divisor(CaseBuilder& c) {
  const Var bit = c.input({3, 1}, {0, 2}, kI64);
  return c.call("aten::rsub.Scalar",
                {{"self", c.call("aten::mul.Scalar", {{"self", bit}, {"other", 3}})}, {"other", 1}});
}

OpCase signed_division(const std::string& name, const Args& more, DType dtype) {
  return {fmt::format("{} of both signs, {}{}", name, name_of(dtype), more.empty() ? "" : ", more"),
          [=](CaseBuilder& c) {
            Args args{{"self", c.input({c.batch(), 3, c.height()}, {-9, 10}, dtype)}, {"other", mixed_divisor(c)}};
            args.insert(args.end(), more.begin(), more.end());
            c.call("aten::" + name, args);
          }};
}

const std::vector<OpCase> kArithmeticCases = {
    tensors_arithmetic("add.Tensor"),
    tensors_arithmetic("add.Tensor", with_arithmetic({}, {{"alpha", 2.5}})),
    tensors_arithmetic("add.Tensor", kArithmeticIntegers),
    tensors_arithmetic("add.Tensor", kArithmeticBools),
    tensors_arithmetic("add.Tensor", {kF32, kI64}),
    tensors_arithmetic("add.Tensor", {kI64, kI32}),
    number_arithmetic("add.Scalar", "other", 1.5),
    number_arithmetic("add.Scalar", "other", 1.5, kI64),
    number_arithmetic("add.Scalar", "other", 2, kI64, kSigned, {{"alpha", 3}}),
    tensors_arithmetic("sub.Tensor"),
    tensors_arithmetic("sub.Tensor", with_arithmetic(kArithmeticIntegers, {{"alpha", 2}})),
    number_arithmetic("sub.Scalar", "other", 1.5, kF32, kSigned, {{"alpha", 2}}),
    tensors_arithmetic("rsub.Tensor", with_arithmetic({}, {{"alpha", 2.0}})),
    number_arithmetic("rsub.Scalar", "other", 1),
    number_arithmetic("rsub.Scalar", "other", 1.5, kF32, kSigned, {{"alpha", 2}}),
    tensors_arithmetic("mul.Tensor"),
    tensors_arithmetic("mul.Tensor", kArithmeticBools),
    tensors_arithmetic("mul.Tensor", {kF32, kBool, {-5, 5}, {-1, 1}}),
    number_arithmetic("mul.Scalar", "other", 3, kI64),
    number_arithmetic("mul.Scalar", "other", 0.25),
    tensors_arithmetic("div.Tensor"),
    tensors_arithmetic("div.Tensor", kArithmeticIntegers),
    number_arithmetic("div.Scalar", "other", 4),
    number_arithmetic("div.Scalar", "other", 4, kI64),
    tensors_arithmetic("div.Tensor_mode", with_arithmetic({}, {{"rounding_mode", "floor"}})),
    tensors_arithmetic("div.Tensor_mode", with_arithmetic({}, {{"rounding_mode", "trunc"}})),
    tensors_arithmetic("div.Tensor_mode", with_arithmetic({}, {{"rounding_mode", None{}}})),
    signed_division("div.Tensor_mode", {{"rounding_mode", "floor"}}, kI64),
    signed_division("div.Tensor_mode", {{"rounding_mode", "trunc"}}, kI64),
    number_arithmetic("div.Scalar_mode", "other", 3, kI64, {-20, 20}, {{"rounding_mode", "floor"}}),
    number_arithmetic("div.Scalar_mode", "other", 3, kI32, {-20, 20}, {{"rounding_mode", "trunc"}}),
    signed_division("floor_divide", {}, kI64),
    tensors_arithmetic("floor_divide"),
    number_arithmetic("floor_divide.Scalar", "other", 3, kI64, {-20, 20}),
    signed_division("remainder.Tensor", {}, kI64),
    signed_division("remainder.Tensor", {}, kF32),
    number_arithmetic("remainder.Scalar", "other", 3, kI64, {-20, 20}),
    number_arithmetic("remainder.Scalar", "other", 1.25),
    signed_division("fmod.Tensor", {}, kI64),
    tensors_arithmetic("fmod.Tensor"),
    number_arithmetic("fmod.Scalar", "other", 1.25),
    tensors_arithmetic("pow.Tensor_Tensor", {kF32, kF32, {0.1, 4}, {-2, 3}}),
    tensors_arithmetic("pow.Tensor_Tensor", {kI64, kI64, {-4, 5}, {0, 4}}),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 2),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 1),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 0.5, kF32, {0.1, 9}),
    number_arithmetic("pow.Tensor_Scalar", "exponent", -1, kF32, {0.5, 9}),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 3),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 1.7, kF32, {0.1, 9}),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 3, kI64),
    number_arithmetic("pow.Tensor_Scalar", "exponent", 2.0, kI64),
    {"pow.Scalar",
     [](CaseBuilder& c) {
       c.call("aten::pow.Scalar", {{"self", 2.5}, {"exponent", c.input({c.batch(), 4})}});
     }},
    tensors_arithmetic("maximum"),
    tensors_arithmetic("maximum", kArithmeticIntegers),
    tensors_arithmetic("minimum"),
    tensors_arithmetic("minimum", kNarrow),
    tensors_arithmetic("minimum", {kF32, kI64}),
    tensors_arithmetic("max.other"),
    tensors_arithmetic("min.other"),
    number_arithmetic("clamp", "min", -1, kF32, {-5, 5}, {{"max", 2.5}}),
    number_arithmetic("clamp", "min", -1),
    number_arithmetic("clamp", "max", 1.5),
    number_arithmetic("clamp", "min", -1, kI64, {-9, 9}, {{"max", 3}}),
    number_arithmetic("clip", "max", 1.5),
    number_arithmetic("clamp_min", "min", 0.5),
    number_arithmetic("clamp_min", "min", 1, kI32),
    number_arithmetic("clamp_max", "max", 0.5),
    // A bound that is the size of the input, as boxes are clamped to the image.
    {"clamp to the height",
     [](CaseBuilder& c) {
       c.call("aten::clamp", {{"self", c.input({c.batch(), c.height()}, {-9, 20})}, {"min", 0}, {"max", c.height()}});
     }},
    {"clamp.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::clamp.Tensor",
              {{"self", c.input({c.batch(), 3})}, {"min", c.input({3}, {-2, 0})}, {"max", c.input({3}, {0, 2})}});
     }},
    {"clip.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::clip.Tensor", {{"self", c.input({c.batch(), 3})}, {"min", c.input({3}, {-2, 0})}});
     }},
    {"clamp_min.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::clamp_min.Tensor", {{"self", c.input({c.batch(), 3})}, {"min", c.input({3})}});
     }},
    {"clamp_max.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::clamp_max.Tensor", {{"self", c.input({c.batch(), 3})}, {"max", c.input({3})}});
     }},
};

const RegisterCases kArithmeticRegister(kArithmeticCases);

TEST(LowerOperators, Arithmetic) { run_cases(kArithmeticCases); }

}  // namespace
}  // namespace slipway::lower::onnx
