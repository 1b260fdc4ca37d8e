// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

namespace onnx {
class GraphProto;
class NodeProto;
}  // namespace onnx

namespace slipway::lower::onnx {

/// Element types (TensorProto.DataType) of the tensors of a graph by name, as the signatures of its operators give
/// them: an output has the type of the inputs that share its type parameter, or the only one it may have, or what an
/// attribute says. ONNX's own inference also works out shapes, and trusts the file for that more than a file deserves.
class ElementTypes {
 public:
  explicit ElementTypes(int opset) : opset_(opset) {}

  /// Types that the file states: of inputs, weights, outputs and whatever else it describes.
  void read_stated(const ::onnx::GraphProto& graph);
  /// Notes what a node's outputs are. Nodes come in an order in which inputs are known. Outputs of operators that the
  /// standard does not have, and of those of which the signature does not say it, stay what the file states.
  void add(const ::onnx::NodeProto& node);
  /// 0 where it is not known.
  int of(const std::string& name) const;

 private:
  int opset_;
  std::unordered_map<std::string, int> types_;
};

}  // namespace slipway::lower::onnx
