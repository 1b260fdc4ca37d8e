// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::backend::ncnn {

/// The program pnnx, which converts ONNX to ncnn: of SLIPWAY_PNNX, beside this library, as `make backends` left it, of
/// PATH. Errors: slipway::Error, kind kUnavailable, that says how to get it.
std::filesystem::path find_pnnx();

/// Runs pnnx on FOLDER/model.onnx, in `folder`, where it leaves model.ncnn.param and model.ncnn.bin beside much else.
/// @param shapes one text per set of input shapes, such as "[1,3,224,224]"; two sets make what differs dynamic
/// Errors: slipway::Error with the last lines that pnnx wrote.
void run_pnnx(const std::filesystem::path& folder, const std::vector<std::string>& shapes);

}  // namespace slipway::backend::ncnn
