// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace slipway::capture {

/// While one of these lives on this thread, captured nodes carry `name` below the enclosing scope ("backbone" + "stem"
/// = "backbone.stem"). Modules open one around their forward.
class Scope {
 public:
  explicit Scope(const std::string& name);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  /// Scopes of this thread joined with dots; "" outside any.
  static std::string current();

 private:
  size_t previous_length_;
};

}  // namespace slipway::capture
