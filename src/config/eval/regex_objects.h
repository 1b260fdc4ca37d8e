// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/utf8.h"
#include "config/eval/evaluator.h"
#include "config/python_text.h"
#include "config/regex/regex.h"

namespace slipway::config {

struct PatternObject : Object {
  const Regex* regex;  ///< the session's
  StringObject* text;
};

struct MatchObject : Object {
  PatternObject* pattern;
  StringObject* string;
  Span<int64_t> spans;    ///< as Regex::Spans, in characters
  Span<int64_t> offsets;  ///< the same in bytes
};

BuiltinFunction find_pattern_method(std::string_view name);
BuiltinFunction find_match_method(std::string_view name);
/// An attribute of a pattern or a match that is no method; null where there is none.
Object* regex_attribute(Evaluator& evaluator, Object* object, std::string_view name);
/// `match[group]`
Object* match_group(Evaluator& evaluator, MatchObject* match, Object* group);

}  // namespace slipway::config
