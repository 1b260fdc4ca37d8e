// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/openvino/runtime.h"

#include <utility>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend::openvino {
namespace {

constexpr std::pair<DType, ov::element::Type_t> kTypes[] = {
    {DType::kF32, ov::element::f32},      {DType::kF64, ov::element::f64},   {DType::kF16, ov::element::f16},
    {DType::kI64, ov::element::i64},      {DType::kBF16, ov::element::bf16}, {DType::kI32, ov::element::i32},
    {DType::kI16, ov::element::i16},      {DType::kI8, ov::element::i8},     {DType::kU8, ov::element::u8},
    {DType::kBool, ov::element::boolean},
};

std::string trim(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

ov::Core& core() {
  // Leaked on purpose: the plugins' own statics may be gone when ours are destroyed.
  static auto* const kCore = new ov::Core();
  return *kCore;
}

std::string message_of(const std::exception& error) {
  std::string text;
  for (const std::string& whole : split(error.what(), '\n')) {
    const std::string line = trim(whole);
    // "Exception from src/inference/src/cpp/core.cpp:92:" and "Check 'a == b' failed at src/core/src/node.cpp:12:" say
    // where OpenVINO noticed; what follows says what.
    const bool place = starts_with(line, "Exception from ") || (starts_with(line, "Check '") && ends_with(line, ":"));
    if (line.empty() || place) continue;
    text += (text.empty() ? "" : "; ") + line;
  }
  return text.empty() ? trim(error.what()) : text;
}

DType to_dtype(const ov::element::Type& type, const std::string& tensor) {
  for (const auto& [dtype, theirs] : kTypes)
    if (theirs == type) return dtype;
  fail("the model's '{}' has elements of OpenVINO's type {}, which Slipway does not know", tensor,
       type.get_type_name());
}

ov::element::Type to_openvino(DType dtype) {
  for (const auto& [ours, theirs] : kTypes)
    if (ours == dtype) return theirs;
  throw InternalError("an element type without one of OpenVINO");
}

}  // namespace slipway::backend::openvino
