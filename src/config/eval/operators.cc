// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "config/big_integer.h"
#include "config/eval/evaluator.h"

namespace slipway::config {
namespace {

[[noreturn]] void overflow(Evaluator& e) { e.fail("the integer does not fit in 64 bits"); }

bool is_any_integer(const Object* object) { return is_integer(object) || is(object, Type::kBigInt); }
std::string digits_of(const Object* object) {
  return is(object, Type::kBigInt) ? std::string(as_text(object)) : std::to_string(as_int(object));
}

Object* big_result(Evaluator& e, const std::string& digits) {
  if (digits.size() > kMaxIntegerDigits + 1)
    e.fail(fmt::format("this integer has more than {} digits", kMaxIntegerDigits));
  return e.heap().integer(digits);
}

std::string big_power(Evaluator& e, std::string base, int64_t exponent) {
  std::string result = "1";
  for (; exponent > 0; exponent >>= 1) {
    e.charge(static_cast<int64_t>(base.size() * base.size() / 64));
    if ((exponent & 1) != 0) result = product_of(result, base);
    if (result.size() > kMaxIntegerDigits + 1 || (exponent > 1 && base.size() > kMaxIntegerDigits))
      e.fail(fmt::format("this integer has more than {} digits", kMaxIntegerDigits));
    if (exponent > 1) base = product_of(base, base);
  }
  return result;
}

double to_double(Evaluator& e, const std::string& text) {
  const double value = std::strtod(text.c_str(), nullptr);
  if (std::isinf(value)) e.fail("the integer is too large for a float");
  return value;
}

/// a / b, rounded once as Python does: of more digits than a float holds, with a last one that says whether others
/// follow.
double true_quotient(Evaluator& e, const std::string& a, const std::string& b) {
  constexpr size_t kDigits = 40;
  const auto magnitude = [](const std::string& digits) { return digits[0] == '-' ? digits.substr(1) : digits; };
  std::string dividend = magnitude(a);
  const std::string divisor = magnitude(b);
  const size_t scale = dividend.size() < divisor.size() + kDigits ? divisor.size() + kDigits - dividend.size() : 0;
  dividend.append(scale, '0');
  e.charge(static_cast<int64_t>(dividend.size() * divisor.size()));
  const Division division = divide(dividend, divisor);
  const double value =
      to_double(e, fmt::format("{}{}e-{}", division.quotient, division.rest == "0" ? '0' : '1', scale + 1));
  return (a[0] == '-') == (b[0] == '-') ? value : -value;
}

/// What 64 bits do not hold.
Object* big_binary(Evaluator& e, Operator op, const Object* left, const Object* right) {
  const std::string a = digits_of(left);
  const std::string b = digits_of(right);
  e.charge(static_cast<int64_t>(a.size() * b.size() / 64));
  switch (op) {
    case Operator::kAdd:
      return big_result(e, sum_of(a, b));
    case Operator::kSubtract:
      return big_result(e, sum_of(a, negated(b)));
    case Operator::kMultiply:
      return big_result(e, product_of(a, b));
    case Operator::kDivide:
      if (b == "0") e.fail("division by zero");
      return e.heap().real(true_quotient(e, a, b));
    case Operator::kFloorDivide:
    case Operator::kModulo: {
      if (b == "0") e.fail("division by zero");
      e.charge(static_cast<int64_t>(a.size() * b.size()));
      const Division division = divide(a, b);
      return big_result(e, op == Operator::kModulo ? division.rest : division.quotient);
    }
    case Operator::kPower:
      if (!is_integer(right)) overflow(e);
      if (as_int(right) < 0) return e.heap().real(std::pow(to_double(e, a), as_double(right)));
      return big_result(e, big_power(e, a, as_int(right)));
    case Operator::kShiftLeft:
      if (!is_integer(right) || as_int(right) > 20'000) overflow(e);
      if (as_int(right) < 0) e.fail("a negative shift");
      return big_result(e, product_of(a, big_power(e, "2", as_int(right))));
    case Operator::kShiftRight:
      if (!is_integer(right) || as_int(right) > 20'000) overflow(e);
      if (as_int(right) < 0) e.fail("a negative shift");
      return big_result(e, divide(a, big_power(e, "2", as_int(right))).quotient);
    default:
      e.fail(fmt::format("'{}' of integers beyond 64 bits is not part of the config language", text_of(op)));
  }
}

int64_t floor_divide(int64_t a, int64_t b) {
  int64_t q = a / b;
  if (a % b != 0 && (a < 0) != (b < 0)) --q;
  return q;
}

double float_modulo(double a, double b) {
  double r = std::fmod(a, b);
  if (r != 0) {
    if ((r < 0) != (b < 0)) r += b;
  } else {
    r = std::copysign(0.0, b);
  }
  return r;
}

double float_floor_divide(double a, double b) {
  const double r = float_modulo(a, b);
  const double quotient = (a - r) / b;
  if (quotient == 0) return std::copysign(0.0, a / b);
  double result = std::floor(quotient);
  if (quotient - result > 0.5) result += 1;
  return result;
}

/// Null where 64 bits do not hold the result; so are those below.
Object* integer_power(Evaluator& e, int64_t base, int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) e.fail("0 cannot be raised to a negative power");
    return e.heap().real(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  }
  int64_t result = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) return nullptr;
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return nullptr;
  }
  return e.heap().integer(result);
}

Object* integer_binary(Evaluator& e, Operator op, int64_t a, int64_t b) {
  int64_t r = 0;
  switch (op) {
    case Operator::kAdd:
      if (__builtin_add_overflow(a, b, &r)) return nullptr;
      break;
    case Operator::kSubtract:
      if (__builtin_sub_overflow(a, b, &r)) return nullptr;
      break;
    case Operator::kMultiply:
      if (__builtin_mul_overflow(a, b, &r)) return nullptr;
      break;
    case Operator::kDivide:
      if (b == 0) e.fail("division by zero");
      return e.heap().real(static_cast<double>(a) / static_cast<double>(b));
    case Operator::kFloorDivide:
      if (b == 0) e.fail("division by zero");
      if (a == INT64_MIN && b == -1) return nullptr;
      r = floor_divide(a, b);
      break;
    case Operator::kModulo:
      if (b == 0) e.fail("division by zero");
      r = b == -1 ? 0 : a - b * floor_divide(a, b);
      break;
    case Operator::kPower:
      return integer_power(e, a, b);
    case Operator::kShiftLeft:
      if (b < 0) e.fail("a negative shift");
      if (a == 0) break;
      if (b > 62 || __builtin_mul_overflow(a, int64_t{1} << b, &r)) return nullptr;
      break;
    case Operator::kShiftRight:
      if (b < 0) e.fail("a negative shift");
      r = b > 63 ? (a < 0 ? -1 : 0) : a >> b;
      break;
    case Operator::kAnd:
      r = a & b;
      break;
    case Operator::kOr:
      r = a | b;
      break;
    case Operator::kXor:
      r = a ^ b;
      break;
    default:
      e.fail("this operator is not part of the config language");
  }
  return e.heap().integer(r);
}

Object* float_binary(Evaluator& e, Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd:
      return e.heap().real(a + b);
    case Operator::kSubtract:
      return e.heap().real(a - b);
    case Operator::kMultiply:
      return e.heap().real(a * b);
    case Operator::kDivide:
      if (b == 0) e.fail("division by zero");
      return e.heap().real(a / b);
    case Operator::kFloorDivide:
      if (b == 0) e.fail("division by zero");
      return e.heap().real(float_floor_divide(a, b));
    case Operator::kModulo:
      if (b == 0) e.fail("division by zero");
      return e.heap().real(float_modulo(a, b));
    case Operator::kPower: {
      if (a == 0 && b < 0) e.fail("0.0 cannot be raised to a negative power");
      const double r = std::pow(a, b);
      if (std::isnan(r) && !std::isnan(a) && !std::isnan(b))
        e.fail("complex numbers are not part of the config language");
      if (std::isinf(r) && !std::isinf(a) && !std::isinf(b)) e.fail("the float is too large");
      return e.heap().real(r);
    }
    default:
      return nullptr;
  }
}

Object* repeat(Evaluator& e, Object* sequence, int64_t count) {
  count = std::max<int64_t>(count, 0);
  if (is(sequence, Type::kString) || is(sequence, Type::kBytes)) {
    const std::string_view text = as_text(sequence);
    const int64_t limit = static_cast<int64_t>(e.session().limits.memory_bytes);
    if (!text.empty() && count > limit / static_cast<int64_t>(text.size())) e.fail("the text is too long");
    e.charge(static_cast<int64_t>(text.size()) * count / 64);
    std::string result;
    result.reserve(text.size() * static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
      if (text.empty()) break;
      result += text;
    }
    return is(sequence, Type::kBytes) ? e.heap().bytes(result) : e.heap().string(result);
  }
  ListObject* list = as_list(sequence);
  ListObject* result = e.heap().list(0, sequence->type);
  if (list->size == 0) return result;
  int64_t total = 0;
  if (__builtin_mul_overflow(count, static_cast<int64_t>(list->size), &total)) e.fail("the list is too long");
  e.charge(total / 4);
  for (int64_t i = 0; i < count; ++i)
    for (uint32_t k = 0; k < list->size; ++k) e.heap().append(result, list->data[k]);
  return result;
}

Object* set_binary(Evaluator& e, Operator op, DictObject* a, DictObject* b) {
  DictObject* result = e.heap().dict(0, Type::kSet);
  e.charge(a->size + b->size);
  const auto copy = [&](DictObject* from, DictObject* filter, bool keep) {
    for (const Entry& entry : *from)
      if (filter == nullptr || (e.heap().find(filter, entry.key) != nullptr) == keep)
        e.heap().set(result, entry.key, none(), entry.place);
  };
  switch (op) {
    case Operator::kOr:
      copy(a, nullptr, true);
      copy(b, nullptr, true);
      return result;
    case Operator::kAnd:
      copy(a, b, true);
      return result;
    case Operator::kSubtract:
      copy(a, b, false);
      return result;
    case Operator::kXor:
      copy(a, b, false);
      copy(b, a, false);
      return result;
    default:
      return nullptr;
  }
}

}  // namespace

Object* Evaluator::binary(Operator op, Object* left, Object* right) {
  if (is_integer(left) && is_integer(right)) {
    Object* small = integer_binary(*this, op, as_int(left), as_int(right));
    if (small == nullptr) return big_binary(*this, op, left, right);
    if (is(left, Type::kBool) && is(right, Type::kBool) &&
        (op == Operator::kAnd || op == Operator::kOr || op == Operator::kXor))
      return boolean(as_int(small) != 0);
    return small;
  }
  if (is_any_integer(left) && is_any_integer(right)) return big_binary(*this, op, left, right);
  Object* result = nullptr;
  if (is_number(left) && is_number(right)) {
    result = float_binary(*this, op, as_double(left), as_double(right));
  } else if ((is(left, Type::kBigInt) && is(right, Type::kFloat)) ||
             (is(left, Type::kFloat) && is(right, Type::kBigInt))) {
    const auto real = [this](const Object* o) {
      return is(o, Type::kBigInt) ? to_double(*this, std::string(as_text(o))) : as_double(o);
    };
    result = float_binary(*this, op, real(left), real(right));
  } else if (op == Operator::kAdd && left->type == right->type) {
    if (is_sequence(left)) {
      ListObject* sum = heap().list(as_list(left)->size + as_list(right)->size, left->type);
      charge(sum->capacity / 4);
      for (const Slot& slot : *as_list(left)) heap().append(sum, slot);
      for (const Slot& slot : *as_list(right)) heap().append(sum, slot);
      result = sum;
    } else if (is(left, Type::kString) || is(left, Type::kBytes)) {
      const std::string sum = std::string(as_text(left)) + std::string(as_text(right));
      charge(static_cast<int64_t>(sum.size() / 64));
      result = is(left, Type::kBytes) ? heap().bytes(sum) : heap().string(sum);
    }
  } else if (op == Operator::kMultiply) {
    const auto repeatable = [](Object* o) { return is_sequence(o) || is(o, Type::kString) || is(o, Type::kBytes); };
    if (repeatable(left) && is_integer(right))
      result = repeat(*this, left, as_int(right));
    else if (repeatable(right) && is_integer(left))
      result = repeat(*this, right, as_int(left));
  } else if (op == Operator::kModulo && is(left, Type::kString)) {
    result = percent_format(left, right);
  } else if (op == Operator::kOr && is(left, Type::kDict) && is(right, Type::kDict)) {
    DictObject* sum = heap().dict(as_dict(left)->size + as_dict(right)->size);
    sum->config = as_dict(left)->config;
    merge_mapping(sum, left, place_);
    if (sum->config)
      config_update(sum, as_dict(right));
    else
      merge_mapping(sum, right, place_);
    result = sum;
  } else if (is(left, Type::kSet) && is(right, Type::kSet)) {
    result = set_binary(*this, op, as_dict(left), as_dict(right));
  }
  if (result == nullptr && (is(left, Type::kBigInt) || is(right, Type::kBigInt))) overflow(*this);
  if (result == nullptr)
    fail(fmt::format("'{}' does not work between {} and {}", text_of(op), name_of(left->type), name_of(right->type)));
  return result;
}

Object* Evaluator::unary(Operator op, Object* operand) {
  if (op == Operator::kNot) return boolean(!truth(operand));
  if (is_integer(operand)) {
    const int64_t value = as_int(operand);
    if (op == Operator::kNegative) {
      if (value == INT64_MIN) return heap().integer(negated(std::to_string(value)));
      return heap().integer(-value);
    }
    return heap().integer(op == Operator::kInvert ? ~value : value);
  }
  if (is(operand, Type::kBigInt)) {
    if (op == Operator::kInvert) return big_result(*this, sum_of(negated(as_text(operand)), "-1"));
    return op == Operator::kNegative ? heap().integer(negated(as_text(operand))) : operand;
  }
  if (is(operand, Type::kFloat) && op != Operator::kInvert)
    return op == Operator::kNegative ? heap().real(-as_double(operand)) : operand;
  fail(fmt::format("'{}' does not work on a {}", text_of(op), name_of(operand->type)));
}

}  // namespace slipway::config
