// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace slipway::program::pt2 {

struct GraphText;

/// @name Arguments of calls, as the schema's union has them; tensors and symbolic numbers are known by their names
/// @{
struct NoArgument {};
struct TensorName {
  std::string name;
};
/// Absent tensors of an optional list are nothing.
struct TensorNames {
  std::vector<std::optional<std::string>> names;
};
/// A symbolic integer, float or bool.
struct SymbolName {
  std::string name;
};
/// An integer, or the name of one.
using IntOrName = std::variant<int64_t, std::string>;
struct IntList {
  std::vector<IntOrName> values;
};
struct FloatList {
  std::vector<double> values;
};
struct BoolList {
  std::vector<bool> values;
};
/// `ScalarType`, `Layout` or `MemoryFormat` by the schema's numbers.
struct ElementType {
  int64_t number = 0;
};
struct MemoryLayout {};
struct MemoryFormat {
  int64_t number = 0;
};
struct Device {};
struct Subgraph {
  std::shared_ptr<const GraphText> graph;
};
/// A kind of argument that no operator here takes, by its name in the schema.
struct OtherArgument {
  std::string kind;
};
using Argument =
    std::variant<NoArgument, TensorName, TensorNames, SymbolName, bool, int64_t, double, std::string, IntList,
                 FloatList, BoolList, ElementType, MemoryLayout, MemoryFormat, Device, Subgraph, OtherArgument>;
/// @}

struct CallText {
  std::string target;                                    ///< "torch.ops.aten.conv2d.default"
  std::vector<std::pair<std::string, Argument>> inputs;  ///< name in the operator's schema, and value
  std::vector<Argument> outputs;
  std::string name;   ///< of the node, or of its first output: for messages
  std::string scope;  ///< the module that made the call: "a.0"
  std::string line;   ///< "model.py:27: a = s.a(x)", where the archive says it
};

/// The size of a tensor's dimension.
struct SizeText {
  std::string expression;        ///< "" for a number
  std::optional<int64_t> value;  ///< the number, or the size of the example
};
struct TensorText {
  int64_t dtype = 0;  ///< the schema's number
  std::vector<SizeText> sizes;
};

struct GraphText {
  std::vector<Argument> inputs, outputs;
  std::vector<CallText> calls;
  std::map<std::string, TensorText, std::less<>> tensors;
};

struct InputSpec {
  enum class Kind { kUser, kUserConstant, kParameter, kBuffer, kConstant } kind = Kind::kUser;
  Argument argument;  ///< of the graph
  std::string name;   ///< of the parameter, buffer or constant
  bool persistent = true;
};
struct OutputSpec {
  Argument argument;
};

struct Range {
  std::optional<int64_t> minimum, maximum;
};

/// The whole of a serialized program.
struct ProgramText {
  int64_t schema_major = 0, schema_minor = 0;
  std::string torch_version;  ///< "" where it is not told
  GraphText graph;
  std::vector<InputSpec> inputs;
  std::vector<OutputSpec> outputs;
  std::vector<std::string> output_names;  ///< one per user output, as nested structures name them; "" for a bare one
  std::map<std::string, Range, std::less<>> ranges;  ///< by expression
};

/// Reads the JSON of a program. Keys that a newer PyTorch added are passed over; a newer major version, kinds of
/// arguments and of inputs that are not known, and programs that change their own state, are an Error.
ProgramText read_program(std::string_view json);

/// Names of the leaves of a nested structure of outputs, from its description in the archive ("treespec"): "logits" of
/// a dict, "0", "1_0" of tuples. Empty where the description is not understood.
std::vector<std::string> leaf_names(const std::string& treespec);

}  // namespace slipway::program::pt2
