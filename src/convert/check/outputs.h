// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "slipway/result.h"
#include "task/task.h"

namespace slipway::convert {

/// The result of one image as the outputs of a deployed network say it, in input_px; none where they leave it to the
/// runtime (candidates, vectors of scores), or are not what the roles say.
std::optional<Result> result_of_outputs(const std::vector<task::Role>& roles, const model::Tensors& outputs,
                                        int64_t image);

/// The meta of images that were not touched on their way into the network: input_px are image_px.
ImageMeta untouched(int64_t height, int64_t width);

/// Boxes inside the image, as the runtime clamps them.
void clamp_boxes(Result& result, const ImageMeta& meta);
/// Whether it holds no instances; classes and maps always say something.
bool is_empty(const Result& result);

/// Of two tensors of one shape, where they differ most: "[0,3,1] is 0.51, PyTorch 0.49".
std::string worst_element(const at::Tensor& actual, const at::Tensor& reference);

/// "f32[2,100,5]"
std::string describe_tensor(const at::Tensor& tensor);

}  // namespace slipway::convert
