// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where the lines of a statement end: the cheapest way through the tokens by Dijkstra's algorithm, each with a line
/// break before it or not, by yapf's rules (style pep8 with split_before_expression_after_opening_paren).
#include <queue>
#include <unordered_map>

#include "config/pretty/line_state.h"

namespace slipway::config::pretty {
namespace {

struct Step {
  LineState state;
  int previous;
  bool newline;
};

struct Queued {
  long penalty;
  int order;  ///< what was inserted first comes first
  int step;
  bool operator>(const Queued& other) const {
    return penalty != other.penalty ? penalty > other.penalty : order > other.order;
  }
};

/// After this many steps, states that differ only in their brackets count as one.
constexpr int kManySteps = 10000;

/// The line breaks before the tokens 1, 2, ...; empty where there is no solution.
std::vector<bool> search(const Line& line) {
  std::vector<Step> steps;
  std::priority_queue<Queued, std::vector<Queued>, std::greater<>> queue;
  std::unordered_map<uint64_t, std::vector<int>> seen;
  LineState first(line);
  first.move_to_next();
  steps.push_back({first, -1, false});
  queue.push({0, 0, 0});
  int order = 1;
  while (!queue.empty()) {
    const Queued top = queue.top();
    if (steps[static_cast<size_t>(top.step)].state.at_end()) {
      std::vector<bool> result;
      for (int step = top.step; steps[static_cast<size_t>(step)].previous >= 0;
           step = steps[static_cast<size_t>(step)].previous)
        result.push_back(steps[static_cast<size_t>(step)].newline);
      return {result.rbegin(), result.rend()};
    }
    queue.pop();
    LineState& state = steps[static_cast<size_t>(top.step)].state;
    if (order > kManySteps) state.ignore_stack = true;
    std::vector<int>& alike = seen[state.hash()];
    bool known = false;
    for (const int other : alike) known = known || steps[static_cast<size_t>(other)].state == state;
    if (known) continue;
    alike.push_back(top.step);
    const bool must_split = state.must_split();
    for (const bool newline : {false, true}) {
      if (newline ? !steps[static_cast<size_t>(top.step)].state.can_split(must_split) : must_split) continue;
      LineState next = steps[static_cast<size_t>(top.step)].state;
      const long penalty = top.penalty + next.add_token(newline, must_split);
      steps.push_back({std::move(next), top.step, newline});
      queue.push({penalty, order++, static_cast<int>(steps.size()) - 1});
    }
  }
  return {};
}

}  // namespace

std::string layout(const Node& statement) {
  const Line line(statement);
  const std::vector<Token>& tokens = line.tokens();
  bool one_line = tokens.back().total_length <= kColumnLimit;
  for (const Token& token : tokens) one_line = one_line && !token.must_break;
  std::vector<bool> breaks;
  if (!one_line) breaks = search(line);
  // Without a solution the statement stays on one line: long, but right.
  breaks.resize(tokens.size(), false);
  LineState state(line);
  state.move_to_next();
  std::string text = tokens[0].node->text;
  for (size_t i = 1; i < tokens.size(); ++i) {
    const bool newline = breaks[i - 1];
    const int before = state.column();
    state.add_token(newline, newline && state.must_split());
    const int column = state.column() - tokens[i].node->length;
    if (newline)
      text += "\n" + std::string(static_cast<size_t>(column), ' ');
    else
      text.append(static_cast<size_t>(column - before), ' ');
    text += tokens[i].node->text;
  }
  return text;
}

}  // namespace slipway::config::pretty
