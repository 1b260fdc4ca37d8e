// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/syntax/parser.h"
#include "config/syntax/string_literal.h"

namespace slipway::config {

/// Text and fields of an f-string, or of a format spec within one (depth 1).
void Parser::f_string(std::string_view body, const Token& token, bool raw, std::vector<const Expr*>& parts, int depth) {
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    parts.push_back(
        constant(heap_.string(decode_string_literal(literal, raw, false, source_, token.place)), token.place));
    literal.clear();
  };
  for (size_t i = 0; i < body.size();) {
    const char c = body[i];
    if (c == '\\' && !raw && body.substr(i, 3) == "\\N{") {
      const size_t end = body.find('}', i);
      if (end == std::string_view::npos)
        source_.fail_at(token.place, "syntax error in an f-string: a \\N{ is never closed");
      literal += body.substr(i, end + 1 - i);
      i = end + 1;
    } else if ((c == '{' || c == '}') && depth == 0 && i + 1 < body.size() && body[i + 1] == c) {
      literal += c;
      i += 2;
    } else if (c == '{') {
      flush();
      f_string_piece(body, i, token, raw, parts, depth);
    } else if (c == '}') {
      source_.fail_at(token.place, "syntax error in an f-string: a single '}'");
    } else {
      literal += c;
      ++i;
    }
  }
  flush();
}

/// `{expression!r:spec}` with body[i] at the brace; leaves i after the closing one.
void Parser::f_string_piece(std::string_view body, size_t& i, const Token& token, bool raw,
                            std::vector<const Expr*>& parts, int depth) {
  if (depth > 1) source_.fail_at(token.place, "syntax error in an f-string: fields are nested too deeply");
  const size_t start = ++i;
  int brackets = 0;
  char quote = 0;
  for (; i < body.size(); ++i) {
    const char c = body[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++brackets;
    } else if (brackets > 0 && (c == ')' || c == ']' || c == '}')) {
      --brackets;
    } else if (brackets == 0) {
      if (c == '}' || c == ':') break;
      if (c == '!' && body.substr(i, 2) != "!=") break;
      if (c == '=' && i > start && std::string_view("=!<>").find(body[i - 1]) == std::string_view::npos &&
          body.substr(i, 2) != "==") {
        const size_t after = body.find_first_not_of(' ', i + 1);
        if (after != std::string_view::npos && (body[after] == '}' || body[after] == ':' || body[after] == '!')) break;
      }
    }
  }
  const auto unclosed = [&] { source_.fail_at(token.place, "syntax error in an f-string: a '{' is never closed"); };
  if (i >= body.size()) unclosed();
  const std::string_view text = heap_.arena().copy(body.substr(start, i - start));
  if (text.find('\\') != std::string_view::npos)
    source_.fail_at(token.place, "syntax error in an f-string: a backslash in an expression");
  if (text.find_first_not_of(" \t\n") == std::string_view::npos)
    source_.fail_at(token.place, "syntax error in an f-string: an empty expression");
  Expr* expr = make(ExprKind::kFormatted, token.place);
  Parser inner(heap_, source_, Lexer(source_, text, token.place).run(), depth_ + 1);
  expr->a = inner.only_expression();
  bool debug = false;
  if (body[i] == '=') {
    debug = true;
    i = body.find_first_not_of(' ', i + 1);
    parts.push_back(constant(heap_.string(body.substr(start, i - start)), token.place));
  }
  if (body[i] == '!') {
    const char conversion = i + 1 < body.size() ? body[i + 1] : '\0';
    if (conversion != 'r' && conversion != 's' && conversion != 'a')
      source_.fail_at(token.place, "syntax error in an f-string: expected !r, !s or !a");
    expr->conversion = conversion;
    i += 2;
    if (i >= body.size()) unclosed();
  }
  if (body[i] == ':') {
    const size_t spec = ++i;
    int open = 0;
    for (; i < body.size() && (open > 0 || body[i] != '}'); ++i) {
      if (body[i] == '{') ++open;
      if (body[i] == '}') --open;
    }
    if (i >= body.size()) unclosed();
    std::vector<const Expr*> spec_parts;
    f_string(body.substr(spec, i - spec), token, raw, spec_parts, depth + 1);
    Expr* format = make(ExprKind::kFString, token.place);
    format->items = to_span(heap_.arena(), spec_parts);
    expr->b = format;
  } else if (debug && expr->conversion == 0) {
    expr->conversion = 'r';
  }
  if (body[i] != '}') unclosed();
  ++i;
  parts.push_back(expr);
}

}  // namespace slipway::config
