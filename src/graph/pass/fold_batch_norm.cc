// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// batch_norm(conv(x, W, b)) = conv(x, W * s, (b - mean) * s + beta) with s = gamma / sqrt(var + eps) per output
// channel, computed in double.
#include <algorithm>
#include <cmath>

#include "base/half.h"
#include "graph/pass.h"
#include "graph/pass/edit.h"

namespace slipway::graph {
namespace {

/// How the output channels lie in the weight of an operator.
struct Channels {
  std::string weight = "weight";
  std::string bias = "bias";
  bool transposed = false;  ///< weight is [in, out / groups, ...] instead of [out, in / groups, ...]
  int64_t groups = 1;
};

std::optional<Channels> channels_of(const Graph& graph, const Node& node) {
  Channels channels;
  if (node.op == "aten::conv1d" || node.op == "aten::conv2d" || node.op == "aten::conv3d") return channels;
  // A batch norm takes dimension 1 for the channels, which are the last one of a linear.
  if (node.op == "aten::linear" && graph.value(node.outputs[0]).shape.size() == 2) return channels;
  if (node.op == "aten::conv_transpose1d" || node.op == "aten::conv_transpose2d" ||
      node.op == "aten::conv_transpose3d") {
    channels.transposed = true;
  } else if (node.op == "aten::convolution" || node.op == "aten::_convolution") {
    channels.transposed = node.boolean("transposed");
  } else {
    return std::nullopt;
  }
  channels.groups = node.integer("groups");
  return channels;
}

std::vector<double> to_doubles(const HostTensor& tensor) {
  std::vector<double> result(static_cast<size_t>(tensor.numel()));
  const auto convert = [&](const auto* data, const auto& to_double) {
    std::transform(data, data + tensor.numel(), result.begin(), to_double);
  };
  switch (tensor.dtype()) {
    case DType::kF32:
      convert(tensor.data<float>(), [](float x) { return static_cast<double>(x); });
      break;
    case DType::kF64:
      convert(tensor.data<double>(), [](double x) { return x; });
      break;
    case DType::kF16:
      convert(tensor.data<uint16_t>(), half_to_float);
      break;
    case DType::kBF16:
      convert(tensor.data<uint16_t>(), bfloat16_to_float);
      break;
    default:
      throw InternalError(fmt::format("a batch norm over {}", tensor.describe()));
  }
  return result;
}

/// Calls `visit(dtype's element pointer type, from double)`.
template <typename Visit>
void with_element_type(DType dtype, const Visit& visit) {
  switch (dtype) {
    case DType::kF32:
      visit(
          float{}, [](double x) { return static_cast<float>(x); }, [](float x) { return static_cast<double>(x); });
      break;
    case DType::kF64:
      visit(
          double{}, [](double x) { return x; }, [](double x) { return x; });
      break;
    case DType::kF16:
      visit(
          uint16_t{}, [](double x) { return float_to_half(static_cast<float>(x)); },
          [](uint16_t x) { return double{half_to_float(x)}; });
      break;
    case DType::kBF16:
      visit(
          uint16_t{}, [](double x) { return float_to_bfloat16(static_cast<float>(x)); },
          [](uint16_t x) { return double{bfloat16_to_float(x)}; });
      break;
    default:
      throw InternalError(fmt::format("a batch norm over {}", name_of(dtype)));
  }
}

HostTensor from_doubles(DType dtype, const std::vector<double>& values) {
  HostTensor result(dtype, {static_cast<int64_t>(values.size())});
  with_element_type(dtype, [&](auto element, const auto& from_double, const auto&) {
    std::transform(values.begin(), values.end(), result.mutable_data<decltype(element)>(), from_double);
  });
  return result;
}

/// Multiplies `kRows` rows of `size` elements by a factor each. What rounding takes from one element goes to the next,
/// so that the sum of a filter, which is what it makes of the mean of its input, stays exact; rounding each for itself
/// shifts the mean of every layer a little, and a deep network adds these up. Several rows at once, since within a row
/// each element waits for the one before.
template <int64_t kRows, typename Element, typename FromDouble, typename ToDouble>
void scale_rows(const Element* from, Element* to, int64_t size, const double* factors, const FromDouble& from_double,
                const ToDouble& to_double) {
  double rest[kRows] = {};
  for (int64_t k = 0; k < size; ++k) {
    for (int64_t row = 0; row < kRows; ++row) {
      const double wanted = to_double(from[row * size + k]) * factors[row] + rest[row];
      const Element rounded = from_double(wanted);
      to[row * size + k] = rounded;
      const double left = wanted - to_double(rounded);
      rest[row] = std::isfinite(left) ? left : 0.0;
    }
  }
}

/// Multiplies each output channel of a weight.
HostTensor scaled(const HostTensor& weight, const std::vector<double>& scale, const Channels& channels) {
  constexpr int64_t kRows = 8;
  HostTensor result(weight.dtype(), weight.shape());
  const int64_t outer = channels.transposed ? weight.dim(0) : 1;
  const int64_t per_outer = channels.transposed ? weight.dim(1) : weight.dim(0);
  const int64_t inner = per_outer * outer == 0 ? 0 : weight.numel() / (outer * per_outer);
  with_element_type(weight.dtype(), [&](auto element, const auto& from_double, const auto& to_double) {
    using Element = decltype(element);
    for (int64_t i = 0; i < outer; ++i) {
      // In a transposed weight the inputs of one group follow each other.
      const int64_t group = channels.transposed ? i * channels.groups / outer : 0;
      const Element* from = weight.data<Element>() + i * per_outer * inner;
      Element* to = result.mutable_data<Element>() + i * per_outer * inner;
      const double* factors = scale.data() + group * per_outer;
      int64_t j = 0;
      for (; j + kRows <= per_outer; j += kRows)
        scale_rows<kRows>(from + j * inner, to + j * inner, inner, factors + j, from_double, to_double);
      for (; j < per_outer; ++j)
        scale_rows<1>(from + j * inner, to + j * inner, inner, factors + j, from_double, to_double);
    }
  });
  return result;
}

/// The constant of an argument; null where it is None or no constant.
const HostTensor* constant(const Graph& graph, const Node& node, std::string_view name) {
  const std::optional<ValueId> id = node.optional_tensor(name);
  return id && graph.value(*id).is_constant ? &graph.value(*id).constant : nullptr;
}

struct Norm {
  std::vector<double> scale;
  std::vector<double> shift;  ///< what to add to the scaled result of a convolution without a bias
};

/// Nothing where the node is no batch norm in evaluation mode with constant parameters.
std::optional<Norm> norm_of(const Graph& graph, const Node& node) {
  if (node.op != "aten::batch_norm" || node.boolean("training")) return std::nullopt;
  const HostTensor* mean = constant(graph, node, "running_mean");
  const HostTensor* variance = constant(graph, node, "running_var");
  const HostTensor* gamma = constant(graph, node, "weight");
  const HostTensor* beta = constant(graph, node, "bias");
  if (mean == nullptr || variance == nullptr || (node.has("weight") && gamma == nullptr) ||
      (node.has("bias") && beta == nullptr))
    return std::nullopt;
  const std::vector<double> means = to_doubles(*mean);
  const std::vector<double> variances = to_doubles(*variance);
  const std::vector<double> gammas = gamma != nullptr ? to_doubles(*gamma) : std::vector<double>(means.size(), 1.0);
  const std::vector<double> betas = beta != nullptr ? to_doubles(*beta) : std::vector<double>(means.size(), 0.0);
  if (variances.size() != means.size() || gammas.size() != means.size() || betas.size() != means.size())
    return std::nullopt;
  const double epsilon = node.number("eps");
  Norm norm;
  for (size_t i = 0; i < means.size(); ++i) {
    norm.scale.push_back(gammas[i] / std::sqrt(variances[i] + epsilon));
    norm.shift.push_back(betas[i] - means[i] * norm.scale[i]);
  }
  return norm;
}

/// "stem.conv.weight" -> "stem.conv.bias"
std::string bias_name(const std::string& weight_name) {
  constexpr std::string_view kSuffix = "weight";
  if (weight_name.size() < kSuffix.size() ||
      weight_name.compare(weight_name.size() - kSuffix.size(), kSuffix.size(), kSuffix) != 0)
    return weight_name + ".bias";
  return weight_name.substr(0, weight_name.size() - kSuffix.size()) + "bias";
}

Argument& argument(Node& node, std::string_view name) { return const_cast<Argument&>(node.arg(name)); }

/// Whether `node` could take the norm in; then it has.
bool fold_into(Graph& graph, Node& node, const Norm& norm) {
  const std::optional<Channels> channels = channels_of(graph, node);
  if (!channels) return false;
  const HostTensor* weight = constant(graph, node, channels->weight);
  if (weight == nullptr || (node.has(channels->bias) && constant(graph, node, channels->bias) == nullptr)) return false;
  const int64_t outputs = channels->transposed ? weight->dim(1) * channels->groups : weight->dim(0);
  if (outputs != static_cast<int64_t>(norm.scale.size())) return false;

  std::vector<double> bias(norm.scale.size(), 0.0);
  if (const HostTensor* old_bias = constant(graph, node, channels->bias)) bias = to_doubles(*old_bias);
  for (size_t i = 0; i < bias.size(); ++i) bias[i] = bias[i] * norm.scale[i] + norm.shift[i];
  const std::string weight_name = graph.value(node.tensor(channels->weight)).name;
  HostTensor new_weight = scaled(*weight, norm.scale, *channels);
  HostTensor new_bias = from_doubles(weight->dtype(), bias);
  argument(node, channels->weight) = TensorRef{graph.add_constant(weight_name + "_bn", std::move(new_weight))};
  argument(node, channels->bias) = TensorRef{graph.add_constant(bias_name(weight_name) + "_bn", std::move(new_bias))};
  return true;
}

}  // namespace

int fold_batch_norm(Graph& graph) {
  const std::vector<int> uses = graph.use_counts();
  const std::vector<int> producers = graph.producers();
  std::vector<bool> removed(graph.nodes.size(), false);
  int changes = 0;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].op != "aten::batch_norm") continue;
    const ValueId input = graph.nodes[i].tensor("input");
    const int producer = producers[static_cast<size_t>(input)];
    if (producer < 0 || uses[static_cast<size_t>(input)] != 1) continue;
    const std::optional<Norm> norm = norm_of(graph, graph.nodes[i]);
    Node& convolution = graph.nodes[static_cast<size_t>(producer)];
    if (!norm || !fold_into(graph, convolution, *norm)) continue;
    convolution.outputs = graph.nodes[i].outputs;
    removed[i] = true;
    ++changes;
  }
  Forwarding(graph).finish(removed);
  return changes;
}

}  // namespace slipway::graph
