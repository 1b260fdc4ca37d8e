// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "config/big_integer.h"
#include "config/syntax/parser.h"
#include "config/syntax/string_literal.h"

namespace slipway::config {

const Expr* Parser::atom() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kNumber:
      return number();
    case TokenKind::kString:
      return strings();
    case TokenKind::kName: {
      if (token.text == "None") return constant(none(), next().place);
      if (token.text == "True") return constant(boolean(true), next().place);
      if (token.text == "False") return constant(boolean(false), next().place);
      if (is_keyword(token.text)) unexpected();
      Expr* expr = make(ExprKind::kName, next().place);
      expr->constant = heap_.intern(token.text);
      return expr;
    }
    case TokenKind::kOperator:
      if (token.text == "(") return parenthesized();
      if (token.text == "[") return list_display();
      if (token.text == "{") return brace_display();
      if (token.text == "...") return constant(ellipsis(), next().place);
      [[fallthrough]];
    default:
      unexpected();
  }
}

const Expr* Parser::number() {
  const Token& token = next();
  std::string digits;
  for (const char c : token.text)
    if (c != '_') digits += static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  int base = 10;
  size_t start = 0;
  if (digits.size() > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'o' || digits[1] == 'b')) {
    base = digits[1] == 'x' ? 16 : digits[1] == 'o' ? 8 : 2;
    start = 2;
  }
  if (base == 10 && digits.find_first_of(".e") != std::string::npos) {
    double value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ec == std::errc::result_out_of_range) value = std::strtod(digits.c_str(), nullptr);
    return constant(heap_.real(value), token.place);
  }
  int64_t value = 0;
  const auto result = std::from_chars(digits.data() + start, digits.data() + digits.size(), value, base);
  if (result.ec == std::errc::result_out_of_range) {
    const std::string decimal = decimal_digits(std::string_view(digits).substr(start), base);
    if (decimal.empty())
      source_.fail_at(token.place, fmt::format("this integer has more than {} digits", kMaxIntegerDigits));
    if (base == 10 && digits[0] == '0')
      source_.fail_at(token.place, "syntax error: a decimal integer must not begin with 0");
    return constant(heap_.integer(decimal), token.place);
  }
  if (result.ec != std::errc()) source_.fail_at(token.place, "syntax error: this is no integer");
  if (base == 10 && digits.size() > 1 && digits[0] == '0' && value != 0)
    source_.fail_at(token.place, "syntax error: a decimal integer must not begin with 0");
  return constant(heap_.integer(value), token.place);
}

const Expr* Parser::strings() {
  const Place place = peek().place;
  std::string text;
  std::vector<const Expr*> parts;
  bool bytes = false;
  bool formatted = false;
  bool first = true;
  while (peek().kind == TokenKind::kString) {
    const Token& token = next();
    const StringLiteral literal = open_string_literal(token.text);
    if (!first && literal.bytes != bytes)
      source_.fail_at(token.place, "syntax error: bytes and text literals do not mix");
    bytes = literal.bytes;
    if (first && !literal.formatted && !literal.bytes && peek().kind != TokenKind::kString &&
        (literal.raw || literal.body.find_first_of("\\\r") == std::string_view::npos) &&
        literal.body.find('\r') == std::string_view::npos)
      return constant(heap_.intern(literal.body), place);
    first = false;
    if (literal.formatted) {
      formatted = true;
      if (!text.empty()) parts.push_back(constant(heap_.string(text), place));
      text.clear();
      f_string(literal.body, token, literal.raw, parts, 0);
    } else {
      text += decode_string_literal(literal.body, literal.raw, literal.bytes, source_, token.place);
    }
  }
  if (bytes) return constant(heap_.bytes(text), place);
  if (!formatted) return constant(heap_.intern(text), place);
  if (!text.empty()) parts.push_back(constant(heap_.string(text), place));
  Expr* expr = make(ExprKind::kFString, place);
  expr->items = to_span(heap_.arena(), parts);
  return expr;
}

const Expr* Parser::parenthesized() {
  const Place place = next().place;
  if (accept_op(")")) return make(ExprKind::kTuple, place);
  if (is_word("yield")) {
    const Expr* expr = expressions();
    expect_op(")");
    return expr;
  }
  const Expr* first = star_or_expression();
  if (is_word("for") || is_word("async")) {
    Expr* expr = make(ExprKind::kGenerator, place);
    expr->a = first;
    expr->clauses = comprehension_clauses();
    expect_op(")");
    return expr;
  }
  if (!is_op(",")) {
    expect_op(")");
    if (first->kind == ExprKind::kStarred) source_.fail_at(place, "syntax error: a starred expression stands alone");
    return first;
  }
  std::vector<const Expr*> items{first};
  while (accept_op(",") && !is_op(")")) items.push_back(star_or_expression());
  expect_op(")");
  Expr* expr = make(ExprKind::kTuple, place);
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::list_display() {
  const Place place = next().place;
  Expr* expr = make(ExprKind::kList, place);
  if (accept_op("]")) return expr;
  const Expr* first = star_or_expression();
  if (is_word("for") || is_word("async")) {
    expr->kind = ExprKind::kListComp;
    expr->a = first;
    expr->clauses = comprehension_clauses();
    expect_op("]");
    return expr;
  }
  std::vector<const Expr*> items{first};
  while (accept_op(",") && !is_op("]")) items.push_back(star_or_expression());
  expect_op("]");
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::brace_display() {
  const Place place = next().place;
  Expr* expr = make(ExprKind::kDict, place);
  if (accept_op("}")) return expr;
  std::vector<KeyValue> pairs;
  if (accept_op("**")) {
    pairs.push_back({nullptr, binary(1)});
  } else {
    const Expr* first = star_or_expression();
    if (!is_op(":")) {
      expr->kind = ExprKind::kSet;
      if (is_word("for") || is_word("async")) {
        expr->kind = ExprKind::kSetComp;
        expr->a = first;
        expr->clauses = comprehension_clauses();
        expect_op("}");
        return expr;
      }
      std::vector<const Expr*> items{first};
      while (accept_op(",") && !is_op("}")) items.push_back(star_or_expression());
      expect_op("}");
      expr->items = to_span(heap_.arena(), items);
      if (items.size() == 1)
        if (const Expr* variable = base_variable(items[0])) return variable;
      return expr;
    }
    next();
    const Expr* value = expression();
    if (is_word("for") || is_word("async")) {
      expr->kind = ExprKind::kDictComp;
      expr->a = first;
      expr->b = value;
      expr->clauses = comprehension_clauses();
      expect_op("}");
      return expr;
    }
    pairs.push_back({first, value});
  }
  while (accept_op(",") && !is_op("}")) {
    if (accept_op("**")) {
      pairs.push_back({nullptr, binary(1)});
      continue;
    }
    const Expr* key = expression();
    expect_op(":");
    pairs.push_back({key, expression()});
  }
  expect_op("}");
  expr->pairs = to_span(heap_.arena(), pairs);
  return expr;
}

/// `{{_base_.a.b}}` reads as a set in a set and `{{_base_.a.b:default}}` as a dict in a set: neither makes sense in
/// Python, so they are free to mean "the value of a.b in the bases".
const Expr* Parser::base_variable(const Expr* inner) {
  const Expr* path = nullptr;
  const Expr* fallback = nullptr;
  if (inner->kind == ExprKind::kSet && inner->items.size == 1) {
    path = inner->items[0];
  } else if (inner->kind == ExprKind::kDict && inner->pairs.size == 1 && inner->pairs[0].key != nullptr) {
    path = inner->pairs[0].key;
    fallback = inner->pairs[0].value;
  } else {
    return nullptr;
  }
  if (path->kind != ExprKind::kAttribute) return nullptr;
  const Expr* root = path;
  while (root->kind == ExprKind::kAttribute) root = root->a;
  if (root->kind != ExprKind::kName || root->name() != "_base_") return nullptr;
  Expr* expr = make(ExprKind::kBaseVariable, root->place);
  expr->a = path;
  expr->b = fallback;
  return expr;
}

Span<ForClause> Parser::comprehension_clauses() {
  const Depth depth(*this);
  std::vector<ForClause> clauses;
  while (is_word("for") || is_word("async")) {
    if (is_word("async")) fail("asynchronous comprehensions are not part of the config language");
    next();
    ForClause clause{target_list(), nullptr, {}};
    expect_word("in");
    clause.iterable = disjunction();
    std::vector<const Expr*> conditions;
    while (accept_word("if")) conditions.push_back(is_word("lambda") ? lambda() : disjunction());
    clause.conditions = to_span(heap_.arena(), conditions);
    clauses.push_back(clause);
  }
  return to_span(heap_.arena(), clauses);
}

const Expr* Parser::call(const Expr* callee) {
  const Depth depth(*this);
  Expr* expr = make(ExprKind::kCall, callee->place);
  next();
  expr->a = callee;
  std::vector<Argument> arguments;
  bool keywords = false;
  while (!is_op(")")) {
    Argument argument{nullptr, nullptr, peek().place, 0};
    if (accept_op("*")) {
      argument.stars = 1;
      argument.value = expression();
    } else if (accept_op("**")) {
      argument.stars = 2;
      argument.value = expression();
    } else if (peek().kind == TokenKind::kName && is_op("=", 1)) {
      const Token& name = expect_name();
      next();
      keywords = true;
      argument.name = heap_.intern(name.text);
      argument.value = expression();
    } else {
      argument.value = expression();
      if (is_word("for") || is_word("async")) {
        Expr* generator = make(ExprKind::kGenerator, argument.place);
        generator->a = argument.value;
        generator->clauses = comprehension_clauses();
        argument.value = generator;
      } else if (keywords) {
        source_.fail_at(argument.place, "syntax error: a positional argument follows a keyword argument");
      }
    }
    arguments.push_back(argument);
    if (!accept_op(",")) break;
  }
  expect_op(")");
  expr->arguments = to_span(heap_.arena(), arguments);
  return expr;
}

const Expr* Parser::slice() {
  const Place place = peek().place;
  const Expr* start = nullptr;
  if (!is_op(":")) {
    start = star_or_expression();
    if (!is_op(":")) return start;
  }
  next();
  Expr* expr = make(ExprKind::kSlice, place);
  expr->a = start;
  if (!is_op(":") && !is_op("]") && !is_op(",")) expr->b = expression();
  if (accept_op(":") && !is_op("]") && !is_op(",")) expr->c = expression();
  return expr;
}

const Expr* Parser::subscript(const Expr* object) {
  const Depth depth(*this);
  Expr* expr = make(ExprKind::kSubscript, next().place);
  expr->a = object;
  const Place place = peek().place;
  const Expr* index = slice();
  if (is_op(",")) {
    std::vector<const Expr*> items{index};
    while (accept_op(",") && !is_op("]")) items.push_back(slice());
    Expr* tuple = make(ExprKind::kTuple, place);
    tuple->items = to_span(heap_.arena(), items);
    index = tuple;
  }
  expect_op("]");
  expr->b = index;
  return expr;
}

}  // namespace slipway::config
