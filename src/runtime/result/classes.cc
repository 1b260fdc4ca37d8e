// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "runtime/result/json.h"

namespace slipway::runtime {

nlohmann::json to_json(const Classes& classes) {
  nlohmann::json result{{"pred_score", classes.scores}, {"pred_label", classes.labels}};
  if (classes.exclusive()) result["pred_label"] = classes.label();
  return result;
}

}  // namespace slipway::runtime
