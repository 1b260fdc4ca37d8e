// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

namespace {

struct Thrower {
  Thrower() { throw std::runtime_error("no licence was found"); }
};
const Thrower kThrower;

}  // namespace
