// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::package {

/// A test pipeline for a classifier's config that only has a training pipeline (ImageNet-21k). It crops randomly to a
/// square of S px; the test pipeline that goes with it, in mmpretrain as elsewhere, makes the short edge S * 256 / 224
/// and cuts S x S px out of the centre.
/// @param notes gets one that says so: it is a convention, and nothing in the config
/// @return nothing where the training pipeline is another one
std::optional<config::Value> derive_test_pipeline(const config::Value& model_config, std::vector<std::string>& notes);

}  // namespace slipway::package
