// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/literal.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/half.h"

namespace slipway::graph {
namespace {

bool is_float_part(char c) { return is_word_part(c) || c == '.'; }

/// The text of a number, as far as it goes: sign, digits, point, exponent; or a word ("inf", "nan").
std::string_view take_number(Cursor& cursor) {
  cursor.skip_spaces();
  const size_t start = cursor.position();
  if (cursor.ahead(0) == '-') cursor.move_to(start + 1);
  const std::string_view digits = cursor.run(is_float_part);
  const bool is_bits = digits.substr(0, 2) == "0x";
  if (!is_bits && !digits.empty() && digits.back() == 'e' && (cursor.ahead(0) == '-' || cursor.ahead(0) == '+')) {
    cursor.move_to(cursor.position() + 1);
    cursor.run(is_digit);
  }
  return cursor.since(start);
}

template <typename T>
bool parse_all(std::string_view text, T& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

bool parse_bits(std::string_view text, uint64_t& bits) {
  if (text.substr(0, 2) != "0x") return false;
  const auto result = std::from_chars(text.data() + 2, text.data() + text.size(), bits, 16);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

template <typename T>
std::string shortest(T value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

/// The value of a floating-point element given by its bits.
double float_of_bits(DType dtype, uint64_t bits) {
  if (dtype == DType::kF16) return half_to_float(static_cast<uint16_t>(bits));
  if (dtype == DType::kBF16) return bfloat16_to_float(static_cast<uint16_t>(bits));
  if (dtype == DType::kF32) {
    float value;
    const auto narrow = static_cast<uint32_t>(bits);
    std::memcpy(&value, &narrow, sizeof value);
    return value;
  }
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

uint64_t quiet_nan_bits(DType dtype) {
  switch (dtype) {
    case DType::kF16:
      return 0x7e00;
    case DType::kBF16:
      return 0x7fc0;
    case DType::kF32:
      return 0x7fc00000;
    default:
      return 0x7ff8000000000000;
  }
}

/// Bits of the floating-point number that `text` names exactly (narrow types are read as f32 first); false where there
/// is none.
bool parse_float(DType dtype, std::string_view text, uint64_t& bits) {
  if (text == "nan") {
    bits = quiet_nan_bits(dtype);
    return true;
  }
  // Only what is written is read: no "-nan" or "infinity".
  const std::string_view digits = text.substr(text.substr(0, 1) == "-" ? 1 : 0);
  if (digits != "inf" && (digits.empty() || !is_digit(digits.front()))) return false;
  if (dtype == DType::kF64) {
    double value;
    if (!parse_all(text, value)) return false;
    std::memcpy(&bits, &value, sizeof value);
    return true;
  }
  float value;
  if (!parse_all(text, value)) return false;
  if (dtype == DType::kF16)
    bits = float_to_half(value);
  else if (dtype == DType::kBF16)
    bits = float_to_bfloat16(value);
  else
    std::memcpy(&(bits = 0), &value, sizeof value);
  return float_of_bits(dtype, bits) == value;
}

template <typename T>
bool parse_integer(std::string_view text, uint64_t& bits) {
  T value;
  if (!parse_all(text, value)) return false;
  std::memcpy(&(bits = 0), &value, sizeof value);
  return true;
}

bool parse_element(DType dtype, std::string_view text, uint64_t& bits) {
  if (parse_bits(text, bits)) return size_of(dtype) == 8 || bits >> (8 * size_of(dtype)) == 0;
  switch (dtype) {
    case DType::kI64:
      return parse_integer<int64_t>(text, bits);
    case DType::kI32:
      return parse_integer<int32_t>(text, bits);
    case DType::kI16:
      return parse_integer<int16_t>(text, bits);
    case DType::kI8:
      return parse_integer<int8_t>(text, bits);
    case DType::kU8:
      return parse_integer<uint8_t>(text, bits);
    case DType::kBool:
      bits = text == "true" ? 1 : 0;
      return text == "true" || text == "false";
    default:
      return parse_float(dtype, text, bits);
  }
}

}  // namespace

std::string float_text(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if (std::isnan(value) && bits != quiet_nan_bits(DType::kF64)) return fmt::format("0x{:016x}", bits);
  return shortest(value);
}

bool float_is_next(Cursor& cursor) {
  cursor.skip_spaces();
  const size_t start = cursor.position();
  const std::string_view text = take_number(cursor);
  cursor.move_to(start);
  if (text == "inf" || text == "-inf" || text == "nan" || text.substr(0, 2) == "0x") return true;
  const size_t sign = text.substr(0, 1) == "-" ? 1 : 0;
  return text.size() > sign && is_digit(text[sign]) && text.find_first_of(".e") != std::string_view::npos;
}

double read_float(Cursor& cursor) {
  cursor.skip_spaces();
  const size_t start = cursor.position();
  const std::string_view text = take_number(cursor);
  uint64_t bits = 0;
  if (!parse_bits(text, bits) && !parse_float(DType::kF64, text, bits))
    cursor.error_at(start, fmt::format("'{}' is no number", text));
  return float_of_bits(DType::kF64, bits);
}

std::string element_text(const HostTensor& tensor, int64_t index) {
  const DType dtype = tensor.dtype();
  const size_t size = size_of(dtype);
  uint64_t bits = 0;
  std::memcpy(&bits, tensor.data<char>() + static_cast<size_t>(index) * size, size);
  const auto as = [&]<typename T>(T value) {
    std::memcpy(&value, &bits, sizeof value);
    return fmt::format("{}", value);
  };
  switch (dtype) {
    case DType::kI64:
      return as(int64_t{});
    case DType::kI32:
      return as(int32_t{});
    case DType::kI16:
      return as(int16_t{});
    case DType::kI8:
      return as(int8_t{});
    case DType::kU8:
      return as(uint8_t{});
    case DType::kBool:
      return bits > 1 ? fmt::format("{:#04x}", bits) : bits == 1 ? "true" : "false";
    default:
      break;
  }
  const double value = float_of_bits(dtype, bits);
  if (std::isnan(value) && bits != quiet_nan_bits(dtype)) return fmt::format("0x{:0{}x}", bits, 2 * size);
  return dtype == DType::kF64 ? shortest(value) : shortest(static_cast<float>(value));
}

void read_element(Cursor& cursor, HostTensor& tensor, int64_t index) {
  cursor.skip_spaces();
  const size_t start = cursor.position();
  const std::string_view text = take_number(cursor);
  uint64_t bits = 0;
  if (!parse_element(tensor.dtype(), text, bits))
    cursor.error_at(start, fmt::format("'{}' is no {}", text, name_of(tensor.dtype())));
  const size_t size = size_of(tensor.dtype());
  std::memcpy(tensor.mutable_data<char>() + static_cast<size_t>(index) * size, &bits, size);
}

}  // namespace slipway::graph
