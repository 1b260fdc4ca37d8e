// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "backend/onnxruntime/library.h"
#include "slipway/backend.h"

namespace slipway::backend::onnxruntime {

/// Whether this ONNX Runtime was built with an execution provider: "CUDAExecutionProvider".
bool has_provider(const std::string& name);

/// Errors: slipway::Error of kind kUnavailable where ONNX Runtime cannot use this CUDA device: built without CUDA, no
/// driver, no device of that number.
void require_cuda(int device);

/// What every session of ONNX Runtime is opened with; execution providers come on top.
/// Errors: slipway::Error for a negative number of threads.
Ort::SessionOptions make_session_options(const SessionOptions& options);

/// Errors: slipway::Error of kind kUnavailable where the provider's library, or one that it needs, is not there.
void append_cuda(Ort::SessionOptions& options, int device);

/// Opens a model file (the caller has checked that it is one).
/// Errors: slipway::Error with ONNX Runtime's message.
std::unique_ptr<Session> open_file(const std::filesystem::path& file, const Ort::SessionOptions& options);
/// @param model bytes of an ONNX model
std::unique_ptr<Session> open_bytes(std::string_view model, const Ort::SessionOptions& options);

}  // namespace slipway::backend::onnxruntime
