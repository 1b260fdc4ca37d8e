// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draw/draw.h"
#include "slipway/config.h"

namespace slipway::evaluate {

/// How the keypoints of the test dataset are joined and coloured, from its `metainfo` (inline or `from_file`); empty
/// where the config does not say, which means COCO for 17 keypoints.
draw::SkeletonInfo find_skeleton(const config::Value& model_config);

}  // namespace slipway::evaluate
