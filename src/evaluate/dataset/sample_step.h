// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "base/registry.h"
#include "evaluate/dataset/dataset.h"
#include "slipway/config.h"

namespace slipway::evaluate {

/// What a dataset within a combined one does with its samples before they are put together with those of others: a
/// step of its `pipeline` that changes annotations and opens no image.
/// Changes the items of `dataset` and what its info says of keypoints; annotations that the step cannot take leave the
/// items and go to `dataset.bad`. Errors: slipway::Error for arguments that do not fit the dataset.
using SampleStep = std::function<void(const config::Value& step, Dataset& dataset)>;

/// Keys are "scope.Type" ("mmpose.KeypointConverter").
Registry<SampleStep>& sample_steps();

}  // namespace slipway::evaluate
