// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

#include <fmt/ranges.h>

#include <cstring>
#include <numeric>

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

/// Constants up to this size are compared with the others and written once.
constexpr size_t kSharedConstantBytes = 4096;

std::string bytes_of(const HostTensor& data) {
  std::string key = fmt::format("{}[{}]", name_of(data.dtype()), fmt::join(data.shape(), ","));
  if (data.nbytes() > 0) key.append(static_cast<const char*>(data.raw()), data.nbytes());
  return key;
}

struct AttributeText {
  std::string operator()(int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(float value) const { return fmt::format("{}f", value); }
  std::string operator()(const std::string& value) const { return "'" + value; }
  std::string operator()(const std::vector<int64_t>& value) const { return fmt::format("{}", value); }
  std::string operator()(const std::vector<float>& value) const { return fmt::format("{}f", value); }
  std::string operator()(const HostTensor& value) const { return bytes_of(value); }
};

std::string constant_key_of(std::string_view type, const std::vector<Tensor>& inputs, const Attributes& attributes) {
  std::string key(type);
  for (Tensor input : inputs) key += fmt::format(" {}", input.id);
  for (const auto& [name, value] : attributes) key += fmt::format(";{}={}", name, std::visit(AttributeText{}, value));
  return key;
}

template <typename T>
HostTensor filled_tensor(DType dtype, std::vector<int64_t> shape, double value) {
  HostTensor tensor(dtype, std::move(shape));
  std::fill_n(tensor.mutable_data<T>(), tensor.numel(), static_cast<T>(value));
  return tensor;
}

}  // namespace

HostTensor host_filled(double value, DType dtype, std::vector<int64_t> shape) {
  switch (dtype) {
    case DType::kF64:
      return filled_tensor<double>(dtype, std::move(shape), value);
    case DType::kI64:
      return filled_tensor<int64_t>(dtype, std::move(shape), value);
    case DType::kI32:
      return filled_tensor<int32_t>(dtype, std::move(shape), value);
    case DType::kI16:
      return filled_tensor<int16_t>(dtype, std::move(shape), value);
    case DType::kI8:
      return filled_tensor<int8_t>(dtype, std::move(shape), value);
    case DType::kU8:
      return filled_tensor<uint8_t>(dtype, std::move(shape), value);
    case DType::kBool:
      return filled_tensor<uint8_t>(dtype, std::move(shape), value != 0 ? 1 : 0);
    default:
      return filled_tensor<float>(DType::kF32, std::move(shape), value);
  }
}

Builder::Builder(const graph::Graph& graph, int opset)
    : graph_(graph), bound_(graph.values.size()), use_counts_(graph.use_counts()) {
  ir_.opset = opset;
  ir_.axis_names = graph.axis_names();
  for (graph::ValueId id : graph.inputs) {
    const graph::Value& value = graph.value(id);
    const Tensor tensor = add_tensor({.name = value.name, .dtype = value.dtype, .shape = value.shape});
    bound_[static_cast<size_t>(id)] = tensor;
    ir_.inputs.push_back(tensor);
  }
}

Tensor Builder::add_tensor(IrTensor tensor) {
  ir_.tensors.push_back(std::move(tensor));
  return Tensor{static_cast<int32_t>(ir_.tensors.size() - 1)};
}

Tensor Builder::tensor_of(graph::ValueId id) {
  Tensor& tensor = bound_.at(static_cast<size_t>(id));
  if (tensor) return tensor;
  const graph::Value& value = graph_.value(id);
  if (!value.is_constant) throw InternalError(fmt::format("value '{}' is read before it is made", value.name));
  tensor = add_tensor({.name = value.name,
                       .dtype = value.dtype,
                       .shape = value.shape,
                       .is_constant = true,
                       .is_weight = true,
                       .constant = value.constant});
  return tensor;
}

void Builder::bind(graph::ValueId id, Tensor tensor) {
  const graph::Value& value = graph_.value(id);
  IrTensor& target = ir_.tensor(tensor);
  if (target.dtype != value.dtype)
    throw InternalError(fmt::format("'{}' is {} in the graph and {} in the model", value.name, name_of(value.dtype),
                                    name_of(target.dtype)));
  if (target.name.empty() && !target.is_constant) target.name = value.name;
  if (!target.shape) target.shape = value.shape;
  bound_.at(static_cast<size_t>(id)) = tensor;
}

void Builder::bind_placeholders(const graph::Node& node) {
  for (graph::ValueId id : node.outputs) {
    const graph::Value& value = graph_.value(id);
    bound_.at(static_cast<size_t>(id)) = add_tensor({.name = value.name, .dtype = value.dtype, .shape = value.shape});
  }
}

std::vector<Tensor> Builder::emit_many(std::string_view type, std::vector<Tensor> inputs, Attributes attributes,
                                       const std::vector<DType>& dtypes) {
  while (!inputs.empty() && !inputs.back()) inputs.pop_back();
  const std::string key = constant_key_of(type, inputs, attributes);
  if (auto known = nodes_by_key_.find(key); known != nodes_by_key_.end()) return ir_.nodes[known->second].outputs;
  IrNode node{.type = std::string(type),
              .inputs = std::move(inputs),
              .outputs = {},
              .attributes = std::move(attributes),
              .scope = node_ == nullptr ? "" : node_->scope,
              .name = ""};
  for (DType dtype : dtypes) node.outputs.push_back(add_tensor({.dtype = dtype}));
  nodes_by_key_.emplace(key, ir_.nodes.size());
  ir_.nodes.push_back(std::move(node));
  return ir_.nodes.back().outputs;
}

Tensor Builder::emit_as(DType dtype, std::string_view type, std::vector<Tensor> inputs, Attributes attributes) {
  return emit_many(type, std::move(inputs), std::move(attributes), {dtype}).front();
}

Tensor Builder::emit(std::string_view type, std::vector<Tensor> inputs, Attributes attributes) {
  const DType dtype = this->dtype(inputs.at(0));
  return emit_as(dtype, type, std::move(inputs), std::move(attributes));
}

Tensor Builder::constant(const HostTensor& data) {
  std::string key;
  if (data.nbytes() <= kSharedConstantBytes) {
    key = bytes_of(data);
    if (auto known = constants_by_key_.find(key); known != constants_by_key_.end()) return known->second;
  }
  Shape shape(data.shape().begin(), data.shape().end());
  const Tensor tensor =
      add_tensor({.dtype = data.dtype(), .shape = std::move(shape), .is_constant = true, .constant = data});
  if (!key.empty()) constants_by_key_.emplace(std::move(key), tensor);
  return tensor;
}

const HostTensor* Builder::constant_data(Tensor tensor) const {
  const IrTensor& entry = ir_.tensor(tensor);
  return entry.is_constant ? &entry.constant : nullptr;
}

Tensor Builder::scalar(double value, DType dtype) { return cast(constant(host_filled(value, dtype, {})), dtype); }

Tensor Builder::scalar(const SymInt& value, DType dtype) {
  if (!value.is_constant()) return cast(emit("Squeeze", {dim(value)}), dtype);
  // Not by way of a double, which has not all integers.
  if (dtype == DType::kI64) return constant(HostTensor::of<int64_t>(DType::kI64, {}, {value.constant()}));
  return scalar(static_cast<double>(value.constant()), dtype);
}

Tensor Builder::ints(const std::vector<int64_t>& values) {
  return constant(HostTensor::of<int64_t>(DType::kI64, {static_cast<int64_t>(values.size())}, values));
}

Tensor Builder::ints(const std::vector<SymInt>& values) {
  std::vector<Tensor> parts;
  std::vector<int64_t> run;
  auto flush = [&] {
    if (!run.empty()) parts.push_back(ints(run));
    run.clear();
  };
  for (const SymInt& value : values) {
    if (value.is_constant()) {
      run.push_back(value.constant());
    } else {
      flush();
      parts.push_back(dim(value));
    }
  }
  if (parts.empty()) return ints(run);
  flush();
  return parts.size() == 1 ? parts[0] : emit("Concat", parts, {{"axis", int64_t{0}}});
}

Tensor Builder::find_axis(int axis) {
  auto read = [&](Tensor tensor, size_t dim) {
    const auto index = static_cast<int64_t>(dim);
    if (opset() >= 15) return emit_as(DType::kI64, "Shape", {tensor}, {{"start", index}, {"end", index + 1}});
    return emit("Gather", {emit_as(DType::kI64, "Shape", {tensor}), ints(std::vector<int64_t>{index})},
                {{"axis", int64_t{0}}});
  };
  for (Tensor tensor : ir_.inputs) {
    const Shape shape = *ir_.tensor(tensor).shape;
    for (size_t i = 0; i < shape.size(); ++i)
      if (shape[i] == SymInt::axis(axis)) return read(tensor, i);
  }
  // No size is the axis itself; one that is n/d·axis + offset does as well.
  for (Tensor tensor : ir_.inputs) {
    const Shape shape = *ir_.tensor(tensor).shape;
    for (size_t i = 0; i < shape.size(); ++i) {
      const auto& terms = shape[i].terms();
      const auto slope = terms.find({axis});
      const auto offset = terms.find({});
      if (slope == terms.end() || terms.size() != (offset == terms.end() ? 1U : 2U)) continue;
      if (offset != terms.end() && offset->second.denominator != 1) continue;
      Tensor value = read(tensor, i);
      if (offset != terms.end()) value = emit("Sub", {value, dim(offset->second.numerator)});
      if (slope->second.denominator != 1) value = emit("Mul", {value, dim(slope->second.denominator)});
      if (slope->second.numerator != 1) value = emit("Div", {value, dim(slope->second.numerator)});
      return value;
    }
  }
  throw InternalError(fmt::format("axis '{}' is no size of any input", graph_.axes.at(static_cast<size_t>(axis)).name));
}

Tensor Builder::product(const std::vector<int>& axes) {
  Tensor result = find_axis(axes.at(0));
  for (size_t i = 1; i < axes.size(); ++i) result = emit("Mul", {result, find_axis(axes[i])});
  return result;
}

Tensor Builder::dim(const SymInt& value) {
  if (value.is_constant()) return ints(std::vector<int64_t>{value.constant()});
  int64_t denominator = 1;
  for (const auto& [axes, coefficient] : value.terms()) denominator = std::lcm(denominator, coefficient.denominator);
  Tensor sum;
  int64_t offset = 0;
  for (const auto& [axes, coefficient] : value.terms()) {
    const int64_t factor = coefficient.numerator * (denominator / coefficient.denominator);
    if (axes.empty()) {
      offset = factor;
      continue;
    }
    Tensor term = product(axes);
    if (factor != 1) term = emit("Mul", {term, dim(factor)});
    sum = sum ? emit("Add", {sum, term}) : term;
  }
  if (offset != 0) sum = emit("Add", {sum, dim(offset)});
  if (denominator != 1) sum = emit("Div", {sum, dim(denominator)});
  return sum;
}

}  // namespace slipway::lower::onnx
