// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "draw/draw.h"
#include "run/frames.h"
#include "run/options.h"
#include "slipway/result.h"

namespace slipway::run {

/// The models of a run.
struct Models {
  std::vector<std::string> classes;  ///< names by label, of whose labels results have; empty where they are not known
  draw::SkeletonInfo skeleton;       ///< of the poses; empty where it is not known
  std::string title;                 ///< "Detector 'rtmdet', onnxruntime, FP32"
  std::function<std::vector<Result>(const std::vector<Frame>&)> run;
};

/// Loads them by the SDK. Errors: slipway::Error.
Models load_models(const Options& options);
/// What slw_session_info_json() says of a model directory. Errors: slipway::Error.
std::string session_info(const std::string& folder);

}  // namespace slipway::run
