// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What builtin functions and methods share.
#pragma once

#include <string_view>

#include "config/eval/evaluator.h"

namespace slipway::config {

/// An Error where a call has too many or too few positional arguments, or any by name.
void positional_only(Evaluator& e, const Arguments& arguments, std::string_view name, size_t least, size_t most);
/// An Error where a call has more positional arguments.
void at_most(Evaluator& e, const Arguments& arguments, std::string_view name, size_t most);
/// The value of an argument by name; null where it is not given.
Object* keyword(const Arguments& arguments, std::string_view name);
/// Sorts in place by the `key` and `reverse` of the arguments; stable.
void sort_list(Evaluator& e, ListObject* list, const Arguments& arguments);
/// Python's float(text); false where it is none.
bool parse_float(std::string_view text, double& value);

}  // namespace slipway::config
