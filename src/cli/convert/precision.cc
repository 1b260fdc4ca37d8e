// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/convert/precision.h"

#include <algorithm>

#include "base/error.h"
#include "base/strings.h"
#include "slipway/backend.h"

namespace slipway::cli {
namespace {

/// Where the config says it: "configs/a.py:3:1: backend_config.precision".
std::string place(const package::DeployConfig& deploy, const std::string& file) {
  const config::Value& backend = deploy.config.at("backend_config");
  const config::Value* value = backend.find("precision");
  if (value == nullptr || !value->is_string()) {
    const config::Value* common = backend.find("common_config");
    value = common == nullptr || !common->is_dict()
                ? nullptr
                : common->find(deploy.precision == "INT8" ? "int8_mode" : "fp16_mode");
  }
  if (value == nullptr) return file + ": backend_config";
  const std::string location = value->location().text();
  return fmt::format("{}: {}", location.empty() ? file : location, value->path());
}

}  // namespace

void require_known_precision(const package::DeployConfig& deploy, const std::string& file) {
  if (deploy.precision == "INT8")
    fail("{}: precision INT8 is not yet supported in this version of Slipway, for any backend; supported: FP32, FP16",
         place(deploy, file));
}

void require_supported_precision(const package::DeployConfig& deploy, const std::string& file) {
  const std::vector<std::string_view> taken = backend::get(deploy.backend).precisions();
  if (std::find(taken.begin(), taken.end(), deploy.precision) != taken.end()) return;
  fail("{}: backend '{}' has no precision {} in Slipway; it has: {}", place(deploy, file), deploy.backend,
       deploy.precision, join(std::vector<std::string>(taken.begin(), taken.end()), ", "));
}

}  // namespace slipway::cli
