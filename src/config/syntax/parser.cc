// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/syntax/parser.h"

#include <algorithm>
#include <array>

namespace slipway::config {
namespace {

constexpr int kMaxDepth = 250;

constexpr std::array<std::string_view, 35> kKeywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

}  // namespace

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

Parser::Depth::Depth(Parser& p) : parser(p) {
  if (++parser.depth_ > kMaxDepth) {
    --parser.depth_;
    parser.fail("this is nested too deeply");
  }
}

Parser::Parser(Heap& heap, const Source& source) : heap_(heap), source_(source), tokens_(Lexer(source).run()) {}

Parser::Parser(Heap& heap, const Source& source, std::vector<Token> tokens, int depth)
    : heap_(heap), source_(source), tokens_(std::move(tokens)), depth_(depth) {}

bool Parser::is_op(std::string_view text, size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kOperator && token.text == text;
}
bool Parser::is_word(std::string_view text, size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kName && token.text == text;
}
bool Parser::accept_op(std::string_view text) {
  if (!is_op(text)) return false;
  next();
  return true;
}
bool Parser::accept_word(std::string_view text) {
  if (!is_word(text)) return false;
  next();
  return true;
}
void Parser::expect_op(std::string_view text) {
  if (!accept_op(text)) {
    if (peek().kind == TokenKind::kOperator || peek().kind == TokenKind::kName)
      fail(fmt::format("syntax error: expected '{}' before '{}'", text, peek().text));
    fail(fmt::format("syntax error: expected '{}'", text));
  }
}
void Parser::expect_word(std::string_view text) {
  if (!accept_word(text)) fail(fmt::format("syntax error: expected '{}'", text));
}
const Token& Parser::expect_name() {
  if (peek().kind != TokenKind::kName || is_keyword(peek().text)) fail("syntax error: expected a name");
  return next();
}

void Parser::unexpected() const {
  switch (peek().kind) {
    case TokenKind::kNewline:
      fail("syntax error: the line ends too early");
    case TokenKind::kIndent:
      fail("unexpected indent");
    case TokenKind::kDedent:
      fail("syntax error: the block ends too early");
    case TokenKind::kEnd:
      fail("syntax error: the file ends too early");
    default:
      fail(fmt::format("syntax error: unexpected '{}'", peek().text.substr(0, 40)));
  }
}

}  // namespace slipway::config
