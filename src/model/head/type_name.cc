// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/head/type_name.h"

#include <algorithm>

#include "base/strings.h"
#include "config/scope.h"
#include "model/args.h"

namespace slipway::model {

std::string require_type_name(const config::Value& config, std::string_view what,
                              const std::vector<std::string>& known) {
  if (config.find("type") == nullptr) fail("{}: a {} has a 'type'", place(config), what);
  const config::Value& type = config.at("type");
  const std::string name = config::parse_type_name(type.as_string()).name;
  if (std::find(known.begin(), known.end(), name) == known.end())
    fail("{}: {} '{}' is not supported{}", place(type), what, type.as_string(), did_you_mean(name, known));
  return name;
}

}  // namespace slipway::model
