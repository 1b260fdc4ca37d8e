// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of rewriters: what replaces a function or a module of a model when it is deployed. Operators:
/// slipway/extend/operator.h.
///
///     Tensors predict(const MyHead& head, const Tensors& raw, const Context& context) {
///       if (!context.capabilities.selects_detections) return {head.decode(raw).all()};
///       return smaller(head.predict_by_feat(raw));  // in here, the function is the original
///     }
///     const RewriteFunction kPredict({"my_models.my_head.MyHead.predict_by_feat"}, predict, {.backend = "ncnn"});
#pragma once

#include "model/head/selection.h"
#include "package/post_processing.h"
#include "slipway/extend/model.h"

namespace slipway::extend {

using model::RewriteModule;
using rewrite::Context;
using rewrite::RewriteFunction;
using rewrite::Target;

/// @name Choosing detections inside the graph
/// @{
using model::Candidates;
using model::frame_limits;  ///< f32[4] to which boxes are clamped
using model::Kept;
using model::multiclass_nms;  ///< boxes and scores -> dets, labels, and the index of what was kept
using model::select;          ///< what PyTorch's post-processing keeps, at every batch size
using model::Selected;
using model::take_rows;
using package::read_post_processing;
using task::PostProcessing;
/// How instances are chosen in this deployment: the model's settings and the deploy config's limits, as far as the
/// backend can keep them.
inline PostProcessing post_processing(const Context& context, const task::ModelSettings& settings) {
  return task::kept_within(context.capabilities.max_top_k,
                           package::read_post_processing(context.deploy_config, settings));
}
/// @}

}  // namespace slipway::extend
