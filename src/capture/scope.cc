// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/scope.h"

namespace slipway::capture {
namespace {
thread_local std::string current_scope;
}

Scope::Scope(const std::string& name) : previous_length_(current_scope.size()) {
  if (!current_scope.empty()) current_scope += '.';
  current_scope += name;
}

Scope::~Scope() { current_scope.resize(previous_length_); }

std::string Scope::current() { return current_scope; }

}  // namespace slipway::capture
