// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/torchscript/session.h"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/version.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "backend/session_inputs.h"
#include "base/error.h"

namespace slipway::backend::torchscript {
namespace {

constexpr std::pair<DType, at::ScalarType> kTypes[] = {
    {DType::kF32, at::kFloat}, {DType::kF64, at::kDouble}, {DType::kF16, at::kHalf},  {DType::kBF16, at::kBFloat16},
    {DType::kI64, at::kLong},  {DType::kI32, at::kInt},    {DType::kI16, at::kShort}, {DType::kI8, at::kChar},
    {DType::kU8, at::kByte},   {DType::kBool, at::kBool},
};

/// LibTorch 2 with LLVM, as Debian 13 has it, makes one kernel of several operators where it optimizes, and those for
/// sizes that vary compute wrongly from integers: round(x / 2) is 0 from the second size on. A setting of the whole
/// process would stop that, but the process is not ours alone; this one is of the thread.
constexpr bool kOptimizerIsRight = TORCH_VERSION_MAJOR < 2;

at::ScalarType to_torch(DType dtype) {
  for (const auto& [ours, theirs] : kTypes)
    if (ours == dtype) return theirs;
  throw InternalError("an element type without one in LibTorch");
}

std::vector<TensorInfo> read_infos(const nlohmann::json& names, const char* key) {
  std::vector<TensorInfo> result;
  for (const nlohmann::json& entry : names.at(key))
    result.push_back({entry.at("name").get<std::string>(), dtype_from_name(entry.at("dtype").get<std::string>()),
                      entry.at("shape").get<std::vector<int64_t>>()});
  return result;
}

/// Shares the memory of `tensor`; LibTorch reads inputs only.
at::Tensor to_torch(const HostTensor& tensor) {
  static char nothing = 0;
  void* data = tensor.numel() == 0 ? &nothing : const_cast<void*>(tensor.raw());
  return at::from_blob(data, tensor.shape(), at::TensorOptions(to_torch(tensor.dtype())));
}

/// Takes over the memory of a result; copies what is not dense, and what is an input handed through.
HostTensor from_torch(const c10::IValue& value, const TensorInfo& info, const std::vector<c10::IValue>& inputs) {
  if (!value.isTensor()) fail("output '{}' of the module is no tensor but {}", info.name, value.tagKind());
  at::Tensor tensor = value.toTensor().detach().to(at::kCPU);
  if (tensor.scalar_type() != to_torch(info.dtype))
    fail("output '{}' of the module is {}, but {} was announced", info.name, c10::toString(tensor.scalar_type()),
         name_of(info.dtype));
  bool copied = !tensor.is_contiguous();
  tensor = tensor.contiguous();
  for (const c10::IValue& input : inputs)
    if (!copied && tensor.is_alias_of(input.toTensor())) {
      tensor = tensor.clone();
      copied = true;
    }
  auto owner = std::make_shared<at::Tensor>(tensor);
  return {info.dtype, tensor.sizes().vec(), owner, owner->data_ptr()};
}

}  // namespace

std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  const size_t start = text.find_first_not_of("\n ");
  if (start == std::string::npos) return "no reason given";
  return text.substr(start, text.find('\n', start) - start);
}

TorchScriptSession::TorchScriptSession(torch::jit::Module module, const std::string& names,
                                       const SessionOptions& options, at::Device device)
    : module_(std::move(module)), threads_(options.threads), optimize_(options.optimize), device_(device) {
  try {
    const nlohmann::json parsed = nlohmann::json::parse(names);
    inputs_ = read_infos(parsed, "inputs");
    outputs_ = read_infos(parsed, "outputs");
  } catch (const nlohmann::json::exception& e) {
    fail("its {} is damaged: {}", kNamesFile, e.what());
  }
  const auto method = module_.find_method("forward");
  if (!method) fail("the module has no method 'forward'");
  const size_t arguments = method->function().getSchema().arguments().size() - 1;  // without self
  if (arguments != inputs_.size())
    fail("its 'forward' takes {} tensors, but its {} names {}", arguments, kNamesFile, inputs_.size());
}

std::vector<HostTensor> TorchScriptSession::run(const std::vector<HostTensor>& inputs) {
  check_inputs(inputs_, inputs);
  const c10::InferenceMode inference;
  const torch::jit::GraphOptimizerEnabledGuard optimizer(optimize_ && kOptimizerIsRight);
  // Each thread has its own number; whoever else computes in this one gets his back.
  const int before = at::get_num_threads();
  const int wanted = threads_ > 0 ? threads_ : before;
  if (wanted != before) at::set_num_threads(wanted);
  struct Restore {
    int before, wanted;
    ~Restore() {
      if (wanted != before) at::set_num_threads(before);
    }
  } const restore{before, wanted};
  try {
    std::vector<c10::IValue> values;
    for (const HostTensor& input : inputs) values.emplace_back(to_torch(input).to(device_));
    const c10::IValue result = module_.forward(values);
    std::vector<c10::IValue> results{result};
    if (result.isTuple()) results = result.toTupleRef().elements().vec();
    if (results.size() != outputs_.size())
      fail("the module gave {} outputs, but {} were announced", results.size(), outputs_.size());
    std::vector<HostTensor> outputs;
    for (size_t i = 0; i < results.size(); ++i) outputs.push_back(from_torch(results[i], outputs_[i], values));
    return outputs;
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    fail("LibTorch cannot run the module: out of memory");
  } catch (const std::exception& e) {
    const std::string text = e.what();
    for (const char* sign : {"can't allocate memory", "not enough memory", "out of memory", "bad_alloc"})
      if (text.find(sign) != std::string::npos) fail("LibTorch cannot run the module: out of memory");
    fail("LibTorch cannot run the module: {}", text);
  }
}

}  // namespace slipway::backend::torchscript
