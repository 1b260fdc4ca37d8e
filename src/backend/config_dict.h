// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/strict_keys.h"
#include "slipway/backend.h"

namespace slipway::backend {

/// A dict of a backend_config while it is read. What is wrong becomes a problem in a list, and reading goes on with a
/// default, so that the user is told of everything at once.
class ConfigDict {
 public:
  /// The whole of backend_config. @param value, problems outlive this object
  ConfigDict(const nlohmann::json& value, std::vector<ConfigProblem>& problems);
  ConfigDict(nlohmann::json&& value, std::vector<ConfigProblem>& problems) = delete;  // it is not copied

  /// The value of a key, null where it is absent or None.
  const nlohmann::json* find(const std::string& key);
  bool flag(const std::string& key, bool fallback);
  /// A whole number not below 0.
  int64_t count(const std::string& key, int64_t fallback);
  /// A list of sizes from 1 on; empty where it is absent or wrong.
  std::vector<int64_t> shape(const std::string& key);
  /// A dict below a key; empty where it is absent or wrong.
  ConfigDict dict(const std::string& key);
  /// The one dict of a list of one dict, as `model_inputs` is; empty where it is absent or wrong.
  ConfigDict only_item(const std::string& key);
  /// All keys, where the user makes them up.
  std::vector<std::string> keys() const;

  void problem(const std::string& key, std::string message);
  /// Makes problems of the keys that nobody asked for. @param owner who does not know them: "OpenVINO"
  void finish(const std::string& owner);

 private:
  ConfigDict(const nlohmann::json& value, std::string path, std::vector<ConfigProblem>& problems);
  std::string path_of(const std::string& key) const;

  const nlohmann::json* value_;
  std::string path_;
  std::vector<ConfigProblem>* problems_;
  StrictKeys keys_;
};

/// Errors: slipway::Error that lists the problems, where there are any.
void throw_if_any(const std::vector<ConfigProblem>& problems);

}  // namespace slipway::backend
