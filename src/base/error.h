// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How Slipway's own code throws; the public header knows neither fmt nor these.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "slipway/error.h"  // IWYU pragma: export

namespace slipway {

/// Throws Error with a formatted message: `fail("{}: no such file", path)`.
template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...));
}

/// Runs `body`; an Error that leaves it gets `context` added.
template <typename Body>
decltype(auto) with_context(const std::string& context, Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (Error& e) {
    e.in(context);
    throw;
  }
}

/// Throws InternalError when an invariant of our own does not hold.
void require(bool condition, const char* what);

}  // namespace slipway
