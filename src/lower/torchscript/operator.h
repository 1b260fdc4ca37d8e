// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/registry.h"

namespace slipway::lower::torchscript {

/// Operators of our own (src/operator/), by their full name ("slipway::nms_mask"), as TorchScript: the source of a method
/// of standard operators, whose name is the operator's without its namespace and whose parameters after `self` are those
/// of its schema.
Registry<std::string>& operators();

/// The last line of an operator's file.
struct RegisterOperator {
  RegisterOperator(const char* name, const char* source) { operators().add(name, source); }
};

}  // namespace slipway::lower::torchscript
