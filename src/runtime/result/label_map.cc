// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "runtime/result/json.h"

namespace slipway::runtime {

nlohmann::json to_json(const LabelMap& map) { return {{"shape", {map.height, map.width}}, {"labels", map.labels}}; }

}  // namespace slipway::runtime
