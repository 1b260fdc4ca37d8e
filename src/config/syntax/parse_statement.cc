// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "config/syntax/parser.h"

namespace slipway::config {
namespace {

std::optional<Operator> augmented_operator(std::string_view text) {
  if (text.size() < 2 || text.back() != '=') return std::nullopt;
  text.remove_suffix(1);
  if (text == "+") return Operator::kAdd;
  if (text == "-") return Operator::kSubtract;
  if (text == "*") return Operator::kMultiply;
  if (text == "/") return Operator::kDivide;
  if (text == "//") return Operator::kFloorDivide;
  if (text == "%") return Operator::kModulo;
  if (text == "**") return Operator::kPower;
  if (text == "<<") return Operator::kShiftLeft;
  if (text == ">>") return Operator::kShiftRight;
  if (text == "&") return Operator::kAnd;
  if (text == "|") return Operator::kOr;
  if (text == "^") return Operator::kXor;
  if (text == "@") return Operator::kMatMul;
  return std::nullopt;
}

}  // namespace

Module Parser::module() {
  std::vector<const Stmt*> body;
  while (peek().kind != TokenKind::kEnd) {
    if (peek().kind == TokenKind::kNewline)
      next();
    else
      statement(body);
  }
  return {to_span(heap_.arena(), body)};
}

std::vector<const Stmt*> Parser::block() {
  expect_op(":");
  std::vector<const Stmt*> body;
  if (peek().kind != TokenKind::kNewline) {
    simple_statement(body);
    return body;
  }
  next();
  if (peek().kind != TokenKind::kIndent) fail("expected an indented block");
  next();
  while (peek().kind != TokenKind::kDedent && peek().kind != TokenKind::kEnd) statement(body);
  if (peek().kind == TokenKind::kDedent) next();
  return body;
}

void Parser::statement(std::vector<const Stmt*>& out) {
  const Depth depth(*this);
  if (is_op("@")) {
    out.push_back(compound_unsupported("a decorator"));
    return;
  }
  if (peek().kind == TokenKind::kName) {
    const std::string_view word = peek().text;
    if (word == "if") return out.push_back(if_statement());
    if (word == "for") return out.push_back(for_statement());
    if (word == "while") return out.push_back(while_statement());
    if (word == "with") return out.push_back(with_statement());
    if (word == "match" && at_match()) return out.push_back(match_statement());
    if (word == "def") return out.push_back(function_statement(""));
    if (word == "class") return out.push_back(compound_unsupported("a class"));
    if (word == "try") return out.push_back(compound_unsupported("'try'"));
    if (word == "async") return out.push_back(compound_unsupported("'async'"));
  }
  simple_statement(out);
}

void Parser::simple_statement(std::vector<const Stmt*>& out) {
  while (true) {
    out.push_back(one_simple_statement());
    if (!accept_op(";")) break;
    if (peek().kind == TokenKind::kNewline) break;
  }
  if (peek().kind == TokenKind::kNewline)
    next();
  else if (peek().kind != TokenKind::kEnd)
    unexpected();
}

const Stmt* Parser::one_simple_statement() {
  const Token& token = peek();
  if (token.kind != TokenKind::kName) return expression_statement();
  const std::string_view word = token.text;
  if (word == "pass" || word == "break" || word == "continue") {
    next();
    return make_stmt(word == "pass"    ? StmtKind::kPass
                     : word == "break" ? StmtKind::kBreak
                                       : StmtKind::kContinue,
                     token.place);
  }
  if (word == "import") return import_statement();
  if (word == "from") return from_statement();
  if (word == "del") {
    next();
    Stmt* stmt = make_stmt(StmtKind::kDelete, token.place);
    std::vector<const Expr*> targets;
    do {
      if (at_expression_end()) break;
      targets.push_back(primary());
    } while (accept_op(","));
    if (targets.empty()) unexpected();
    stmt->targets = to_span(heap_.arena(), targets);
    return stmt;
  }
  if (word == "return") {
    next();
    Stmt* stmt = make_stmt(StmtKind::kReturn, token.place);
    if (!at_expression_end()) stmt->value = expressions();
    return stmt;
  }
  if (word == "assert") {
    next();
    Stmt* stmt = make_stmt(StmtKind::kAssert, token.place);
    stmt->value = expression();
    if (accept_op(",")) stmt->target = expression();
    return stmt;
  }
  if (word == "global" || word == "nonlocal") {
    next();
    Stmt* stmt = make_stmt(StmtKind::kGlobal, token.place);
    stmt->text = word;
    std::vector<Alias> names;
    do {
      const Token& name = expect_name();
      names.push_back({name.text, {}, name.place});
    } while (accept_op(","));
    stmt->aliases = to_span(heap_.arena(), names);
    return stmt;
  }
  if (word == "raise") {
    next();
    Stmt* stmt = make_stmt(StmtKind::kUnsupported, token.place);
    stmt->text = "'raise'";
    if (!at_expression_end()) stmt->value = expression();
    if (accept_word("from")) expression();
    return stmt;
  }
  return expression_statement();
}

void Parser::check_target(const Expr* target) {
  switch (target->kind) {
    case ExprKind::kName:
    case ExprKind::kAttribute:
    case ExprKind::kSubscript:
      return;
    case ExprKind::kStarred:
      return check_target(target->a);
    case ExprKind::kTuple:
    case ExprKind::kList:
      for (const Expr* item : target->items) check_target(item);
      return;
    default:
      source_.fail_at(target->place, "syntax error: this cannot be assigned to");
  }
}

const Stmt* Parser::expression_statement() {
  const Place place = peek().place;
  const Expr* first = expressions();
  if (peek().kind == TokenKind::kOperator) {
    if (const auto op = augmented_operator(peek().text)) {
      if (first->kind == ExprKind::kTuple || first->kind == ExprKind::kList)
        source_.fail_at(place, "syntax error: this cannot be assigned to");
      check_target(first);
      next();
      Stmt* stmt = make_stmt(StmtKind::kAugmented, place);
      stmt->target = first;
      stmt->op = *op;
      stmt->value = expressions();
      return stmt;
    }
    if (is_op(":")) {  // an annotation, which nothing here looks at
      check_target(first);
      next();
      expression();
      if (!is_op("=")) return make_stmt(StmtKind::kPass, place);
    }
  }
  if (!is_op("=")) {
    Stmt* stmt = make_stmt(StmtKind::kExpr, place);
    stmt->value = first;
    return stmt;
  }
  std::vector<const Expr*> targets;
  const Expr* value = first;
  while (accept_op("=")) {
    check_target(value);
    targets.push_back(value);
    value = expressions();
  }
  Stmt* stmt = make_stmt(StmtKind::kAssign, place);
  stmt->targets = to_span(heap_.arena(), targets);
  stmt->value = value;
  return stmt;
}

std::string_view Parser::dotted_name() {
  const Token& first = expect_name();
  if (!is_op(".")) return first.text;
  std::string name(first.text);
  while (accept_op(".")) {
    name += '.';
    name += expect_name().text;
  }
  return heap_.arena().copy(name);
}

Alias Parser::alias(bool dotted) {
  Alias result{{}, {}, peek().place};
  result.name = dotted ? dotted_name() : expect_name().text;
  if (accept_word("as")) result.as = expect_name().text;
  return result;
}

const Stmt* Parser::import_statement() {
  Stmt* stmt = make_stmt(StmtKind::kImport, next().place);
  std::vector<Alias> names;
  do names.push_back(alias(true));
  while (accept_op(","));
  stmt->aliases = to_span(heap_.arena(), names);
  return stmt;
}

const Stmt* Parser::from_statement() {
  Stmt* stmt = make_stmt(StmtKind::kImportFrom, next().place);
  while (is_op(".") || is_op("...")) stmt->level += next().text == "." ? 1 : 3;
  if (stmt->level == 0 || !is_word("import")) stmt->text = dotted_name();
  expect_word("import");
  std::vector<Alias> names;
  if (is_op("*")) {
    names.push_back({"*", {}, next().place});
  } else {
    const bool parenthesized = accept_op("(");
    do {
      if (parenthesized && is_op(")")) break;
      names.push_back(alias(false));
    } while (accept_op(","));
    if (parenthesized) expect_op(")");
    if (names.empty()) unexpected();
  }
  stmt->aliases = to_span(heap_.arena(), names);
  return stmt;
}

const Stmt* Parser::if_statement() {
  const Depth depth(*this);
  Stmt* stmt = make_stmt(StmtKind::kIf, next().place);
  stmt->value = expression();
  stmt->body = to_span(heap_.arena(), block());
  if (is_word("elif")) {
    stmt->orelse = to_span(heap_.arena(), std::vector<const Stmt*>{if_statement()});
  } else if (accept_word("else")) {
    stmt->orelse = to_span(heap_.arena(), block());
  }
  return stmt;
}

const Stmt* Parser::for_statement() {
  Stmt* stmt = make_stmt(StmtKind::kFor, next().place);
  stmt->target = target_list();
  expect_word("in");
  stmt->value = expressions();
  stmt->body = to_span(heap_.arena(), block());
  if (accept_word("else")) stmt->orelse = to_span(heap_.arena(), block());
  return stmt;
}

const Stmt* Parser::while_statement() {
  Stmt* stmt = make_stmt(StmtKind::kWhile, next().place);
  stmt->value = expression();
  stmt->body = to_span(heap_.arena(), block());
  if (accept_word("else")) stmt->orelse = to_span(heap_.arena(), block());
  return stmt;
}

const Stmt* Parser::with_statement() {
  Stmt* stmt = make_stmt(StmtKind::kWith, next().place);
  size_t items = 0;
  do {
    const Expr* context = expression();
    if (items++ == 0) stmt->target = context;
    if (accept_word("as")) {
      primary();
      ++items;  // `as` makes it something other than `with read_base():`
    }
  } while (accept_op(","));
  if (items != 1) stmt->target = nullptr;
  stmt->body = to_span(heap_.arena(), block());
  return stmt;
}

const Stmt* Parser::function_statement(std::string_view unsupported) {
  Stmt* stmt = make_stmt(StmtKind::kFunction, next().place);
  const Token& name = expect_name();
  expect_op("(");
  FunctionSyntax function{name.text, parameters(")"), {}, nullptr, unsupported};
  expect_op(")");
  if (accept_op("->")) expression();
  function.body = to_span(heap_.arena(), block());
  stmt->function = heap_.arena().make<FunctionSyntax>(function);
  return stmt;
}

/// Reads classes, try, decorators and async statements, to say later, and only where it matters, that they are not
/// supported.
const Stmt* Parser::compound_unsupported(std::string_view what) {
  const Place place = peek().place;
  Stmt* stmt = make_stmt(StmtKind::kUnsupported, place);
  stmt->text = what;
  std::vector<const Stmt*> ignored;
  if (accept_op("@")) {
    expression();
    if (peek().kind != TokenKind::kNewline) unexpected();
    next();
    if (!is_op("@") && !is_word("def") && !is_word("class") && !is_word("async")) unexpected();
    statement(ignored);
  } else if (accept_word("class")) {
    const Token& name = expect_name();
    stmt->aliases = to_span(heap_.arena(), std::vector<Alias>{{name.text, {}, name.place}});
    if (is_op("(")) call(constant(none(), place));
    block();
  } else if (accept_word("try")) {
    block();
    size_t handlers = 0;
    while (accept_word("except")) {
      ++handlers;
      accept_op("*");
      if (!is_op(":")) expressions();
      if (accept_word("as")) expect_name();
      block();
    }
    if (accept_word("else")) block();
    if (accept_word("finally"))
      block();
    else if (handlers == 0)
      fail("syntax error: expected 'except' or 'finally'");
  } else {
    expect_word("async");
    if (is_word("def")) return function_statement("an async function");
    if (!is_word("for") && !is_word("with")) unexpected();
    statement(ignored);
  }
  return stmt;
}

}  // namespace slipway::config
