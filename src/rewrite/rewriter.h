// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "slipway/config.h"

namespace torch::nn {
class Module;
}

namespace slipway::rewrite {

/// What the model is being prepared for.
struct Context {
  std::string backend;      ///< "onnxruntime", ...
  std::string ir = "onnx";  ///< "onnx" or "torchscript"
  config::Value deploy_config;
  /// Whether the backend can choose detections itself (order, suppression). Where it cannot, rewriters leave all
  /// candidates as outputs, and the runtime's decoder chooses.
  bool selects_detections = true;
  int64_t max_top_k = 0;  ///< the best how many the backend can choose; 0 for any number
};

/// Makes `context` the current one of this thread while it lives: calls of rewritable functions go to their rewriters.
/// Works in eager mode as well, so that a rewrite can be compared with the original on LibTorch alone.
class Activate {
 public:
  explicit Activate(const Context& context);
  ~Activate();
  Activate(const Activate&) = delete;
  Activate& operator=(const Activate&) = delete;

 private:
  const Context* previous_;
};

/// Replaces a function of a module. @param inputs the tensors that the original would get
using Function = std::function<std::vector<at::Tensor>(torch::nn::Module& self, const std::vector<at::Tensor>& inputs,
                                                       const Context& context)>;

struct Rewriter {
  std::string function;  ///< OpenMMLab's dotted name
  std::string backend;   ///< "" for any
  std::string ir;        ///< "" for any
  Function replacement;
};

/// Registers a rewriter from the last line of its file; a second one for the same function, backend and IR ends the
/// program at start.
struct RegisterRewriter {
  explicit RegisterRewriter(Rewriter rewriter);
};

/// Called by models around a function that deployment may replace. Runs the rewriter that fits the current context
/// (backend and IR both named win over one of them, that over none), or `original` where there is no context or no
/// rewriter.
std::vector<at::Tensor> call(std::string_view function, torch::nn::Module& self, const std::vector<at::Tensor>& inputs,
                             const std::function<std::vector<at::Tensor>()>& original);

/// "function [backend, ir]" of all rewriters, sorted.
std::vector<std::string> list_rewriters();

}  // namespace slipway::rewrite
