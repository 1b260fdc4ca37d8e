// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The library is opened at run time, so nothing may call into it before library() has.
#ifndef ORT_API_MANUAL_INIT
#define ORT_API_MANUAL_INIT
#endif
#include <onnxruntime_cxx_api.h>

namespace slipway::backend::onnxruntime {

/// libonnxruntime, opened on first use and initialised for this program: nothing of it sends or stores data about its
/// use.
struct Library {
  std::filesystem::path path;  ///< "" where it could not be opened
  std::string version;         ///< "1.32.0"
  std::string problem;         ///< why it cannot be used, and how to get it; "" where it can
};
const Library& library();

/// The environment of all sessions. Errors: slipway::Error of kind kUnavailable with Library::problem.
Ort::Env& environment();

/// "CPUExecutionProvider", ...
std::vector<std::string> providers();

/// The message of an error of ONNX Runtime, in one line; "out of memory" where that is what it says.
std::string message_of(const Ort::Exception& error);

}  // namespace slipway::backend::onnxruntime
