// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/backend_config.h"

#include <cstdlib>

#include "base/error.h"
#include "base/strings.h"
#include "slipway/backend.h"

namespace slipway::convert {
namespace {

/// The value at a path such as "model_inputs.0.opt_shapes", or the nearest one around it that is there.
const config::Value& nearest_value(const config::Value& root, const std::string& path) {
  const config::Value* value = &root;
  if (path.empty()) return *value;
  for (const std::string& key : split(path, '.')) {
    const config::Value* next = nullptr;
    if (value->is_dict()) {
      next = value->find(key);
    } else if (value->is_sequence()) {
      const auto index = static_cast<size_t>(std::strtoul(key.c_str(), nullptr, 10));
      if (index < value->size()) next = &value->at(index);
    }
    if (next == nullptr) break;
    value = next;
  }
  return *value;
}

}  // namespace

void check_backend_config(const package::DeployConfig& deploy, const std::string& file) {
  const config::Value& config = deploy.config.at("backend_config");
  std::vector<std::string> lines;
  for (const backend::ConfigProblem& problem : backend::get(deploy.backend).check_config(config::to_json(config))) {
    const std::string place = nearest_value(config, problem.key).location().text();
    lines.push_back(fmt::format("{}: backend_config{}{}: {}", place.empty() ? file : place,
                                problem.key.empty() ? "" : ".", problem.key, problem.message));
  }
  if (lines.size() == 1) fail("{}", lines.front());
  if (!lines.empty()) fail("{} has {} problems:\n  {}", file, lines.size(), join(lines, "\n  "));
}

}  // namespace slipway::convert
