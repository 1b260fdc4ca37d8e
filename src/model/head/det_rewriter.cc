// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Detectors return raw maps per level; deployed, they return dets and labels, chosen inside the graph, or all
// candidates where the backend cannot choose.
#include "model/head/det_head.h"
#include "package/post_processing.h"

namespace slipway::model {

Tensors deploy_detections(const DetHead& head, const Tensors& raw, const rewrite::Context& context) {
  const Candidates all = head.decode(raw);
  if (!context.capabilities.selects_detections) return {all.all()};
  const task::PostProcessing how = task::kept_within(
      context.capabilities.max_top_k, package::read_post_processing(context.deploy_config, head.settings()));
  const Selected selected = select(all, how);
  return {selected.dets(), selected.labels};
}

}  // namespace slipway::model
