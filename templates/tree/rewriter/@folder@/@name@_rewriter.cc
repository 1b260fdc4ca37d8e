// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Deployed, @Name@ takes the mean by a pooling, which runtimes have a faster operator for.
#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "@include@/@name@.h"
#include "rewrite/rewriter.h"

namespace slipway::model {
namespace {

/// In here, self.centre() is the original.
Tensors deployed_@name@(const @Name@& self, const Tensors& inputs, const rewrite::Context& context) {
  if (context.ir == "torchscript") return self.centre(inputs);
  const Tensor& x = inputs.front();
  return {x - at::adaptive_avg_pool2d(x, {1, 1})};
}

// For any backend; {.backend = "ncnn"} as a last argument makes it one for that backend, which comes before.
const rewrite::RewriteFunction k@Name@Centre({"@dotted@.centre"}, deployed_@name@);

}  // namespace
}  // namespace slipway::model
