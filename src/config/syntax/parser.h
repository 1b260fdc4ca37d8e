// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "config/syntax/ast.h"
#include "config/syntax/lexer.h"

namespace slipway::config {

/// Reads the statements of a Python 3.11 file. The whole grammar is read, so that a helper function that a config
/// defines but does not call is no obstacle; what the config language does not have becomes an "unsupported" node, an
/// error only when it is reached.
/// @throws Error with the place for what is no Python
class Parser {
 public:
  Parser(Heap& heap, const Source& source);

  Module module();
  /// One expression and nothing after it.
  const Expr* only_expression();

 private:
  // parse_statement.cc
  void statement(std::vector<const Stmt*>& out);
  void simple_statement(std::vector<const Stmt*>& out);
  const Stmt* one_simple_statement();
  const Stmt* expression_statement();
  const Stmt* import_statement();
  const Stmt* from_statement();
  const Stmt* if_statement();
  const Stmt* for_statement();
  const Stmt* while_statement();
  const Stmt* with_statement();
  const Stmt* function_statement(std::string_view unsupported);
  const Stmt* compound_unsupported(std::string_view what);
  std::vector<const Stmt*> block();
  std::string_view dotted_name();
  Alias alias(bool dotted);
  void check_target(const Expr* target);

  // parse_match.cc
  bool at_match() const;  ///< `match` is a name like any other unless a block of cases follows
  const Stmt* match_statement();
  MatchCase match_case();
  const Pattern* case_pattern();  ///< what stands after `case`: with commas a sequence
  const Pattern* as_pattern();
  const Pattern* or_pattern();
  const Pattern* closed_pattern();
  const Pattern* star_or_pattern();
  const Pattern* literal_pattern();
  const Pattern* name_pattern();
  const Pattern* sequence_pattern();
  const Pattern* mapping_pattern();
  std::vector<const Pattern*> pattern_items(std::string_view closing);
  StringObject* pattern_name();
  Pattern* make_pattern(PatternKind kind, Place place) {
    return heap_.arena().make<Pattern>(Pattern{.kind = kind, .place = place});
  }

  // parse_expression.cc
  const Expr* expression();   ///< conditional, lambda or named expression
  const Expr* expressions();  ///< with commas: a tuple
  const Expr* star_or_expression();
  const Expr* disjunction();
  const Expr* conjunction();
  const Expr* inversion();
  const Expr* comparison();
  const Expr* binary(int min_precedence);
  const Expr* unary();
  const Expr* power();
  const Expr* primary();
  const Expr* lambda();
  Span<Parameter> parameters(std::string_view closing);
  const Expr* target_list();  ///< of for: stops at `in`

  // parse_atom.cc
  const Expr* atom();
  const Expr* number();
  const Expr* strings();
  const Expr* parenthesized();
  const Expr* list_display();
  const Expr* brace_display();
  const Expr* base_variable(const Expr* inner);
  const Expr* call(const Expr* callee);
  const Expr* subscript(const Expr* object);
  const Expr* slice();
  Span<ForClause> comprehension_clauses();
  void f_string(std::string_view body, const Token& token, bool raw, std::vector<const Expr*>& parts, int depth);
  void f_string_piece(std::string_view text, size_t& i, const Token& token, bool raw, std::vector<const Expr*>& parts,
                      int depth);

  Expr* make(ExprKind kind, Place place) { return heap_.arena().make<Expr>(Expr{.kind = kind, .place = place}); }
  Stmt* make_stmt(StmtKind kind, Place place) { return heap_.arena().make<Stmt>(Stmt{.kind = kind, .place = place}); }
  const Expr* constant(Object* object, Place place);

  const Token& peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool is_op(std::string_view text, size_t ahead = 0) const;
  bool is_word(std::string_view text, size_t ahead = 0) const;
  bool accept_op(std::string_view text);
  bool accept_word(std::string_view text);
  void expect_op(std::string_view text);
  void expect_word(std::string_view text);
  const Token& expect_name();
  bool at_expression_end() const;
  [[noreturn]] void fail(const std::string& message) const { source_.fail_at(peek().place, message); }
  [[noreturn]] void unexpected() const;

  /// Guards the recursion; also against `not not not ...`, which needs no bracket.
  struct Depth {
    explicit Depth(Parser& parser);
    ~Depth() { --parser.depth_; }
    Parser& parser;
  };

  Parser(Heap& heap, const Source& source, std::vector<Token> tokens, int depth);

  Heap& heap_;
  const Source& source_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
};

bool is_keyword(std::string_view word);

}  // namespace slipway::config
