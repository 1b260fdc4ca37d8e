// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of backends: one inference runtime, by the name that deploy configs give in `backend_config.type`.
///
///     class MyBackend : public Backend { ... };
///     const RegisterBackend kMine(std::make_unique<MyBackend>());
#pragma once

#include "backend/register.h"
#include "base/error.h"
#include "slipway/backend.h"

namespace slipway::extend {

using slipway::DType;
using slipway::fail;
using slipway::HostTensor;

using backend::Availability;
using backend::Backend;
using backend::Capabilities;
using backend::ConfigProblem;
using backend::RegisterBackend;
using backend::Session;
using backend::SessionOptions;
using backend::TensorInfo;

}  // namespace slipway::extend
