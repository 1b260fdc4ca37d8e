// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/convert_library.h"

namespace slipway::cli {

/// @name The commands of libslipway_convert.so; see ConvertLibrary
/// @{
int deploy(const DeployOptions& options);
int inspect(const InspectOptions& options);
void list(const std::string& what);
std::unique_ptr<Reference> open_reference(const ReferenceRequest& request);
/// @}

}  // namespace slipway::cli
