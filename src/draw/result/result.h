// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draw/canvas.h"

namespace slipway::draw {

/// @name How results are drawn, one file for each kind
/// @{
void draw(Canvas& canvas, const Instances& instances, const Options& options);
void draw(Canvas& canvas, const Classes& classes, const Options& options);
void draw(Canvas& canvas, const LabelMap& map, const Options& options);
/// @}

}  // namespace slipway::draw
