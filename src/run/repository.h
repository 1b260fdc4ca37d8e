// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "run/options.h"

namespace slipway::run {

/// A repository of the network alone: images become its input, and outputs results, in the client, as pipeline.json
/// beside it says. Errors: slipway::Error for a model that the server does not run; nothing is written then.
int export_repository(const RepositoryOptions& options);

}  // namespace slipway::run
