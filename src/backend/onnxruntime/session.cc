// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/session.h"

#include <new>
#include <utility>

#include "backend/session_inputs.h"
#include "base/error.h"
#include "base/half.h"

namespace slipway::backend::onnxruntime {
namespace {

constexpr std::pair<DType, ONNXTensorElementDataType> kTypes[] = {
    {DType::kF32, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT},   {DType::kF64, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE},
    {DType::kF16, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16}, {DType::kBF16, ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16},
    {DType::kI64, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64},   {DType::kI32, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32},
    {DType::kI16, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16},   {DType::kI8, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8},
    {DType::kU8, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8},    {DType::kBool, ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL},
};

DType from_onnx(ONNXTensorElementDataType type, const std::string& name) {
  for (const auto& [dtype, onnx] : kTypes)
    if (onnx == type) return dtype;
  fail("the model's '{}' has elements of ONNX type {}, which Slipway does not know", name, static_cast<int>(type));
}

ONNXTensorElementDataType to_onnx(DType dtype) {
  for (const auto& [ours, onnx] : kTypes)
    if (ours == dtype) return onnx;
  throw InternalError("an element type without an ONNX type");
}

TensorInfo describe(const std::string& name, const Ort::TypeInfo& type) {
  if (type.GetONNXType() != ONNX_TYPE_TENSOR) fail("the model's '{}' is no tensor (a sequence, map or optional)", name);
  const auto tensor = type.GetTensorTypeAndShapeInfo();
  return {name, from_onnx(tensor.GetElementType(), name), tensor.GetShape()};
}

HostTensor to_half(const HostTensor& tensor) {
  HostTensor result(DType::kF16, tensor.shape());
  const float* values = tensor.data<float>();
  auto* halves = result.mutable_data<uint16_t>();
  for (int64_t i = 0; i < tensor.numel(); ++i) halves[i] = float_to_half(values[i]);
  return result;
}

HostTensor from_half(std::vector<int64_t> shape, const void* data) {
  HostTensor result(DType::kF32, std::move(shape));
  const auto* halves = static_cast<const uint16_t*>(data);
  float* values = result.mutable_data<float>();
  for (int64_t i = 0; i < result.numel(); ++i) values[i] = half_to_float(halves[i]);
  return result;
}

/// Tells of f16 as f32. @return which ones are f16
std::vector<bool> hide_half(std::vector<TensorInfo>& tensors) {
  std::vector<bool> half;
  for (TensorInfo& tensor : tensors) {
    half.push_back(tensor.dtype == DType::kF16);
    if (half.back()) tensor.dtype = DType::kF32;
  }
  return half;
}

}  // namespace

OnnxRuntimeSession::OnnxRuntimeSession(Ort::Session session)
    : session_(std::make_shared<Ort::Session>(std::move(session))) {
  Ort::AllocatorWithDefaultOptions allocator;
  for (size_t i = 0; i < session_->GetInputCount(); ++i)
    inputs_.push_back(describe(session_->GetInputNameAllocated(i, allocator).get(), session_->GetInputTypeInfo(i)));
  for (size_t i = 0; i < session_->GetOutputCount(); ++i)
    outputs_.push_back(describe(session_->GetOutputNameAllocated(i, allocator).get(), session_->GetOutputTypeInfo(i)));
  half_inputs_ = hide_half(inputs_);
  half_outputs_ = hide_half(outputs_);
  for (const TensorInfo& info : inputs_) input_names_.push_back(info.name.c_str());
  for (const TensorInfo& info : outputs_) output_names_.push_back(info.name.c_str());
}

std::vector<HostTensor> OnnxRuntimeSession::run(const std::vector<HostTensor>& inputs) {
  check_inputs(inputs_, inputs);
  try {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
    std::vector<Ort::Value> values;
    values.reserve(inputs.size());
    std::vector<HostTensor> given = inputs;
    for (size_t i = 0; i < given.size(); ++i)
      if (half_inputs_[i]) given[i] = to_half(given[i]);
    for (const HostTensor& input : given) {
      // ONNX Runtime reads inputs only; its interface lacks the const.
      values.push_back(Ort::Value::CreateTensor(memory, const_cast<void*>(input.raw()), input.nbytes(),
                                                input.shape().data(), input.shape().size(), to_onnx(input.dtype())));
    }
    std::vector<Ort::Value> results = session_->Run(Ort::RunOptions{nullptr}, input_names_.data(), values.data(),
                                                    values.size(), output_names_.data(), output_names_.size());
    std::vector<HostTensor> outputs;
    outputs.reserve(results.size());
    for (size_t i = 0; i < results.size(); ++i) {
      struct Held {
        std::shared_ptr<Ort::Session> session;  // destroyed after the value
        Ort::Value value;
      };
      auto held = std::make_shared<Held>(Held{session_, std::move(results[i])});
      const auto info = held->value.GetTensorTypeAndShapeInfo();
      const void* data = held->value.GetTensorRawData();
      if (half_outputs_[i]) {
        outputs.push_back(from_half(info.GetShape(), data));
        continue;
      }
      outputs.emplace_back(from_onnx(info.GetElementType(), outputs_[i].name), info.GetShape(), held, data);
    }
    return outputs;
  } catch (const Ort::Exception& e) {
    fail("ONNX Runtime cannot run the model: {}", message_of(e));
  } catch (const std::bad_alloc&) {
    fail("ONNX Runtime cannot run the model: out of memory");
  }
}

}  // namespace slipway::backend::onnxruntime
