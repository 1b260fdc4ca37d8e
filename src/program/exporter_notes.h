// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "program/inputs.h"
#include "program/program.h"

/// What tools/export/slipway_export.py writes beside a program: slipway.json. A file without it, or with another text
/// of that name, says nothing.
namespace slipway::program {

/// What outputs are called; empty where it does not say.
std::vector<std::string> output_names(const Program& program);

/// Names, types and sizes of the inputs, as --input of `slipway convert` takes them; empty where it does not say.
std::vector<DeclaredInput> noted_inputs(const Program& program);

/// {"dataset_meta": {"classes": [...], ...}} as a checkpoint's meta has it; an empty object where it does not say.
nlohmann::json checkpoint_meta(const Program& program);

}  // namespace slipway::program
