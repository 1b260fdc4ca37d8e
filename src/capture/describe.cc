// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/describe.h"

#include <c10/util/Exception.h>

namespace slipway::capture {

std::string describe(const graph::Node& node) {
  return node.scope.empty() ? node.full_name() : fmt::format("{} in {}", node.full_name(), node.scope);
}

std::string first_line(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  const std::string text = torch_error != nullptr ? torch_error->what_without_backtrace() : error.what();
  return text.substr(0, text.find('\n'));
}

}  // namespace slipway::capture
