// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "convert/interface.h"

namespace slipway::convert {

/// @name The commands of libslipway_convert.so; see ConvertLibrary
/// @{
int deploy(const DeployOptions& options);
int inspect(const InspectOptions& options);
int convert(const ConvertOptions& options);
int check_module(const CheckModuleOptions& options);
void list(const std::string& what);
std::unique_ptr<evaluate::Reference> open_reference(const evaluate::ReferenceRequest& request);
/// @}

}  // namespace slipway::convert
