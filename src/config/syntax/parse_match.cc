// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The match statement and its patterns, by the names of Python's grammar.
#include <algorithm>

#include "config/syntax/parser.h"

namespace slipway::config {

bool Parser::at_match() const {
  // The line ends in a colon, and the first line of its block begins with `case`.
  size_t ahead = 1;
  while (peek(ahead).kind != TokenKind::kNewline && peek(ahead).kind != TokenKind::kEnd) ++ahead;
  return ahead > 2 && is_op(":", ahead - 1) && peek(ahead + 1).kind == TokenKind::kIndent && is_word("case", ahead + 2);
}

const Stmt* Parser::match_statement() {
  const Depth depth(*this);
  Stmt* stmt = make_stmt(StmtKind::kMatch, next().place);
  stmt->value = expressions();
  expect_op(":");
  next();  // the line end and the indentation, which at_match() has seen
  next();
  std::vector<MatchCase> cases;
  while (peek().kind != TokenKind::kDedent && peek().kind != TokenKind::kEnd) cases.push_back(match_case());
  if (peek().kind == TokenKind::kDedent) next();
  stmt->cases = to_span(heap_.arena(), cases);
  return stmt;
}

MatchCase Parser::match_case() {
  if (!is_word("case")) fail("syntax error: expected 'case'");
  next();
  MatchCase result{case_pattern(), nullptr, {}};
  if (accept_word("if")) result.guard = expression();
  result.body = to_span(heap_.arena(), block());
  return result;
}

const Pattern* Parser::case_pattern() {
  const Place place = peek().place;
  const Pattern* first = star_or_pattern();
  if (!is_op(",")) {
    if (first->kind == PatternKind::kStar) source_.fail_at(place, "syntax error: a starred pattern needs a comma");
    return first;
  }
  std::vector<const Pattern*> items{first};
  while (accept_op(",") && !is_op(":") && !is_word("if")) items.push_back(star_or_pattern());
  Pattern* result = make_pattern(PatternKind::kSequence, place);
  result->items = to_span(heap_.arena(), items);
  return result;
}

const Pattern* Parser::star_or_pattern() {
  if (!is_op("*")) return as_pattern();
  Pattern* star = make_pattern(PatternKind::kStar, next().place);
  star->name = pattern_name();
  return star;
}

/// The name of a capture; null for `_`.
StringObject* Parser::pattern_name() {
  const Token& name = expect_name();
  return name.text == "_" ? nullptr : heap_.intern(name.text);
}

const Pattern* Parser::as_pattern() {
  const Depth depth(*this);
  const Place place = peek().place;
  const Pattern* pattern = or_pattern();
  if (!accept_word("as")) return pattern;
  Pattern* result = make_pattern(PatternKind::kAs, place);
  result->items = to_span(heap_.arena(), std::vector<const Pattern*>{pattern});
  result->name = pattern_name();
  if (result->name == nullptr) source_.fail_at(place, "syntax error: '_' is no name for a pattern");
  return result;
}

const Pattern* Parser::or_pattern() {
  const Place place = peek().place;
  std::vector<const Pattern*> items{closed_pattern()};
  while (accept_op("|")) items.push_back(closed_pattern());
  if (items.size() == 1) return items.front();
  Pattern* result = make_pattern(PatternKind::kOr, place);
  result->items = to_span(heap_.arena(), items);
  return result;
}

const Pattern* Parser::closed_pattern() {
  const Depth depth(*this);
  switch (peek().kind) {
    case TokenKind::kNumber:
    case TokenKind::kString:
      return literal_pattern();
    case TokenKind::kName:
      if (is_word("None") || is_word("True") || is_word("False")) return literal_pattern();
      return name_pattern();
    default:
      break;
  }
  if (is_op("-")) return literal_pattern();
  if (is_op("(") || is_op("[")) return sequence_pattern();
  if (is_op("{")) return mapping_pattern();
  unexpected();
}

const Pattern* Parser::literal_pattern() {
  const bool same = peek().kind == TokenKind::kName;
  Pattern* result = make_pattern(same ? PatternKind::kSame : PatternKind::kEqual, peek().place);
  result->value = peek().kind == TokenKind::kOperator ? unary() : atom();
  if (result->value->kind == ExprKind::kFString)
    source_.fail_at(result->place, "syntax error: a pattern cannot be an f-string");
  return result;
}

/// `_`, a capture, a value by its dotted name, or a class with its arguments.
const Pattern* Parser::name_pattern() {
  const Place place = peek().place;
  if (!is_op(".", 1) && !is_op("(", 1)) {
    StringObject* name = pattern_name();
    Pattern* result = make_pattern(name == nullptr ? PatternKind::kAnything : PatternKind::kCapture, place);
    result->name = name;
    return result;
  }
  Expr* value = make(ExprKind::kName, place);
  value->constant = heap_.intern(expect_name().text);
  while (accept_op(".")) {
    Expr* attribute = make(ExprKind::kAttribute, peek().place);
    attribute->a = value;
    attribute->constant = heap_.intern(expect_name().text);
    value = attribute;
  }
  Pattern* result = make_pattern(PatternKind::kEqual, place);
  result->value = value;
  if (!accept_op("(")) return result;
  result->kind = PatternKind::kClass;
  if (peek().kind == TokenKind::kName && is_op("=", 1))
    fail("patterns by attributes of an object are not part of the config language");
  result->items = to_span(heap_.arena(), pattern_items(")"));
  return result;
}

/// What stands in brackets up to the closing one, which is passed.
std::vector<const Pattern*> Parser::pattern_items(std::string_view closing) {
  std::vector<const Pattern*> items;
  while (!accept_op(closing)) {
    items.push_back(star_or_pattern());
    if (!is_op(closing)) expect_op(",");
  }
  return items;
}

const Pattern* Parser::sequence_pattern() {
  const Place place = peek().place;
  const bool round = next().text == "(";
  const size_t start = at_;
  const std::vector<const Pattern*> items = pattern_items(round ? ")" : "]");
  // Round brackets around one pattern without a comma only hold it together.
  const bool comma = at_ >= start + 2 && tokens_[at_ - 2].kind == TokenKind::kOperator && tokens_[at_ - 2].text == ",";
  if (round && items.size() == 1 && !comma && items.front()->kind != PatternKind::kStar) return items.front();
  Pattern* result = make_pattern(PatternKind::kSequence, place);
  result->items = to_span(heap_.arena(), items);
  if (std::count_if(items.begin(), items.end(), [](const Pattern* p) { return p->kind == PatternKind::kStar; }) > 1)
    source_.fail_at(place, "syntax error: two starred patterns in one sequence");
  return result;
}

const Pattern* Parser::mapping_pattern() {
  Pattern* result = make_pattern(PatternKind::kMapping, next().place);
  std::vector<const Expr*> keys;
  std::vector<const Pattern*> items;
  while (!accept_op("}")) {
    if (accept_op("**")) {
      result->name = pattern_name();
    } else {
      const Pattern* key = closed_pattern();
      if (key->kind != PatternKind::kEqual && key->kind != PatternKind::kSame)
        source_.fail_at(key->place, "syntax error: a key of a pattern must be a literal or a dotted name");
      keys.push_back(key->value);
      expect_op(":");
      items.push_back(as_pattern());
    }
    if (!is_op("}")) expect_op(",");
  }
  result->keys = to_span(heap_.arena(), keys);
  result->items = to_span(heap_.arena(), items);
  return result;
}

}  // namespace slipway::config
