// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace slipway::cli {

/// The folder of the deploy configs that come with the program: share/slipway/configs of an installation, configs/ of a
/// checkout that it was built in. Empty where there is none.
std::filesystem::path shipped_configs();

}  // namespace slipway::cli
