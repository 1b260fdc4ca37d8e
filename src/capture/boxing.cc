// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/boxing.h"

#include <ATen/core/List.h>
#include <ATen/core/jit_type.h>

#include "capture/interpreter.h"
#include "capture/torch_compat.h"

namespace slipway::capture {
namespace {

using c10::TypeKind;
using graph::Argument;
using graph::None;
using graph::SymInt;
using graph::ValueId;

/// The type as the operator's author wrote it, without `?`: it tells an element type and a layout from an integer.
c10::TypePtr written_type(const c10::Argument& schema) {
  c10::TypePtr type = schema.real_type();
  if (type->kind() == TypeKind::OptionalType) type = type->expect<c10::OptionalType>()->getElementType();
  return type;
}

bool is_about_memory(const c10::Argument& schema, TypeKind kind) {
  return kind == TypeKind::LayoutType || kind == TypeKind::MemoryFormatType || kind == TypeKind::DeviceObjType ||
         kind == TypeKind::GeneratorType || schema.name() == "pin_memory";
}

[[noreturn]] void unsupported(const c10::Argument& schema, const std::string& what) {
  fail("its argument '{}' is {}, which cannot be exported", schema.name(), what);
}

Argument scalar_argument(const c10::IValue& value, const c10::Argument& schema) {
  if (value.isBool()) return value.toBool();
  if (value.isInt()) return SymInt(value.toInt());
  if (value.isDouble()) return value.toDouble();
  unsupported(schema, value.tagKind());
}

Argument list_argument(const c10::IValue& value, const c10::Argument& schema,
                       const std::function<ValueId(const at::Tensor&)>& id_of) {
  if (value.isTensorList()) {
    graph::TensorList list;
    for (const at::Tensor& tensor : value.toTensorVector()) list.ids.push_back(tensor.defined() ? id_of(tensor) : -1);
    return list;
  }
  if (value.isIntList()) {
    const std::vector<int64_t> sizes = value.toIntVector();
    return graph::Ints(sizes.begin(), sizes.end());
  }
  if (value.isDoubleList()) return value.toDoubleVector();
  if (value.isBoolList()) {
    graph::Bools flags;
    for (const bool flag : value.toBoolList()) flags.push_back(flag);
    return flags;
  }
  const c10::TypePtr type = written_type(schema);
  const bool of_tensors = type->kind() == TypeKind::ListType && [&] {
    c10::TypePtr element = type->expect<c10::ListType>()->getElementType();
    if (element->kind() == TypeKind::OptionalType) element = element->expect<c10::OptionalType>()->getElementType();
    return element->kind() == TypeKind::TensorType;
  }();
  if (of_tensors) {
    graph::TensorList list;
    for (const c10::IValue& item : value.toListRef())
      list.ids.push_back(item.isTensor() && item.toTensor().defined() ? id_of(item.toTensor()) : -1);
    return list;
  }
  graph::Ints sizes;
  for (const c10::IValue& item : value.toListRef()) {
    if (!item.isInt()) unsupported(schema, "a list of " + item.tagKind());
    sizes.emplace_back(item.toInt());
  }
  return sizes;
}

bool is_dtype(const c10::Argument& schema) {
  return written_type(schema)->kind() == TypeKind::ScalarTypeType ||
         (schema.name() == "dtype" && written_type(schema)->kind() == TypeKind::IntType);
}

[[noreturn]] void misfit(const c10::Argument& schema) {
  fail("its argument '{}' does not fit the type {}", schema.name(), schema.real_type()->repr_str());
}

c10::IValue from_none(const c10::Argument& schema) {
  const c10::TypePtr type = schema.real_type();
  if (schema.default_value()) return *schema.default_value();
  if (type->kind() == TypeKind::OptionalType) return {};
  if (type->kind() == TypeKind::TensorType) return at::Tensor();
  if (type->kind() == TypeKind::DeviceObjType) return at::Device(at::kCPU);
  if (type->kind() == TypeKind::LayoutType) return static_cast<int64_t>(at::kStrided);
  if (type->kind() == TypeKind::MemoryFormatType) return static_cast<int64_t>(at::MemoryFormat::Contiguous);
  misfit(schema);
}

c10::IValue from_ints(const graph::Ints& sizes, const c10::Argument& schema, const std::vector<int64_t>& axis_values) {
  const c10::TypePtr type = written_type(schema);
  std::vector<int64_t> values;
  for (const SymInt& size : sizes) values.push_back(size.eval(axis_values));
  if (type->kind() != TypeKind::ListType) misfit(schema);
  if (type->expect<c10::ListType>()->getElementType()->kind() == TypeKind::FloatType)
    return std::vector<double>(values.begin(), values.end());
  return values;
}

c10::IValue from_tensors(const graph::TensorList& list, const c10::Argument& schema,
                         const std::function<at::Tensor(ValueId)>& tensor_of) {
  const c10::TypePtr type = written_type(schema);
  if (type->kind() != TypeKind::ListType) misfit(schema);
  if (type->expect<c10::ListType>()->getElementType()->kind() != TypeKind::OptionalType) {
    c10::List<at::Tensor> tensors;
    for (ValueId id : list.ids) tensors.push_back(id < 0 ? at::Tensor() : tensor_of(id));
    return tensors;
  }
  c10::List<TorchOptional<at::Tensor>> tensors;
  for (ValueId id : list.ids)
    tensors.push_back(id < 0 ? TorchOptional<at::Tensor>() : TorchOptional<at::Tensor>(tensor_of(id)));
  return tensors;
}

}  // namespace

Argument to_argument(const c10::IValue& value, const c10::Argument& schema,
                     const std::function<ValueId(const at::Tensor&)>& id_of) {
  if (value.isNone()) return None{};
  if (value.isTensor()) {
    if (!value.toTensor().defined()) return None{};
    return graph::TensorRef{id_of(value.toTensor())};
  }
  if (is_about_memory(schema, written_type(schema)->kind()) || value.isDevice() || value.isGenerator()) return None{};
  if (is_dtype(schema) && value.isInt()) return dtype_of(static_cast<at::ScalarType>(value.toInt()));
  if (value.isString()) return value.toStringRef();
  if (value.isList()) return list_argument(value, schema, id_of);
  return scalar_argument(value, schema);
}

c10::IValue to_ivalue(const Argument& argument, const c10::Argument& schema,
                      const std::function<at::Tensor(ValueId)>& tensor_of, const std::vector<int64_t>& axis_values) {
  if (std::holds_alternative<None>(argument)) return from_none(schema);
  if (const auto* reference = std::get_if<graph::TensorRef>(&argument)) return tensor_of(reference->id);
  if (const auto* list = std::get_if<graph::TensorList>(&argument)) return from_tensors(*list, schema, tensor_of);
  if (const auto* sizes = std::get_if<graph::Ints>(&argument)) return from_ints(*sizes, schema, axis_values);
  if (const auto* size = std::get_if<SymInt>(&argument)) {
    const int64_t value = size->eval(axis_values);
    if (written_type(schema)->kind() == TypeKind::FloatType) return static_cast<double>(value);
    return value;
  }
  if (const auto* number = std::get_if<double>(&argument)) return *number;
  if (const auto* flag = std::get_if<bool>(&argument)) return *flag;
  if (const auto* text = std::get_if<std::string>(&argument)) return *text;
  if (const auto* numbers = std::get_if<graph::Floats>(&argument)) return *numbers;
  if (const auto* dtype = std::get_if<DType>(&argument)) return static_cast<int64_t>(scalar_type_of(*dtype));
  c10::List<bool> flags;
  for (const bool flag : std::get<graph::Bools>(argument)) flags.push_back(flag);
  return flags;
}

}  // namespace slipway::capture
