// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openvino/openvino.hpp>
#include <optional>
#include <string>

#include "slipway/tensor.h"

namespace slipway::backend::openvino {

/// The one object that knows OpenVINO's plugins; thread-safe.
ov::Core& core();

/// The message of an exception of OpenVINO without the places in its source code, in one line.
std::string message_of(const std::exception& error);

/// Errors: slipway::Error for element types that Slipway does not have. @param tensor named in the message
DType to_dtype(const ov::element::Type& type, const std::string& tensor);
ov::element::Type to_openvino(DType dtype);

}  // namespace slipway::backend::openvino
