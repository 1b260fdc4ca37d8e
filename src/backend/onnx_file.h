// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::backend {

/// Element types as ONNX numbers them (TensorProto.DataType).
enum class OnnxType : int {
  kUnknown = 0,
  kF32 = 1,
  kU8 = 2,
  kI8 = 3,
  kU16 = 4,
  kI16 = 5,
  kI32 = 6,
  kI64 = 7,
  kString = 8,
  kBool = 9,
  kF16 = 10,
  kF64 = 11,
  kU32 = 12,
  kU64 = 13,
  kC64 = 14,
  kC128 = 15,
  kBF16 = 16,
};
std::string_view name_of(OnnxType type);

struct OnnxTensor {
  std::string name;
  OnnxType type = OnnxType::kUnknown;
  std::vector<int64_t> shape;  ///< -1: dynamic
};

struct OnnxAttribute {
  int64_t i = 0;
  std::string s;
  std::vector<int64_t> ints;
};

struct OnnxNode {
  std::string name, op_type, domain;
  std::vector<std::string> inputs, outputs;
  std::map<std::string, OnnxAttribute> attributes;
};

/// What can be told of a model without its weights. Nodes of subgraphs stand among the others.
struct OnnxModel {
  std::map<std::string, int64_t> opsets;  ///< by domain; ONNX's own is ""
  std::vector<OnnxNode> nodes;
  std::vector<OnnxTensor> inputs;  ///< those that are no initializers
  std::vector<OnnxTensor> outputs;
  std::map<std::string, OnnxType> types;
  std::map<std::string, std::vector<int64_t>> constants;  ///< initializers and Constants; values of small i64 ones
};

/// Reads an ONNX model. This is a reader of its own so that whoever only runs models needs no protobuf, of which
/// another version may be in the same program.
/// Errors: slipway::Error where the bytes are none.
OnnxModel read_onnx(std::string_view bytes);

}  // namespace slipway::backend
