// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "config/pretty/penalties.h"
#include "config/pretty/syntax_tree.h"

namespace slipway::config::pretty {

/// A leaf with what depends on its neighbours.
struct Token {
  const Node* node = nullptr;
  int matching = -1;     ///< the other bracket
  int surrounding = -1;  ///< the innermost opening bracket around the token, by yapf's backward search
  int spaces = 0;        ///< before the token, where it stays on the line
  int total_length = 0;  ///< of the statement on one line, up to and with this token
  int split_penalty = 0;
  bool must_break = false;
  bool can_break = false;
  std::vector<int> elements{};  ///< of a ( that opens a call or tuple: first tokens of its elements, and commas
};

/// The tokens of a statement.
class Line {
 public:
  explicit Line(const Node& statement);
  const std::vector<Token>& tokens() const { return tokens_; }
  const Token& operator[](int i) const { return tokens_[static_cast<size_t>(i)]; }
  int size() const { return static_cast<int>(tokens_.size()); }

 private:
  void collect(const Node& node);
  std::vector<Token> tokens_;
};

/// A way of placing the first tokens of a statement.
class LineState {
 public:
  explicit LineState(const Line& line) : line_(&line) { stack_.push_back({}); }

  bool at_end() const { return next_ >= line_->size(); }
  int column() const { return column_; }
  /// Whether a line break before the next token is required, or possible.
  bool must_split();
  bool can_split(bool must_split) const;
  /// Places the next token. Returns what it costs.
  long add_token(bool newline, bool must_split);
  /// Goes past the next token, which has been placed.
  long move_to_next();

  uint64_t hash() const;
  bool operator==(const LineState& other) const;
  bool ignore_stack = false;

 private:
  struct Bracket {
    int indent = 0;
    int last_space = 0;
    int closing_indent = 0;
    bool split_before_closing = false;
    int line_splits = 0;
    bool operator==(const Bracket&) const = default;
  };

  const Token& token(int i) const { return (*line_)[i]; }
  const Node& node(int i) const { return *(*line_)[i].node; }
  bool is_name(int i) const {
    return i >= 0 && i < line_->size() && node(i).kind == NodeKind::kLeaf && node(i).leaf == LeafKind::kName;
  }
  bool fits(int start, int end) const;
  bool container_fits(int open) const;
  bool each_dict_entry_fits(int open) const;
  int opening_bracket(int i) const;
  bool scope_has_no_commas(int open) const;
  bool is_call_with_arguments(int i) const;
  bool argument_list_has_dict(int i) const;
  bool is_single_tuple(int open) const;
  bool must_split_in_list(int current) const;
  int must_split_in_dict(int current) const;
  int must_split_in_arguments(int current) const;
  bool must_split_after_bracket(int current) const;
  int newline_column() const;

  const Line* line_;
  int next_ = 0;
  int column_ = 0;
  int level_ = 0;
  int lowest_level_ = 0;
  std::vector<Bracket> stack_;
};

}  // namespace slipway::config::pretty
