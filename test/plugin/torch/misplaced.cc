// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/extend/rewriter.h"

namespace {

using namespace slipway::extend;

Tensors nothing(const PoseHead&, const Tensors& raw, const Context&) { return raw; }
// No such method, and no such type.
const RewriteFunction kMethod({"mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHead.predct"}, nothing);
const RewriteFunction kType({"mmpose.models.heads.hybrid_heads.yoloxpose_head.YOLOXPoseHaed.forward"}, nothing);

}  // namespace
