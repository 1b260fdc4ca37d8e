// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// nn.LSTM and nn.GRU. T steps, N batch, D directions, H hidden size, G gates.
#include <cstring>

#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

struct RecurrentKind {
  const char* onnx;
  std::vector<int64_t> gates;  ///< ONNX's order, as places in PyTorch's
  bool has_cell;
};
const RecurrentKind kLstm{"LSTM", {0, 3, 1, 2}, true};  // i,f,c,o -> i,o,f,c
const RecurrentKind kGru{"GRU", {1, 0, 2}, false};      // r,z,n -> z,r,h

/// [G*H,...] tensors, `each` of them one after the other for each direction, to [D,each*G*H,...], their gates in ONNX's
/// order.
Tensor gather_gates(Builder& b, const std::vector<Tensor>& weights, int64_t each, const std::vector<int64_t>& gates) {
  const HostTensor* first = b.constant_data(weights[0]);
  if (first == nullptr) fail("its weights are computed by the network; only weights that are stored are supported");
  std::vector<int64_t> shape = first->shape();
  shape[0] *= each;
  shape.insert(shape.begin(), static_cast<int64_t>(weights.size()) / each);
  HostTensor all(first->dtype(), shape);
  auto* to = static_cast<std::byte*>(all.mutable_raw());
  const size_t block = first->nbytes() / gates.size();
  for (const Tensor& weight : weights) {
    const HostTensor* data = b.constant_data(weight);
    if (data == nullptr || data->shape() != first->shape()) fail("its weights are of different sizes");
    for (const int64_t gate : gates) {
      std::memcpy(to, static_cast<const std::byte*>(data->raw()) + static_cast<size_t>(gate) * block, block);
      to += block;
    }
  }
  return b.constant(all);
}

/// The part of a state [layers*D,N,H] that belongs to a layer.
Tensor state_of(Builder& b, Tensor state, int64_t layer, int64_t layers, int64_t directions) {
  if (layers == 1) return state;
  return b.slice(state, {.axis = 0, .start = layer * directions, .end = (layer + 1) * directions});
}

Tensor join_layers(Builder& b, const std::vector<Tensor>& layers) {
  return layers.size() == 1 ? layers[0] : b.emit("Concat", layers, {{"axis", int64_t{0}}});
}

void lower_recurrent(Builder& b, const RecurrentKind& kind) {
  const int64_t layers = b.integer("num_layers");
  const bool bidirectional = b.node().boolean("bidirectional"), biases = b.node().boolean("has_biases"),
             batch_first = b.node().boolean("batch_first");
  const int64_t directions = bidirectional ? 2 : 1;
  const std::vector<Tensor> weights = b.inputs("params");
  std::vector<Tensor> states = kind.has_cell ? b.inputs("hx") : std::vector<Tensor>{b.input("hx")};
  const size_t each = biases ? 4 : 2;
  if (b.node().boolean("train") && b.node().number("dropout") > 0) fail("it is in training mode, with dropout");
  if (weights.size() != each * static_cast<size_t>(layers * directions))
    fail("its states are projected (proj_size), which ONNX's {} cannot do", kind.onnx);
  const auto gates = static_cast<int64_t>(kind.gates.size());
  const HostTensor* recurrent = b.constant_data(weights[1]);
  if (recurrent == nullptr) fail("its weights are computed by the network; only weights that are stored are supported");
  const int64_t hidden = recurrent->dim(0) / gates;

  Tensor x = b.input("input");
  if (batch_first) x = b.transpose(x, {1, 0, 2});
  std::vector<Tensor> last_hidden, last_cell;
  for (int64_t layer = 0; layer < layers; ++layer) {
    // Of each direction: weights of inputs and of states, then both biases.
    const auto of_layer = [&](size_t begin, size_t end) {
      std::vector<Tensor> found;
      for (int64_t d = 0; d < directions; ++d)
        for (size_t place = begin; place < end; ++place)
          found.push_back(weights[each * static_cast<size_t>(layer * directions + d) + place]);
      return gather_gates(b, found, static_cast<int64_t>(end - begin), kind.gates);
    };
    std::vector<Tensor> inputs{x, of_layer(0, 1), of_layer(1, 2)};
    inputs.push_back(biases ? of_layer(2, 4) : Tensor{});
    inputs.push_back({});  // sequences are of one length
    for (const Tensor state : states) inputs.push_back(state_of(b, state, layer, layers, directions));
    Attributes attributes{{"hidden_size", hidden},
                          {"direction", std::string(bidirectional ? "bidirectional" : "forward")}};
    // The bias of n is multiplied by r, as in PyTorch.
    if (!kind.has_cell) attributes.emplace_back("linear_before_reset", int64_t{1});
    const DType dtype = b.dtype_of("input");
    const std::vector<Tensor> outputs =
        b.emit_many(kind.onnx, inputs, attributes, std::vector<DType>(kind.has_cell ? 3 : 2, dtype));
    // [T,D,N,H] -> [T,N,D*H]
    x = b.emit("Reshape", {b.emit("Transpose", {outputs[0]}, {{"perm", std::vector<int64_t>{0, 2, 1, 3}}}),
                           b.ints(std::vector<int64_t>{0, 0, directions * hidden})});
    last_hidden.push_back(outputs[1]);
    if (kind.has_cell) last_cell.push_back(outputs[2]);
  }
  b.output(batch_first ? b.emit("Transpose", {x}, {{"perm", std::vector<int64_t>{1, 0, 2}}}) : x, 0);
  b.output(join_layers(b, last_hidden), 1);
  if (kind.has_cell) b.output(join_layers(b, last_cell), 2);
}

void lower_lstm(Builder& b) { lower_recurrent(b, kLstm); }
void lower_gru(Builder& b) { lower_recurrent(b, kGru); }

const RegisterLowering kLstmLowering({"aten::lstm.input"}, lower_lstm);
const RegisterLowering kGruLowering({"aten::gru.input"}, lower_gru);

}  // namespace
}  // namespace slipway::lower::onnx
