// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/versions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "slipway/backend.h"
#include "slipway_versions.h"

namespace slipway::cli {
namespace {

/// JSON's null where something is not built in.
nlohmann::ordered_json version_or_null(const std::string& version) {
  return version.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(version);
}

}  // namespace

std::string version_text(bool json) {
  if (!json) return "slipway " SLIPWAY_VERSION;
  nlohmann::ordered_json document{{"slipway", SLIPWAY_VERSION},
                                  {"compiler", SLIPWAY_COMPILER},
                                  {"build_type", SLIPWAY_BUILD_TYPE},
                                  {"libtorch", version_or_null(SLIPWAY_TORCH_VERSION)},
                                  {"onnx", version_or_null(SLIPWAY_ONNX_VERSION)},
                                  {"protobuf", version_or_null(SLIPWAY_PROTOBUF_VERSION)},
                                  {"opencv", version_or_null(SLIPWAY_OPENCV_VERSION)},
                                  {"backends", nlohmann::ordered_json::object()}};
  for (const BackendLine& line : backend_lines(true))
    if (line.available) document["backends"][line.name] = line.text;
  return document.dump(2);
}

std::vector<BackendLine> backend_lines(bool load) {
  std::vector<BackendLine> lines;
  for (const std::string& name : backend::supported_backends()) {
    const backend::Availability state = load ? backend::availability(name) : backend::installed(name);
    const std::string there = load ? state.version : "installed";
    lines.push_back({name, state.available ? there : "not available: " + state.reason, state.available});
  }
  return lines;
}

std::string unsupported_backends() {
  const std::vector<std::string> supported = backend::supported_backends();
  std::vector<std::string> others;
  for (const std::string& name : backend::known_backends())
    if (std::find(supported.begin(), supported.end(), name) == supported.end()) others.push_back(name);
  return join(others, ", ");
}

}  // namespace slipway::cli
