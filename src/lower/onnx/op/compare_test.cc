// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lower/onnx/testing/op_case.h"

namespace slipway::lower::onnx {
namespace {

#define EACH_COMPARISON(f) f("gt"), f("ge"), f("lt"), f("le"), f("eq"), f("ne")

Var grid(CaseBuilder& c, DType dtype) {
  // Few distinct values, so that some are equal.
  return c.input({c.batch(), 3, c.height()}, dtype == kBool ? Range{-1, 1} : Range{-3, 4}, dtype);
}

Var row(CaseBuilder& c, DType dtype) { return c.input({3, 1}, dtype == kBool ? Range{-1, 1} : Range{-3, 4}, dtype); }

OpCase tensors(const std::string& name, DType left, DType right) {
  return {fmt::format("{} of {} and {}", name, name_of(left), name_of(right)), [=](CaseBuilder& c) {
            c.call("aten::" + name, {{"self", grid(c, left)}, {"other", row(c, right)}});
          }};
}

OpCase number(const std::string& name, DType left, Arg value) {
  return {fmt::format("{} of {} and a number", name, name_of(left)), [=](CaseBuilder& c) {
            c.call("aten::" + name, {{"self", grid(c, left)}, {"other", value}});
          }};
}

/// Comparisons with NaN are false, but for "not equal".
OpCase nan(const std::string& name) {
  return {name + " with NaN", [=](CaseBuilder& c) {
            const Var root = c.call("aten::sqrt", {{"self", grid(c, kF32)}});
            c.call("aten::" + name + ".Scalar", {{"self", root}, {"other", 1.0}});
          }};
}

OpCase floats(const std::string& name) { return tensors(name + ".Tensor", kF32, kF32); }
OpCase integers(const std::string& name) { return tensors(name + ".Tensor", kI64, kI64); }
OpCase mixed(const std::string& name) { return tensors(name + ".Tensor", kI64, kF32); }
OpCase bools(const std::string& name) { return tensors(name + ".Tensor", kBool, kBool); }
OpCase with_integer(const std::string& name) { return number(name + ".Scalar", kI64, 1); }
OpCase with_fraction(const std::string& name) { return number(name + ".Scalar", kI64, 1.5); }
OpCase of_float(const std::string& name) { return number(name + ".Scalar", kF32, 1); }

/// Integers have bits, which ONNX knows from opset 18 on; bools have always been fine.
OpCase from_18(OpCase op_case) {
  op_case.from_opset = 18;
  return op_case;
}

void where(CaseBuilder& c, const std::string& name, Arg self, Arg other) {
  c.call("aten::where" + name, {{"condition", grid(c, kBool)}, {"self", self}, {"other", other}});
}

const std::vector<OpCase> kCompareCases = {
    EACH_COMPARISON(floats),
    EACH_COMPARISON(integers),
    EACH_COMPARISON(mixed),
    EACH_COMPARISON(bools),
    EACH_COMPARISON(with_integer),
    EACH_COMPARISON(with_fraction),
    EACH_COMPARISON(of_float),
    EACH_COMPARISON(nan),
    tensors("logical_and", kBool, kBool),
    tensors("logical_and", kF32, kI64),
    tensors("logical_or", kBool, kBool),
    tensors("logical_xor", kBool, kI64),
    {"logical_not",
     [](CaseBuilder& c) {
       c.call("aten::logical_not", {{"self", grid(c, kBool)}});
     }},
    {"logical_not of i64",
     [](CaseBuilder& c) {
       c.call("aten::logical_not", {{"self", grid(c, kI64)}});
     }},
    tensors("bitwise_and.Tensor", kBool, kBool),
    tensors("bitwise_or.Tensor", kBool, kBool),
    tensors("bitwise_xor.Tensor", kBool, kBool),
    tensors("__and__.Tensor", kBool, kBool),
    tensors("__or__.Tensor", kBool, kBool),
    tensors("__xor__.Tensor", kBool, kBool),
    number("bitwise_and.Scalar", kBool, true),
    number("bitwise_or.Scalar", kBool, false),
    number("bitwise_xor.Scalar", kBool, true),
    {"bitwise_not",
     [](CaseBuilder& c) {
       c.call("aten::bitwise_not", {{"self", grid(c, kBool)}});
     }},
    from_18(tensors("bitwise_and.Tensor", kI64, kI64)),
    from_18(tensors("bitwise_or.Tensor", kI64, kI64)),
    from_18(tensors("bitwise_xor.Tensor", kI64, kI64)),
    from_18({"bitwise_not of i64",
             [](CaseBuilder& c) {
               c.call("aten::bitwise_not", {{"self", grid(c, kI64)}});
             }}),
    {"where", [](CaseBuilder& c) { where(c, ".self", grid(c, kF32), row(c, kF32)); }},
    {"where of i64",
     [](CaseBuilder& c) {
       where(c, ".self", grid(c, kI64), c.input({3, 1}, {-3, 4}, DType::kI64));
     }},
    {"where of bools", [](CaseBuilder& c) { where(c, ".self", grid(c, kBool), row(c, kBool)); }},
    {"where.ScalarOther", [](CaseBuilder& c) { where(c, ".ScalarOther", grid(c, kF32), -1.5); }},
    {"where.ScalarSelf", [](CaseBuilder& c) { where(c, ".ScalarSelf", 2, grid(c, kI64)); }},
    {"where.Scalar", [](CaseBuilder& c) { where(c, ".Scalar", 1.5, 2.5); }},
    {"masked_fill.Scalar",
     [](CaseBuilder& c) {
       c.call("aten::masked_fill.Scalar", {{"self", grid(c, kF32)}, {"mask", row(c, kBool)}, {"value", -9.5}});
     }},
    {"masked_fill.Tensor",
     [](CaseBuilder& c) {
       c.call("aten::masked_fill.Tensor",
              {{"self", grid(c, kI64)}, {"mask", row(c, kBool)}, {"value", c.constant({}, {5, 6}, kI64)}});
     }},
};

const RegisterCases kCompareRegister(kCompareCases);

TEST(LowerOperators, Comparisons) { run_cases(kCompareCases); }

}  // namespace
}  // namespace slipway::lower::onnx
