// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tensor.h"

namespace slipway::checkpoint {

/// What the format calls our element types.
struct SafetensorsDType {
  std::string_view name;
  DType dtype;
};
inline constexpr std::array<SafetensorsDType, 10> kSafetensorsDTypes{{{"F32", DType::kF32},
                                                                      {"F64", DType::kF64},
                                                                      {"F16", DType::kF16},
                                                                      {"BF16", DType::kBF16},
                                                                      {"I64", DType::kI64},
                                                                      {"I32", DType::kI32},
                                                                      {"I16", DType::kI16},
                                                                      {"I8", DType::kI8},
                                                                      {"U8", DType::kU8},
                                                                      {"BOOL", DType::kBool}}};

/// One tensor as the header describes it; nothing but the form is checked.
struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  std::vector<uint64_t> shape;
  uint64_t begin = 0, end = 0;  ///< in bytes behind the header
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// Reads the header's JSON. Errors: slipway::Error for what is no JSON, for keys that stand twice, and for anything
/// that is not as the format has it.
SafetensorsHeader read_safetensors_header(std::string_view json);

}  // namespace slipway::checkpoint
