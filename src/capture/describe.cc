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
  // What is captured has shapes only; a tensor made without the options of an input is a real one.
  if (text.starts_with("Expected all tensors to be on the same device"))
    return "a tensor was created apart from the inputs of the network; give what you create the options of one "
           "(x.options())";
  return text.substr(0, text.find('\n'));
}

}  // namespace slipway::capture
