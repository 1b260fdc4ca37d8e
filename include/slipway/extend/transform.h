// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of transforms, in two parts: one makes JSON of the model config's entry (for pipeline.json), the other
/// applies it to an image, made from that JSON.
///
///     const RegisterTransform kPackage({"mmpose.MyTransform"}, my_transform);             // config -> JSON
///     const Registration kRuntime(transforms(), "MyTransform", make_my_transform);        // JSON -> pixels
#pragma once

#include <opencv2/core.hpp>

#include "base/error.h"
#include "package/transform.h"
#include "runtime/transform/transform.h"

namespace slipway::extend {

using slipway::fail;
using slipway::ImageMeta;
using slipway::Registration;

/// @name From the config
/// @{
using config::Args;
using config::Value;
using package::check_transform_keys;
using package::RegisterTransform;
using package::TransformContext;
using package::written_type;
/// @}

/// @name On an image
/// @{
using runtime::Params;
using runtime::Sample;
using runtime::Stage;
using runtime::Transform;
using runtime::transforms;
/// @}

}  // namespace slipway::extend
