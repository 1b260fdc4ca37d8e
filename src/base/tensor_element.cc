// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/tensor_element.h"

#include "base/half.h"

namespace slipway {

double element_at(const HostTensor& tensor, int64_t i) {
  switch (tensor.dtype()) {
    case DType::kF32:
      return tensor.data<float>()[i];
    case DType::kF64:
      return tensor.data<double>()[i];
    case DType::kF16:
      return half_to_float(tensor.data<uint16_t>()[i]);
    case DType::kBF16:
      return bfloat16_to_float(tensor.data<uint16_t>()[i]);
    case DType::kI64:
      return static_cast<double>(tensor.data<int64_t>()[i]);
    case DType::kI32:
      return tensor.data<int32_t>()[i];
    case DType::kI16:
      return tensor.data<int16_t>()[i];
    case DType::kI8:
      return tensor.data<int8_t>()[i];
    case DType::kU8:
    case DType::kBool:
      return tensor.data<uint8_t>()[i];
  }
  return 0;
}

}  // namespace slipway
