// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <onnxruntime_cxx_api.h>

#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "lower/onnx/testing/ort_model.h"

namespace slipway::lower::onnx {
namespace {

Ort::Env& environment() {
  static Ort::Env env = [] {
    // Before the environment exists, or it writes a device id into the user's cache.
    setenv("ORT_DISABLE_TELEMETRY", "1", 1);
    return Ort::Env(ORT_LOGGING_LEVEL_ERROR, "test");
  }();
  return env;
}

constexpr std::pair<DType, ONNXTensorElementDataType> kTypes[] = {
    {DType::kF32, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},  {DType::kF64, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE},
    {DType::kI64, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64},  {DType::kI32, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32},
    {DType::kI16, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16},  {DType::kI8, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8},
    {DType::kU8, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8},   {DType::kBool, ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL},
    {DType::kF16, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16}};

ONNXTensorElementDataType type_of(DType dtype) {
  for (const auto& [ours, theirs] : kTypes)
    if (ours == dtype) return theirs;
  throw InternalError("no such type in ONNX Runtime");
}

DType dtype_of(ONNXTensorElementDataType type) {
  for (const auto& [ours, theirs] : kTypes)
    if (theirs == type) return ours;
  throw InternalError("no such type in Slipway");
}

Ort::SessionOptions options() {
  Ort::SessionOptions result;
  result.SetIntraOpNumThreads(1);
  result.SetInterOpNumThreads(1);
  result.SetLogSeverityLevel(3);
  return result;
}

}  // namespace

struct OrtModel::Impl {
  Ort::Session session;
};

OrtModel::OrtModel(const std::string& bytes)
    : impl_(std::make_unique<Impl>(Impl{Ort::Session(environment(), bytes.data(), bytes.size(), options())})) {}
OrtModel::~OrtModel() = default;

std::vector<std::string> OrtModel::input_names() const {
  const Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (size_t i = 0; i < impl_->session.GetInputCount(); ++i)
    names.emplace_back(impl_->session.GetInputNameAllocated(i, allocator).get());
  return names;
}

std::vector<std::string> OrtModel::output_names() const {
  const Ort::AllocatorWithDefaultOptions allocator;
  std::vector<std::string> names;
  for (size_t i = 0; i < impl_->session.GetOutputCount(); ++i)
    names.emplace_back(impl_->session.GetOutputNameAllocated(i, allocator).get());
  return names;
}

std::vector<HostTensor> OrtModel::run(const std::vector<HostTensor>& inputs) const {
  const Ort::MemoryInfo memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  std::vector<Ort::Value> values;
  for (const HostTensor& input : inputs)
    values.push_back(Ort::Value::CreateTensor(memory, const_cast<void*>(input.raw()), input.nbytes(),
                                              input.shape().data(), input.shape().size(), type_of(input.dtype())));
  const std::vector<std::string> in = input_names(), out = output_names();
  std::vector<const char*> in_names, out_names;
  for (const std::string& name : in) in_names.push_back(name.c_str());
  for (const std::string& name : out) out_names.push_back(name.c_str());
  std::vector<HostTensor> results;
  for (Ort::Value& value :
       impl_->session.Run({}, in_names.data(), values.data(), values.size(), out_names.data(), out_names.size())) {
    const auto info = value.GetTensorTypeAndShapeInfo();
    HostTensor result(dtype_of(info.GetElementType()), info.GetShape());
    if (result.nbytes() > 0) std::memcpy(result.mutable_raw(), value.GetTensorRawData(), result.nbytes());
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace slipway::lower::onnx
