// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/eval/evaluator.h"

namespace slipway::config {

/// @name Types called as functions
/// @{
Object* dict_type(Evaluator& e, Object*, Arguments& a);
Object* list_type(Evaluator& e, Object*, Arguments& a);
Object* tuple_type(Evaluator& e, Object*, Arguments& a);
Object* set_type(Evaluator& e, Object*, Arguments& a);
Object* int_type(Evaluator& e, Object*, Arguments& a);
Object* float_type(Evaluator& e, Object*, Arguments& a);
Object* str_type(Evaluator& e, Object*, Arguments& a);
Object* bool_type(Evaluator& e, Object*, Arguments& a);
Object* range_type(Evaluator& e, Object*, Arguments& a);
Object* slice_type(Evaluator& e, Object*, Arguments& a);
/// @}

}  // namespace slipway::config
