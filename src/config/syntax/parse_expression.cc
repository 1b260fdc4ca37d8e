// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "config/syntax/parser.h"

namespace slipway::config {
namespace {

struct Binary {
  Operator op;
  int precedence;
};

std::optional<Binary> binary_operator(const Token& token) {
  if (token.kind != TokenKind::kOperator) return std::nullopt;
  const std::string_view t = token.text;
  if (t.size() == 1) {
    switch (t[0]) {
      case '|':
        return Binary{Operator::kOr, 1};
      case '^':
        return Binary{Operator::kXor, 2};
      case '&':
        return Binary{Operator::kAnd, 3};
      case '+':
        return Binary{Operator::kAdd, 5};
      case '-':
        return Binary{Operator::kSubtract, 5};
      case '*':
        return Binary{Operator::kMultiply, 6};
      case '/':
        return Binary{Operator::kDivide, 6};
      case '%':
        return Binary{Operator::kModulo, 6};
      case '@':
        return Binary{Operator::kMatMul, 6};
      default:
        return std::nullopt;
    }
  }
  if (t == "<<") return Binary{Operator::kShiftLeft, 4};
  if (t == ">>") return Binary{Operator::kShiftRight, 4};
  if (t == "//") return Binary{Operator::kFloorDivide, 6};
  return std::nullopt;
}

}  // namespace

std::string_view text_of(Operator op) {
  static constexpr std::string_view kTexts[] = {
      "+",  "-", "*",  "/",  "//", "%",  "**",     "<<", ">>",     "&", "|", "^", "@",  "<",
      "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not", "-", "+", "~", "not"};
  return kTexts[static_cast<size_t>(op)];
}

const Expr* Parser::constant(Object* object, Place place) {
  Expr* expr = make(ExprKind::kConstant, place);
  expr->constant = object;
  return expr;
}

bool Parser::at_expression_end() const {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kNewline:
    case TokenKind::kEnd:
    case TokenKind::kIndent:
    case TokenKind::kDedent:
      return true;
    case TokenKind::kOperator:
      return token.text == ")" || token.text == "]" || token.text == "}" || token.text == "=" || token.text == ":" ||
             token.text == ";" ||
             (token.text.size() >= 2 && token.text.back() == '=' && token.text != "==" && token.text != "!=" &&
              token.text != "<=" && token.text != ">=");
    case TokenKind::kName:
      return token.text == "for" || token.text == "in" || token.text == "if";
    default:
      return false;
  }
}

const Expr* Parser::only_expression() {
  const Expr* result = expressions();
  if (peek().kind == TokenKind::kNewline) next();
  if (peek().kind != TokenKind::kEnd) unexpected();
  return result;
}

const Expr* Parser::star_or_expression() {
  if (!is_op("*")) return expression();
  Expr* expr = make(ExprKind::kStarred, next().place);
  expr->a = binary(1);
  return expr;
}

const Expr* Parser::expressions() {
  const Place place = peek().place;
  if (is_word("yield")) {
    next();
    accept_word("from");
    if (!at_expression_end()) expressions();
    Expr* expr = make(ExprKind::kUnsupported, place);
    expr->text = "'yield'";
    return expr;
  }
  const Expr* first = star_or_expression();
  if (!is_op(",")) {
    if (first->kind == ExprKind::kStarred && !is_word("in"))
      source_.fail_at(place, "syntax error: a starred expression stands alone");
    return first;
  }
  std::vector<const Expr*> items{first};
  while (accept_op(",")) {
    if (at_expression_end()) break;
    items.push_back(star_or_expression());
  }
  Expr* expr = make(ExprKind::kTuple, place);
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::target_list() {
  const Place place = peek().place;
  std::vector<const Expr*> items;
  bool comma = false;
  do {
    if (is_word("in")) break;
    if (is_op("*")) {
      Expr* star = make(ExprKind::kStarred, next().place);
      star->a = primary();
      items.push_back(star);
    } else {
      items.push_back(primary());
    }
    check_target(items.back());
    if (!is_op(",")) break;
    comma = true;
  } while (accept_op(","));
  if (items.empty()) unexpected();
  if (items.size() == 1 && !comma) return items[0];
  Expr* expr = make(ExprKind::kTuple, place);
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::expression() {
  const Depth depth(*this);
  if (is_word("lambda")) return lambda();
  const Place place = peek().place;
  if (peek().kind == TokenKind::kName && is_op(":=", 1)) {
    const Token& name = expect_name();
    next();
    Expr* expr = make(ExprKind::kNamed, place);
    expr->constant = heap_.intern(name.text);
    expr->a = expression();
    return expr;
  }
  const Expr* value = disjunction();
  if (!is_word("if")) return value;
  next();
  Expr* expr = make(ExprKind::kConditional, place);
  expr->b = value;
  expr->a = disjunction();
  expect_word("else");
  expr->c = expression();
  return expr;
}

const Expr* Parser::lambda() {
  Expr* expr = make(ExprKind::kLambda, next().place);
  FunctionSyntax function{"<lambda>", parameters(":"), {}, nullptr, {}};
  expect_op(":");
  function.expression = expression();
  expr->function = heap_.arena().make<FunctionSyntax>(function);
  return expr;
}

Span<Parameter> Parser::parameters(std::string_view closing) {
  std::vector<Parameter> result;
  bool keyword_only = false;
  bool has_default = false;
  while (!is_op(closing)) {
    if (accept_op("/")) {
      if (result.empty()) unexpected();
    } else {
      Parameter parameter{nullptr, nullptr, 0, keyword_only};
      if (accept_op("**"))
        parameter.stars = 2;
      else if (accept_op("*"))
        parameter.stars = 1;
      if (parameter.stars == 1) keyword_only = true;
      if (parameter.stars != 1 || !is_op(",")) {
        const Token& name = expect_name();
        if (result.size() >= 1000) fail("too many parameters");
        for (const Parameter& other : result)
          if (other.name != nullptr && other.name->text == name.text)
            fail(fmt::format("syntax error: two parameters '{}'", name.text));
        parameter.name = heap_.intern(name.text);
        if (closing == ")" && accept_op(":")) expression();
        if (parameter.stars == 0 && accept_op("=")) {
          parameter.default_value = expression();
          has_default = true;
        } else if (parameter.stars == 0 && has_default && !keyword_only) {
          fail("syntax error: a parameter without a default follows one with a default");
        }
        result.push_back(parameter);
        if (parameter.stars == 2) {
          accept_op(",");
          break;
        }
      }
    }
    if (!accept_op(",")) break;
  }
  return to_span(heap_.arena(), result);
}

const Expr* Parser::disjunction() {
  const Place place = peek().place;
  const Expr* first = conjunction();
  if (!is_word("or")) return first;
  std::vector<const Expr*> items{first};
  while (accept_word("or")) items.push_back(conjunction());
  Expr* expr = make(ExprKind::kBoolOr, place);
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::conjunction() {
  const Place place = peek().place;
  const Expr* first = inversion();
  if (!is_word("and")) return first;
  std::vector<const Expr*> items{first};
  while (accept_word("and")) items.push_back(inversion());
  Expr* expr = make(ExprKind::kBoolAnd, place);
  expr->items = to_span(heap_.arena(), items);
  return expr;
}

const Expr* Parser::inversion() {
  if (!is_word("not")) return comparison();
  const Depth depth(*this);
  Expr* expr = make(ExprKind::kUnary, next().place);
  expr->op = Operator::kNot;
  expr->a = inversion();
  return expr;
}

const Expr* Parser::comparison() {
  const Place place = peek().place;
  const Expr* left = binary(1);
  std::vector<Comparison> chain;
  while (true) {
    Operator op;
    if (is_op("<"))
      op = Operator::kLess;
    else if (is_op("<="))
      op = Operator::kLessEqual;
    else if (is_op(">"))
      op = Operator::kGreater;
    else if (is_op(">="))
      op = Operator::kGreaterEqual;
    else if (is_op("=="))
      op = Operator::kEqual;
    else if (is_op("!="))
      op = Operator::kNotEqual;
    else if (is_word("in"))
      op = Operator::kIn;
    else if (is_word("not") && is_word("in", 1))
      op = Operator::kNotIn;
    else if (is_word("is"))
      op = is_word("not", 1) ? Operator::kIsNot : Operator::kIs;
    else
      break;
    next();
    if (op == Operator::kNotIn || op == Operator::kIsNot) next();
    chain.push_back({op, binary(1)});
  }
  if (chain.empty()) return left;
  Expr* expr = make(ExprKind::kCompare, place);
  expr->a = left;
  expr->comparisons = to_span(heap_.arena(), chain);
  return expr;
}

const Expr* Parser::binary(int min_precedence) {
  const Place place = peek().place;
  const Expr* left = unary();
  while (const auto found = binary_operator(peek())) {
    if (found->precedence < min_precedence) break;
    next();
    const Depth depth(*this);
    Expr* expr = make(ExprKind::kBinary, place);
    expr->op = found->op;
    expr->a = left;
    expr->b = binary(found->precedence + 1);
    left = expr;
  }
  return left;
}

const Expr* Parser::unary() {
  Operator op;
  if (is_op("-"))
    op = Operator::kNegative;
  else if (is_op("+"))
    op = Operator::kPositive;
  else if (is_op("~"))
    op = Operator::kInvert;
  else
    return power();
  const Depth depth(*this);
  Expr* expr = make(ExprKind::kUnary, next().place);
  expr->op = op;
  expr->a = unary();
  return expr;
}

const Expr* Parser::power() {
  const Place place = peek().place;
  if (accept_word("await")) {
    primary();
    Expr* expr = make(ExprKind::kUnsupported, place);
    expr->text = "'await'";
    return expr;
  }
  const Expr* base = primary();
  if (!is_op("**")) return base;
  next();
  const Depth depth(*this);
  Expr* expr = make(ExprKind::kBinary, place);
  expr->op = Operator::kPower;
  expr->a = base;
  expr->b = unary();
  return expr;
}

const Expr* Parser::primary() {
  const Expr* expr = atom();
  while (true) {
    if (is_op(".")) {
      next();
      const Token& name = expect_name();
      Expr* attribute = make(ExprKind::kAttribute, name.place);
      attribute->a = expr;
      attribute->constant = heap_.intern(name.text);
      expr = attribute;
    } else if (is_op("(")) {
      expr = call(expr);
    } else if (is_op("[")) {
      expr = subscript(expr);
    } else {
      return expr;
    }
  }
}

}  // namespace slipway::config
