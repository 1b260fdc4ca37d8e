// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/config_options.h"

#include "base/strings.h"

namespace slipway::package {

void apply_config_options(const std::vector<std::string>& options, config::Value& deploy, config::Value& model) {
  std::vector<std::pair<std::string, config::Value>> for_deploy, for_model;
  for (const std::string& option : options) {
    std::string text = option;
    bool to_deploy = false;
    bool to_model = false;
    for (const auto& [prefix, flag] : {std::pair{"deploy:", &to_deploy}, std::pair{"model:", &to_model}})
      if (starts_with(text, prefix)) {
        *flag = true;
        text.erase(0, std::string_view(prefix).size());
      }
    auto [key, value] = config::parse_option(text);
    if (!to_deploy && !to_model) to_deploy = deploy.contains(split(key, '.').front());
    (to_deploy ? for_deploy : for_model).emplace_back(std::move(key), std::move(value));
  }
  config::merge(deploy, for_deploy);
  config::merge(model, for_model);
}

}  // namespace slipway::package
