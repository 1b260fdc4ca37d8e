// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/meta_kernels.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/native/TypeProperties.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "capture/torch_compat.h"

namespace slipway::capture {
namespace {

using c10::OperatorHandle;
using torch::jit::Stack;

at::Tensor empty(const std::vector<int64_t>& sizes, at::ScalarType dtype) {
  return at::empty(sizes, at::TensorOptions().dtype(dtype).device(at::kMeta));
}

/// Lists of one number stand for all spatial dimensions.
int64_t at_dim(at::IntArrayRef values, size_t dim) { return values.size() == 1 ? values[0] : values.at(dim); }

at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const TorchOptional<at::Tensor>&,
                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, int64_t groups) {
  const int64_t rank = weight.dim();
  TORCH_CHECK(rank >= 3 && input.dim() == rank, "expected a batch of dimension ", rank, " for a weight of size ",
              weight.sizes(), ", got ", input.sizes());
  TORCH_CHECK(input.size(1) == (transposed ? weight.size(0) : weight.size(1) * groups), "expected input of ",
              transposed ? weight.size(0) : weight.size(1) * groups, " channels, got ", input.sizes());
  TORCH_CHECK(input.scalar_type() == weight.scalar_type(), "input is ", input.scalar_type(), ", weight is ",
              weight.scalar_type());
  std::vector<int64_t> sizes{input.size(0), transposed ? weight.size(1) * groups : weight.size(0)};
  for (int64_t i = 2; i < rank; ++i) {
    const auto dim = static_cast<size_t>(i - 2);
    const int64_t reach = at_dim(dilation, dim) * (weight.size(i) - 1);
    const int64_t size = transposed ? (input.size(i) - 1) * at_dim(stride, dim) - 2 * at_dim(padding, dim) + reach +
                                          at_dim(output_padding, dim) + 1
                                    : (input.size(i) + 2 * at_dim(padding, dim) - reach - 1) / at_dim(stride, dim) + 1;
    TORCH_CHECK(input.size(i) + 2 * at_dim(padding, dim) > reach || transposed, "the kernel ", weight.sizes(),
                " is larger than the padded input ", input.sizes());
    sizes.push_back(size);
  }
  return empty(sizes, input.scalar_type());
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> native_batch_norm(
    const at::Tensor& input, const TorchOptional<at::Tensor>&, const TorchOptional<at::Tensor>&,
    const TorchOptional<at::Tensor>&, const TorchOptional<at::Tensor>&, bool training, double, double) {
  const int64_t saved = training ? input.size(1) : 0;
  return {at::empty_like(input), empty({saved}, input.scalar_type()), empty({saved}, input.scalar_type())};
}

at::Tensor adaptive_avg_pool2d(const at::Tensor& input, at::IntArrayRef output_size) {
  std::vector<int64_t> sizes = input.sizes().vec();
  TORCH_CHECK(sizes.size() >= 3 && output_size.size() == 2, "expected 3 or 4 dimensions, got ", input.sizes());
  std::copy(output_size.begin(), output_size.end(), sizes.end() - 2);
  return empty(sizes, input.scalar_type());
}

at::Tensor where(const at::Tensor& condition, const at::Tensor& self, const at::Tensor& other) {
  const std::vector<int64_t> values = at::infer_size(self.sizes(), other.sizes());
  return empty(at::infer_size(condition.sizes(), values), at::native::result_type(self, other));
}

at::Tensor index_select(const at::Tensor& self, int64_t dim, const at::Tensor& index) {
  std::vector<int64_t> sizes = self.sizes().vec();
  if (!sizes.empty()) sizes[static_cast<size_t>(at::maybe_wrap_dim(dim, self.dim()))] = index.numel();
  return empty(sizes, self.scalar_type());
}

/// Operators whose result has the type of their first argument.
void like_first_argument(const OperatorHandle& op, Stack* stack) {
  at::Tensor result = at::empty_like(torch::jit::peek(*stack, 0, op.schema().arguments().size()).toTensor());
  torch::jit::drop(*stack, op.schema().arguments().size());
  torch::jit::push(*stack, std::move(result));
}

bool has_data_dependent_shape(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kNames{"aten::nonzero",
                                                           "aten::masked_select",
                                                           "aten::_unique",
                                                           "aten::_unique2",
                                                           "aten::unique_consecutive",
                                                           "aten::unique_dim",
                                                           "aten::unique_dim_consecutive",
                                                           "aten::bincount",
                                                           "aten::equal",
                                                           "aten::_local_scalar_dense",
                                                           "aten::repeat_interleave",
                                                           "aten::segment_reduce",
                                                           "aten::_assert_async"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

template <typename Convert>
void convert_tensors(c10::IValue& value, const Convert& convert) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) value = convert(value.toTensor());
  } else if (value.isTensorList()) {
    c10::List<at::Tensor> list = value.toTensorList().copy();
    for (size_t i = 0; i < list.size(); ++i) list.set(i, convert(list.get(i)));
    value = list;
  } else if (value.isList() && !value.isIntList() && !value.isDoubleList() && !value.isBoolList()) {
    c10::List<c10::IValue> list = value.toList().copy();
    for (size_t i = 0; i < list.size(); ++i) {
      c10::IValue item = list.get(i);
      convert_tensors(item, convert);
      list.set(i, item);
    }
    value = list;
  }
}

at::Tensor on_cpu(const at::Tensor& tensor) {
  if (!tensor.is_meta()) return tensor;
  return at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU)).zero_();
}

/// Places of the tensors that an operator fills for its caller, as `abs.out` does.
std::vector<size_t> places_of_results(const c10::FunctionSchema& schema) {
  std::vector<size_t> places;
  for (size_t i = 0; i < schema.arguments().size(); ++i) {
    const c10::Argument& argument = schema.arguments()[i];
    if (argument.alias_info() == nullptr) continue;
    TORCH_CHECK(argument.kwarg_only() && argument.is_out(),
                "no shapes can be computed for operators that write to or alias their arguments");
    places.push_back(i);
  }
  TORCH_CHECK(places.empty() || places.size() == schema.returns().size(), "it does not return what it fills");
  return places;
}

/// Runs an operator without a meta kernel on zeros on the CPU.
void shapes_from_cpu(const OperatorHandle& op, Stack* stack) {
  const std::string& name = op.schema().name();
  TORCH_CHECK(!has_data_dependent_shape(name),
              "its result depends on the values of its input, which are not known when a network is captured; use "
              "operators whose result has a size of its own, as at::where and at::topk");
  std::vector<at::Tensor> filled;
  const size_t begin = stack->size() - op.schema().arguments().size();
  for (const size_t place : places_of_results(op.schema())) {
    filled.push_back((*stack)[begin + place].toTensor());
    (*stack)[begin + place] = at::empty({0}, filled.back().options().device(at::kCPU));
  }
  for (size_t i = begin; i < stack->size(); ++i) {
    c10::IValue& value = (*stack)[i];
    if (value.isDevice()) value = at::Device(at::kCPU);
    convert_tensors(value, on_cpu);
  }
  op.callBoxed(stack);
  if (!filled.empty()) {
    for (size_t i = 0; i < filled.size(); ++i) {
      filled[i].resize_((*stack)[begin + i].toTensor().sizes());
      (*stack)[begin + i] = filled[i];
    }
    return;
  }
  for (size_t i = begin; i < stack->size(); ++i)
    convert_tensors((*stack)[i], [](const at::Tensor& tensor) {
      return at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kMeta));
    });
}

/// Whether the dispatcher finds a kernel of the operator itself for the meta device, leaving out what LibTorch itself
/// has for all the others there, which from version 2.0 on is a kernel that only complains.
bool has_meta_kernel(const OperatorHandle& op) {
  constexpr std::array kKeys{c10::DispatchKey::Meta, c10::DispatchKey::CompositeExplicitAutogradNonFunctional,
                             c10::DispatchKey::CompositeExplicitAutograd, c10::DispatchKey::CompositeImplicitAutograd};
  return std::any_of(kKeys.begin(), kKeys.end(), [&](c10::DispatchKey key) { return op.hasKernelForDispatchKey(key); });
}

class Kernels {
 public:
  Kernels() : library_(torch::Library::IMPL, "aten", c10::DispatchKey::Meta, __FILE__, __LINE__) {
    add("convolution", TORCH_FN(convolution));
    add("native_batch_norm", TORCH_FN(native_batch_norm));
    add("_adaptive_avg_pool2d", TORCH_FN(adaptive_avg_pool2d));
    add("where.self", TORCH_FN(where));
    add("index_select", TORCH_FN(index_select));
    for (const char* name : {"relu", "hardswish", "hardtanh", "prelu", "logit", "flip", "roll", "channel_shuffle"})
      add(name, torch::CppFunction::makeFromBoxedFunction<&like_first_argument>());
  }

  /// Operators that exist by now. One by one, since there can be only one fallback for a device, which LibTorch may
  /// have taken. A library of operators may be loaded between two captures.
  void add_shapes_from_cpu() {
    c10::Dispatcher& dispatcher = c10::Dispatcher::singleton();
    for (const c10::OperatorName& name : dispatcher.getAllOpNames()) {
      const auto op = dispatcher.findSchema(name);
      if (!op || has_meta_kernel(*op) || !op->hasKernelForDispatchKey(c10::DispatchKey::CPU)) continue;
      handles_.push_back(dispatcher.registerImpl(name, c10::DispatchKey::Meta,
                                                 c10::KernelFunction::makeFromBoxedFunction<&shapes_from_cpu>(), {},
                                                 nullptr, "slipway: shapes from the CPU's kernel"));
    }
  }

 private:
  /// @param name without namespace, with the overload after a dot
  template <typename Kernel>
  void add(const std::string& name, Kernel&& kernel) {
    const size_t dot = name.find('.');
    const c10::OperatorName full("aten::" + name.substr(0, dot), dot == std::string::npos ? "" : name.substr(dot + 1));
    const auto handle = c10::Dispatcher::singleton().findSchema(full);
    if (!handle || handle->hasKernelForDispatchKey(c10::DispatchKey::Meta)) return;
    library_.impl(name.c_str(), std::forward<Kernel>(kernel));
  }

  torch::Library library_;
  std::vector<c10::RegistrationHandleRAII> handles_;
};

}  // namespace

void register_meta_kernels() {
  static std::mutex mutex;
  // Never destroyed: at the end of the program the dispatcher may be gone already. Kept where a leak checker finds it.
  static Kernels* volatile kernels = nullptr;
  const std::lock_guard lock(mutex);
  if (kernels == nullptr) kernels = new Kernels;
  Kernels* const all = kernels;
  all->add_shapes_from_cpu();
}

}  // namespace slipway::capture
