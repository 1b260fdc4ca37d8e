// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/pt2/python_operator.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"

namespace slipway::program::pt2 {
namespace {

using c10::IValue;
using Arguments = std::vector<IValue>;

bool is_real(const Arguments& a) {
  return std::any_of(a.begin(), a.end(), [](const IValue& value) { return value.isDouble(); });
}

double real(const Arguments& a, size_t i) {
  if (i >= a.size()) fail("{} arguments are too few", a.size());
  if (a[i].isDouble()) return a[i].toDouble();
  if (a[i].isBool()) return a[i].toBool() ? 1 : 0;
  if (!a[i].isInt()) fail("its argument {} is {}, not a number", i, a[i].tagKind());
  return static_cast<double>(a[i].toInt());
}

int64_t whole(const Arguments& a, size_t i) {
  if (i >= a.size()) fail("{} arguments are too few", a.size());
  if (a[i].isBool()) return a[i].toBool() ? 1 : 0;
  if (!a[i].isInt()) fail("its argument {} is {}, not an integer", i, a[i].tagKind());
  return a[i].toInt();
}

[[noreturn]] void beyond() { fail("its result is beyond 64 bits"); }

int64_t floor_divide(int64_t a, int64_t b) {
  if (b == 0) fail("it divides by zero");
  if (b == -1) {
    int64_t result = 0;
    if (__builtin_sub_overflow(int64_t{0}, a, &result)) beyond();
    return result;
  }
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}

IValue add(const Arguments& a) {
  if (is_real(a)) return real(a, 0) + real(a, 1);
  int64_t result = 0;
  if (__builtin_add_overflow(whole(a, 0), whole(a, 1), &result)) beyond();
  return result;
}
IValue subtract(const Arguments& a) {
  if (is_real(a)) return real(a, 0) - real(a, 1);
  int64_t result = 0;
  if (__builtin_sub_overflow(whole(a, 0), whole(a, 1), &result)) beyond();
  return result;
}
IValue multiply(const Arguments& a) {
  if (is_real(a)) return real(a, 0) * real(a, 1);
  int64_t result = 0;
  if (__builtin_mul_overflow(whole(a, 0), whole(a, 1), &result)) beyond();
  return result;
}
IValue floordiv(const Arguments& a) {
  if (is_real(a)) return std::floor(real(a, 0) / real(a, 1));
  return floor_divide(whole(a, 0), whole(a, 1));
}
IValue modulo(const Arguments& a) {
  if (is_real(a)) fail("it divides real numbers with remainder, which is not supported");
  const int64_t divisor = whole(a, 1);
  if (divisor == 0) fail("it divides by zero");
  if (divisor == -1) return int64_t{0};
  const int64_t rest = whole(a, 0) % divisor;
  return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
}
IValue divide(const Arguments& a) {
  if (real(a, 1) == 0) fail("it divides by zero");
  return real(a, 0) / real(a, 1);
}
IValue power(const Arguments& a) {
  const double result = std::pow(real(a, 0), real(a, 1));
  if (is_real(a) || real(a, 1) < 0) return result;
  if (!(std::abs(result) < 0x1p53)) beyond();
  return static_cast<int64_t>(result);
}
IValue negate(const Arguments& a) {
  if (is_real(a)) return -real(a, 0);
  int64_t result = 0;
  if (__builtin_sub_overflow(int64_t{0}, whole(a, 0), &result)) beyond();
  return result;
}

template <typename Compare>
IValue compare(const Arguments& a) {
  if (is_real(a)) return Compare()(real(a, 0), real(a, 1));
  return Compare()(whole(a, 0), whole(a, 1));
}

template <double (*Round)(double)>
IValue rounded(const Arguments& a) {
  if (!is_real(a)) return whole(a, 0);
  const double result = Round(real(a, 0));
  if (!(std::abs(result) < 0x1p62)) beyond();
  return static_cast<int64_t>(result);
}
double trunc_of(double x) { return std::trunc(x); }
double floor_of(double x) { return std::floor(x); }
double ceil_of(double x) { return std::ceil(x); }
double round_of(double x) { return std::nearbyint(x); }  // ties to even, as in Python

IValue as_float(const Arguments& a) { return real(a, 0); }
IValue square_root(const Arguments& a) { return std::sqrt(real(a, 0)); }
IValue both(const Arguments& a) { return whole(a, 0) != 0 && whole(a, 1) != 0; }
IValue either(const Arguments& a) { return whole(a, 0) != 0 || whole(a, 1) != 0; }
IValue negation(const Arguments& a) { return whole(a, 0) == 0; }

template <bool Larger>
IValue extremum(const Arguments& a) {
  if (is_real(a)) return Larger ? std::max(real(a, 0), real(a, 1)) : std::min(real(a, 0), real(a, 1));
  return Larger ? std::max(whole(a, 0), whole(a, 1)) : std::min(whole(a, 0), whole(a, 1));
}

IValue if_then_else(const Arguments& a) {
  if (a.size() < 3) fail("{} arguments are too few", a.size());
  return whole(a, 0) != 0 ? a[1] : a[2];
}

const std::map<std::string, PythonOperator, std::less<>>& python_table() {
  static const std::map<std::string, PythonOperator, std::less<>> kTable{
      {"_operator.add", add},
      {"_operator.sub", subtract},
      {"_operator.mul", multiply},
      {"_operator.floordiv", floordiv},
      {"_operator.truediv", divide},
      {"_operator.mod", modulo},
      {"_operator.pow", power},
      {"_operator.neg", negate},
      {"_operator.eq", compare<std::equal_to<>>},
      {"_operator.ne", compare<std::not_equal_to<>>},
      {"_operator.lt", compare<std::less<>>},
      {"_operator.le", compare<std::less_equal<>>},
      {"_operator.gt", compare<std::greater<>>},
      {"_operator.ge", compare<std::greater_equal<>>},
      {"_operator.and_", both},
      {"_operator.or_", either},
      {"_operator.not_", negation},
      {"math.ceil", rounded<ceil_of>},
      {"math.floor", rounded<floor_of>},
      {"math.trunc", rounded<trunc_of>},
      {"math.sqrt", square_root},
      {"builtins.max", extremum<true>},
      {"builtins.min", extremum<false>},
      {"builtins.int", rounded<trunc_of>},
      {"builtins.round", rounded<round_of>},
      {"torch.sym_int", rounded<trunc_of>},
      {"torch.sym_float", as_float},
      {"torch.sym_max", extremum<true>},
      {"torch.sym_min", extremum<false>},
      {"torch.sym_not", negation},
      {"torch.sym_ite", if_then_else},
      {"torch._sym_sqrt", square_root},
      {"torch.sym_sqrt", square_root},
  };
  return kTable;
}

}  // namespace

PythonOperator find_python_operator(std::string_view target) {
  // "torch.fx.experimental.symbolic_shapes.sym_max" in some versions.
  const size_t last = target.rfind('.');
  const std::string_view name = last == std::string_view::npos ? target : target.substr(last + 1);
  auto found = python_table().find(target);
  if (found == python_table().end() && target.substr(0, 6) == "torch.")
    found = python_table().find("torch." + std::string(name));
  return found == python_table().end() ? nullptr : found->second;
}

std::vector<std::string> python_operators() {
  std::vector<std::string> names;
  for (const auto& [name, function] : python_table()) names.push_back(name);
  return names;
}

}  // namespace slipway::program::pt2
