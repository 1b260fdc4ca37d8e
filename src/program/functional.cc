// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/functional.h"

#include <ATen/ATen.h>

#include <optional>

#include "base/error.h"
#include "program/composed/scatter_slice.h"

namespace slipway::program {
namespace {

using c10::IValue;

/// Whether the schema says that the operator writes to one of its arguments.
bool writes(const c10::FunctionSchema& schema) {
  for (const c10::Argument& argument : schema.arguments())
    if (argument.alias_info() != nullptr && argument.alias_info()->isWrite()) return true;
  return false;
}

/// "aten::add_.Tensor" -> "aten::add.Tensor"; "" for a name of another form.
std::string twin_of(const std::string& name) {
  const size_t dot = name.find('.');
  std::string base = name.substr(0, dot);
  if (base.back() != '_' || base.substr(base.size() - 2) == "__") return "";
  base.pop_back();
  return dot == std::string::npos ? base : base + name.substr(dot);
}

/// Views that can be written through: how the base looks once the view is `value`.
at::Tensor write_through(const std::string& name, const at::Tensor& base, const at::Tensor& value,
                         const std::vector<IValue>& a) {
  if (name == "aten::slice.Tensor") {
    const auto bound = [](const IValue& v) { return v.isNone() ? std::nullopt : std::optional<int64_t>(v.toInt()); };
    return with_slice(base, value, a[1].toInt(), bound(a[2]), bound(a[3]), a[4].toInt());
  }
  if (name == "aten::select.int") {
    const int64_t dim = a[1].toInt();
    const int64_t index = a[2].toInt() < 0 ? a[2].toInt() + base.size(dim) : a[2].toInt();
    return with_slice(base, value.unsqueeze(dim), dim, index, index + 1, 1);
  }
  if (name == "aten::transpose.int") return value.transpose(a[1].toInt(), a[2].toInt());
  if (name == "aten::t") return value.t();
  if (name == "aten::permute") {
    std::vector<int64_t> inverse(a[1].toIntVector().size());
    const std::vector<int64_t> axes = a[1].toIntVector();
    for (size_t i = 0; i < axes.size(); ++i)
      inverse[static_cast<size_t>(axes[i] < 0 ? axes[i] + base.dim() : axes[i])] = static_cast<int64_t>(i);
    return value.permute(inverse);
  }
  if (name == "aten::detach" || name == "aten::alias") return value;
  if (value.numel() == base.numel()) return value.reshape(base.sizes());
  fail("it writes in place through '{}', which is not supported; write the network without that", name);
}

}  // namespace

int64_t FunctionalCalls::version(const at::Tensor& tensor) const {
  const auto found = written_.find(tensor.unsafeGetTensorImpl());
  return found == written_.end() ? 0 : found->second.version;
}

at::Tensor FunctionalCalls::current(const at::Tensor& tensor) {
  if (!tensor.defined() || clock_ == 0) return tensor;
  const auto view = views_.find(tensor.unsafeGetTensorImpl());
  if (view != views_.end()) {
    const at::Tensor base = current(view->second.base);
    if (version(view->second.base) > view->second.version) {
      // Its memory was written to through another name: made again.
      std::vector<IValue> arguments = view->second.arguments;
      arguments[0] = base;
      std::vector<IValue> results = view->second.op->call(std::move(arguments));
      const IValue& result = results.size() == 1 && results[0].isTensorList()
                                 ? IValue(results[0].toTensorVector().at(view->second.result))
                                 : results.at(view->second.result);
      view->second.version = version(view->second.base);
      written_[tensor.unsafeGetTensorImpl()] = {result.toTensor(), view->second.version};
    }
  }
  const auto found = written_.find(tensor.unsafeGetTensorImpl());
  return found == written_.end() ? tensor : found->second.value;
}

IValue FunctionalCalls::current(const IValue& value) {
  if (clock_ == 0) return value;
  if (value.isTensor()) return current(value.toTensor());
  if (!value.isTensorList()) return value;
  c10::List<at::Tensor> tensors;
  for (const at::Tensor& tensor : value.toTensorVector()) tensors.push_back(current(tensor));
  return tensors;
}

void FunctionalCalls::write(const at::Tensor& tensor, at::Tensor value) {
  keep_alive_.push_back(tensor);
  const auto view = views_.find(tensor.unsafeGetTensorImpl());
  if (view != views_.end()) {
    const at::Tensor base = view->second.base;
    write(base, write_through(view->second.name, current(base), value, view->second.arguments));
    view->second.version = version(base);
  }
  written_[tensor.unsafeGetTensorImpl()] = {std::move(value), ++clock_};
  if (view != views_.end()) view->second.version = clock_;
}

void FunctionalCalls::remember_views(const std::string& name, const Operator& op, const std::vector<IValue>& arguments,
                                     const std::vector<IValue>& results) {
  if (arguments.empty() || !arguments[0].isTensor() || !arguments[0].toTensor().defined()) return;
  const at::Tensor& base = arguments[0].toTensor();
  const at::Tensor now = current(base);  // whose memory the results share
  std::vector<at::Tensor> tensors;
  for (const IValue& result : results) {
    if (result.isTensor()) tensors.push_back(result.toTensor());
    if (result.isTensorList()) tensors = result.toTensorVector();
  }
  for (size_t i = 0; i < tensors.size(); ++i) {
    const at::Tensor& tensor = tensors[i];
    if (!tensor.defined() || tensor.is_same(base) || tensor.is_same(now) || !tensor.has_storage() || !now.has_storage())
      continue;
    if (!tensor.storage().is_alias_of(now.storage())) continue;
    keep_alive_.push_back(tensor);
    views_[tensor.unsafeGetTensorImpl()] = {base, name, &op, arguments, i, version(base)};
  }
}

std::vector<IValue> FunctionalCalls::write_in_place(const std::string& name, const Operator& op,
                                                    std::vector<IValue> arguments) {
  const std::string twin_name = twin_of(name);
  const Operator* twin = twin_name.empty() ? nullptr : find_operator(twin_name);
  if (twin == nullptr || twin->schema->arguments().size() != op.schema->arguments().size() || !arguments[0].isTensor())
    fail("it writes in place and has no form that returns its result; write the network without it");
  const at::Tensor target = arguments[0].toTensor();
  arguments[0] = current(target);
  std::vector<IValue> results = twin->call(std::move(arguments));
  at::Tensor value = results.at(0).toTensor();
  if (value.scalar_type() != target.scalar_type()) value = value.to(target.scalar_type());
  if (value.sizes() != target.sizes()) value = value.expand(target.sizes());
  write(target, value);
  return {target};
}

std::vector<IValue> FunctionalCalls::call(const std::string& name, const Operator& op, std::vector<IValue> arguments) {
  const std::vector<IValue> given = arguments;
  for (size_t i = 0; i < arguments.size(); ++i) arguments[i] = current(arguments[i]);
  if (writes(*op.schema) && find_composed(name) == nullptr) {
    arguments[0] = given[0];
    return write_in_place(name, op, std::move(arguments));
  }
  std::vector<IValue> results = op.call(std::move(arguments));
  remember_views(name, op, given, results);
  return results;
}

}  // namespace slipway::program
