// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/pretty/line_state.h"

#include <algorithm>

namespace slipway::config::pretty {

bool LineState::fits(int start, int end) const {
  return token(end).total_length - token(start).total_length + node(start).length + column_ <= kColumnLimit;
}

bool LineState::container_fits(int open) const {
  return token(token(open).matching).total_length - token(open).total_length + stack_.back().indent <= kColumnLimit;
}

/// The bracket around a token; a bracket is in its own.
int LineState::opening_bracket(int i) const {
  if (token(i).matching >= 0) return node(i).opens() ? i : token(i).matching;
  return token(i).surrounding;
}

bool LineState::scope_has_no_commas(int open) const {
  for (int i = open + 1; i < token(open).matching; i = node(i).opens() ? token(i).matching : i + 1)
    if (node(i).is(',')) return false;
  return true;
}

bool LineState::is_single_tuple(int open) const {
  int commas = 0;
  for (int i = open + 1; i < token(open).matching; i = node(i).opens() ? token(i).matching : i + 1)
    commas += node(i).is(',') ? 1 : 0;
  return commas == 1;
}

/// `name(x`, `name=name(x`: a call that is not empty.
bool LineState::is_call_with_arguments(int i) const {
  for (; i < line_->size(); ++i) {
    if (node(i).is('(')) return i + 1 < line_->size() && !node(i + 1).is(')');
    if (node(i).leaf != LeafKind::kName && node(i).leaf != LeafKind::kKeyword && !node(i).is('=')) return false;
  }
  return false;
}

bool LineState::argument_list_has_dict(int i) const {
  const int bracket = token(i).surrounding;
  if (bracket < 0 || !node(bracket).is('(') || !is_name(bracket - 1)) return false;
  for (; i < line_->size(); ++i) {
    if (node(i).is('{'))
      return token(token(i).matching).total_length - token(i).total_length + stack_[stack_.size() - 2].indent >
             kColumnLimit;
    if (node(i).closes()) return false;
    if (node(i).opens()) i = token(i).matching;
  }
  return false;
}

/// Whether every entry of a dict display fits on a line of its own.
bool LineState::each_dict_entry_fits(int open) const {
  const int close = token(open).matching;
  const int indent = stack_[stack_.size() - 2].indent;
  const auto is_container_value = [&](int opening) {
    if (opening < 0) return false;
    const int colon = opening - 1;
    return colon > 0 && node(colon).is(':') && node(colon - 1).dict_key_part;
  };
  const auto entry_length = [&](int start, int end) {
    return token(end).total_length - token(start).total_length + node(start).length;
  };
  int start = open + 1;
  int current = open + 2;
  while (current < line_->size() && current != close) {
    if (node(current).dict_key) {
      int previous = current - 1;
      if (node(previous).is(',')) previous = previous - 2;
      if (!is_container_value(node(previous).closes() ? token(previous).matching : -1) &&
          entry_length(start, previous) + indent >= kColumnLimit)
        return false;
      start = current;
    }
    if (!node(current).opens()) {
      ++current;
      continue;
    }
    if (!node(current).is('{')) {
      current = token(current).matching;
      continue;
    }
    // A dict in the dict does not matter here: it starts on its key's line and goes on below.
    current = token(current).matching;
    while (true) {
      if (current == close) return true;
      if (node(current).dict_key) {
        start = current;
        break;
      }
      if (++current >= line_->size()) return true;
    }
  }
  return entry_length(start, current - 1) + indent <= kColumnLimit;
}

bool LineState::can_split(bool must_split) const {
  if (!must_split && node(next_).dict_key_part && !node(next_).dict_key) return false;
  return token(next_).can_break;
}

/// Items of a list or tuple that are calls or brackets.
bool LineState::must_split_in_list(int current) const {
  if (!node(current - 1).is(',')) return false;
  const int open = token(current).surrounding;
  if (is_name(current)) {
    int after = current + 1;
    while (is_name(after)) ++after;
    if (after < line_->size() && node(after).is('(') && open >= 0) {
      if (node(open).is('[') || node(open).is('{')) {
        if (!fits(open, token(open).matching)) return true;
      } else if (!fits(current, token(after).matching)) {
        return true;
      }
    }
  }
  if (node(current).opens() && !node(current + 1).dict_key && open >= 0 && (node(open).is('[') || node(open).is('{')))
    return !fits(current, token(current).matching);
  return false;
}

/// 1 yes, 0 no, -1 not decided here.
int LineState::must_split_in_dict(int current) const {
  const int previous = current - 1;
  if (node(current).dict_key) {
    if (node(previous).is('{') && previous > 0) {
      const int opening = opening_bracket(previous - 1);
      if (opening >= 0 && node(opening).is('(') && is_name(opening - 1) && fits(previous, token(previous).matching) &&
          token(previous).matching + 1 < line_->size() && scope_has_no_commas(previous))
        return 0;
    }
    return 1;
  }
  if (node(current).dict_value && !node(current).opens() && !each_dict_entry_fits(opening_bracket(current))) return 1;
  return -1;
}

int LineState::must_split_in_arguments(int current) const {
  if (!node(current).in_argument_list) return -1;
  const int previous = current - 1;
  if (node(previous).is('(')) {
    if (fits(previous, token(previous).matching) && token(previous).surrounding >= 0) return 0;
    return column_ - stack_.back().last_space > kIndent ? 1 : 0;
  }
  const int opening = opening_bracket(current);
  return opening >= 0 ? (container_fits(opening) ? 0 : 1) : -1;
}

bool LineState::must_split_after_bracket(int current) const {
  const int previous = current - 1;
  if (!node(previous).opens() || node(current).opens()) return false;
  const int close = token(previous).matching;
  if (!node(previous).is('(')) return !fits(previous, close);
  if (!is_name(previous - 1) || fits(previous, close)) return false;
  std::vector<int> elements = token(previous).elements;
  if (elements.size() == 1) return false;
  elements.push_back(close);
  for (size_t i = 1; i < elements.size(); ++i)
    if (!node(elements[i - 1]).opens() && !fits(elements[i - 1], elements[i])) return true;
  // Not all of the arguments at the far right.
  return static_cast<double>(kColumnLimit - column_) / kColumnLimit < 0.3;
}

bool LineState::must_split() {
  const int current = next_;
  const int previous = current - 1;
  if (token(current).must_break) return true;
  if (stack_.back().split_before_closing && (node(current).is('}') || node(current).is(']')))
    return node(current).penalty != kUnbreakable;
  if (node(current).is(')') && node(previous).is(',') && !is_single_tuple(token(current).matching)) return true;
  if (must_split_in_list(current)) return true;
  if (const int decided = must_split_in_dict(current); decided >= 0) return decided == 1;
  if (node(previous).is('{') && node(token(previous).matching - 1).is(',') &&
      !fits(previous, token(previous).matching)) {
    stack_.back().split_before_closing = true;
    return true;
  }
  if (const int decided = must_split_in_arguments(current); decided >= 0) return decided == 1;
  if (node(previous).is('(')) {
    if (!node(current).is('{') && !node(current).is(')') && argument_list_has_dict(current)) return true;
    if (is_name(current) && is_name(previous - 1) && !fits(previous, token(previous).matching) &&
        is_call_with_arguments(current))
      return true;
  }
  return must_split_after_bracket(current);
}

int LineState::newline_column() const {
  const Bracket& top = stack_.back();
  if (node(next_).opens()) return level_ > 0 ? top.indent : 0;
  if (!node(next_).closes()) return top.indent;
  return node(next_ - 1).opens() ? std::max(0, top.indent - kIndent) : top.closing_indent;
}

long LineState::add_token(bool newline, bool must_split) {
  const Node& current = node(next_);
  const Node& previous = node(next_ - 1);
  if (!newline) {
    const int spaces = token(next_).spaces;
    if (previous.opens()) {
      stack_.back().closing_indent = column_;
      stack_.back().indent = column_ + spaces;
    }
    column_ += spaces;
    return move_to_next();
  }
  column_ = newline_column();
  Bracket& top = stack_.back();
  top.last_space = column_;
  lowest_level_ = level_;
  if (previous.opens()) {
    top.closing_indent = std::max(0, top.indent - kIndent);
    top.split_before_closing = true;
  }
  long penalty = token(next_).split_penalty;
  if (!must_split) {
    penalty += kAddedLine * ++top.line_splits;
    if (current.opens() && previous.opens() && !is_name(next_ - 2)) penalty += 10;
    penalty += 10;
  }
  return penalty + move_to_next();
}

long LineState::move_to_next() {
  const Node& current = node(next_);
  if (current.opens()) {
    const int last_space = stack_.back().last_space;
    stack_.push_back({kIndent + last_space, last_space, 0, false, 0});
    ++level_;
  } else if (current.closes()) {
    if (stack_.size() > 1) {
      Bracket& outer = stack_[stack_.size() - 2];
      outer.last_space = current.dict_key_part ? outer.indent : stack_.back().last_space;
      stack_.pop_back();
      --level_;
    }
  } else {
    lowest_level_ = std::min(lowest_level_, level_);
  }
  column_ += current.length;
  ++next_;
  return column_ > kColumnLimit ? static_cast<long>(kExcessCharacter) * (column_ - kColumnLimit) : 0;
}

uint64_t LineState::hash() const {
  uint64_t h = static_cast<uint64_t>(next_);
  for (const int part : {column_, level_, lowest_level_}) h = h * 1000003 + static_cast<uint64_t>(part);
  return h;
}

bool LineState::operator==(const LineState& other) const {
  return next_ == other.next_ && column_ == other.column_ && level_ == other.level_ &&
         lowest_level_ == other.lowest_level_ && (ignore_stack || other.ignore_stack || stack_ == other.stack_);
}

}  // namespace slipway::config::pretty
