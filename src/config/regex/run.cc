// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Patterns as programs for a machine that goes back: what is tried first is what Python tries first.
#include <fmt/format.h>

#include <algorithm>

#include "config/regex/regex.h"

namespace slipway::config {

/// One step of a program.
struct RegexStep {
  enum class Op : uint8_t {
    kItem,       ///< what the node says of one place: a character, a class, a boundary, a back reference
    kSplit,      ///< goes on at `a`; when that fails, at `b`
    kJump,       ///< to `a`
    kSave,       ///< the position, in slot `a`
    kLoop,       ///< to `a`, unless nothing was taken since slot `b` was saved
    kInner,      ///< runs the program at `a` to its end, without a way back into it, then goes on at `b`
    kCondition,  ///< where group `a` has not matched, to `b`
    kDone
  };
  Op op;
  uint32_t a = 0, b = 0;
  const RegexNode* node = nullptr;
};

namespace {

using Op = RegexStep::Op;
using NodeKind = RegexNode::Kind;

constexpr size_t kMaxProgram = 50'000;
constexpr size_t kMaxTrail = 4'000'000;

}  // namespace

/// Makes the program of a tree.
class RegexCompiler {
 public:
  explicit RegexCompiler(Regex& regex) : regex_(regex) {}

  void run() {
    regex_.slots_ = 2 * (size_t{regex_.tree_.groups} + 1);
    node(regex_.tree_.root);
    add({Op::kDone});
  }

 private:
  uint32_t here() const { return static_cast<uint32_t>(regex_.steps_.size()); }
  uint32_t add(RegexStep step) {
    if (regex_.steps_.size() >= kMaxProgram)
      throw RegexError("the pattern is too large, with its repetitions written out");
    regex_.steps_.push_back(step);
    return here() - 1;
  }
  RegexStep& at(uint32_t index) { return regex_.steps_[index]; }

  void node(const RegexNode& node) {
    switch (node.kind) {
      case NodeKind::kEmpty:
        return;
      case NodeKind::kSequence:
        for (const RegexNode& kid : node.kids) this->node(kid);
        return;
      case NodeKind::kAlternation:
        return alternation(node);
      case NodeKind::kRepeat:
        return node.possessive ? inner(node, [&] { repeat(node); }) : repeat(node);
      case NodeKind::kGroup:
        add({Op::kSave, 2 * node.index});
        this->node(node.kids[0]);
        add({Op::kSave, 2 * node.index + 1});
        return;
      case NodeKind::kAtomic:
      case NodeKind::kLook:
        return inner(node, [&] { this->node(node.kids[0]); });
      case NodeKind::kConditional: {
        const uint32_t condition = add({Op::kCondition, node.index});
        this->node(node.kids[0]);
        const uint32_t jump = add({Op::kJump});
        at(condition).b = here();
        this->node(node.kids[1]);
        at(jump).a = here();
        return;
      }
      default:
        add({Op::kItem, 0, 0, &node});
    }
  }

  template <typename Body>
  void inner(const RegexNode& node, Body&& body) {
    const uint32_t step = add({Op::kInner, 0, 0, &node});
    at(step).a = here();
    body();
    add({Op::kDone});
    at(step).b = here();
  }

  void alternation(const RegexNode& node) {
    std::vector<uint32_t> jumps;
    for (size_t i = 0; i < node.kids.size(); ++i) {
      const bool last = i + 1 == node.kids.size();
      const uint32_t split = last ? 0 : add({Op::kSplit, here() + 1});
      this->node(node.kids[i]);
      if (last) break;
      jumps.push_back(add({Op::kJump}));
      at(split).b = here();
    }
    for (const uint32_t jump : jumps) at(jump).a = here();
  }

  void split(uint32_t step, uint32_t body, uint32_t end, bool lazy) {
    at(step).a = lazy ? end : body;
    at(step).b = lazy ? body : end;
  }

  void repeat(const RegexNode& node) {
    for (uint32_t i = 0; i < node.min; ++i) this->node(node.kids[0]);
    if (node.max == RegexNode::kUnlimited) {
      const auto mark = static_cast<uint32_t>(regex_.slots_++);
      const uint32_t start = add({Op::kSplit});
      add({Op::kSave, mark});
      this->node(node.kids[0]);
      add({Op::kLoop, start, mark});
      split(start, start + 1, here(), node.lazy);
      return;
    }
    std::vector<uint32_t> splits;
    for (uint32_t i = node.min; i < node.max; ++i) {
      splits.push_back(add({Op::kSplit}));
      this->node(node.kids[0]);
    }
    for (const uint32_t step : splits) split(step, step + 1, here(), node.lazy);
  }

  Regex& regex_;
};

/// Runs a program on a text.
class RegexMachine {
 public:
  RegexMachine(const Regex& regex, std::u32string_view text, const Regex::Charge& charge)
      : regex_(regex), text_(text), charge_(charge), slots_(regex.slots_, -1) {}
  ~RegexMachine() = default;

  /// Whether there is a match from `start` on; `accepts(end)` says whether it may end there.
  template <typename Accepts>
  bool run(size_t start, const Accepts& accepts) {
    std::fill(slots_.begin(), slots_.end(), -1);
    trail_.clear();
    size_t position = start;
    return run(0, position, accepts) &&
           (slots_[0] = static_cast<int64_t>(start), slots_[1] = static_cast<int64_t>(position), true);
  }
  void pay() { charge_(std::exchange(steps_, 0)); }
  Regex::Spans spans() const { return {slots_.begin(), slots_.begin() + 2 * (static_cast<long>(regex_.groups()) + 1)}; }

 private:
  /// A way back: to a step and position, or (with the slot) to what a slot held.
  struct Way {
    int64_t value;
    uint32_t step;
    bool is_slot;
  };

  void set(uint32_t slot, int64_t value) {
    push({slots_[slot], slot, true});
    slots_[slot] = value;
  }
  void push(Way way) {
    if (trail_.size() >= kMaxTrail) throw RegexError("the pattern keeps too many ways open on this text");
    trail_.push_back(way);
  }

  template <typename Accepts>
  bool run(uint32_t step, size_t& position, const Accepts& accepts) {
    const size_t bottom = trail_.size();
    while (true) {
      if (++steps_ >= 4096) pay();
      const RegexStep& now = regex_.steps_[step];
      bool good = true;
      switch (now.op) {
        case Op::kItem:
          good = item(*now.node, position);
          ++step;
          break;
        case Op::kSplit:
          push({static_cast<int64_t>(position), now.b, false});
          step = now.a;
          break;
        case Op::kJump:
          step = now.a;
          break;
        case Op::kSave:
          set(now.a, static_cast<int64_t>(position));
          ++step;
          break;
        case Op::kLoop:
          step = slots_[now.b] == static_cast<int64_t>(position) ? step + 1 : now.a;
          break;
        case Op::kInner:
          good = inner(now, position);
          step = now.b;
          break;
        case Op::kCondition:
          step = slots_[2 * now.a + 1] < 0 ? now.b : step + 1;
          break;
        case Op::kDone:
          if (accepts(position)) return true;
          good = false;
          break;
      }
      if (!good && !back(bottom, step, position)) return false;
    }
  }

  /// To the last way that was left open.
  bool back(size_t bottom, uint32_t& step, size_t& position) {
    while (trail_.size() > bottom) {
      const Way way = trail_.back();
      trail_.pop_back();
      if (way.is_slot) {
        slots_[way.step] = way.value;
        continue;
      }
      step = way.step;
      position = static_cast<size_t>(way.value);
      return true;
    }
    return false;
  }

  bool inner(const RegexStep& step, size_t& position) {
    const RegexNode& node = *step.node;
    const bool look = node.kind == NodeKind::kLook;
    size_t place = position;
    if (look && node.behind) {
      if (place < node.min) return !node.yes;
      place -= node.min;
    }
    if (++depth_ > 200) throw RegexError("the pattern is nested too deeply");
    const size_t bottom = trail_.size();
    const size_t end = position;
    const bool found = run(step.a, place, [&](size_t at) { return !look || !node.behind || at == end; });
    --depth_;
    if (look && !(found && node.yes)) {
      uint32_t ignored_step = 0;
      size_t ignored = 0;
      while (back(bottom, ignored_step, ignored)) {
      }
      return found == node.yes;
    }
    // What it has kept stays, also what it held before for the way back; the ways into it do not.
    trail_.erase(std::remove_if(trail_.begin() + static_cast<long>(bottom), trail_.end(),
                                [](const Way& way) { return !way.is_slot; }),
                 trail_.end());
    if (found && !look) position = place;
    return found;
  }

  bool item(const RegexNode& node, size_t& position) const {
    const bool at_end = position >= text_.size();
    const auto word = [&](size_t at) { return at < text_.size() && is_word_character(text_[at], node.ascii); };
    switch (node.kind) {
      case NodeKind::kCharacter:
        return !at_end && same(text_[position], node.character, node) && ++position != 0;
      case NodeKind::kAny:
        return !at_end && (node.yes || text_[position] != '\n') && ++position != 0;
      case NodeKind::kClass:
        return !at_end && regex_.tree_.classes[node.index].contains(text_[position]) && ++position != 0;
      case NodeKind::kBegin:
        return position == 0;
      case NodeKind::kBeginLine:
        return position == 0 || text_[position - 1] == '\n';
      case NodeKind::kEnd:
        return at_end || (position + 1 == text_.size() && text_[position] == '\n');
      case NodeKind::kEndLine:
        return at_end || text_[position] == '\n';
      case NodeKind::kTextEnd:
        return at_end;
      case NodeKind::kWordBoundary:
        return (!text_.empty() && (position > 0 && word(position - 1)) != word(position)) == node.yes &&
               (node.yes || !text_.empty());
      case NodeKind::kBackReference:
        return back_reference(node, position);
      default:
        return false;
    }
  }

  static bool same(uint32_t a, uint32_t b, const RegexNode& node) {
    if (a == b) return true;
    if (!node.fold || (node.ascii && (a >= 0x80 || b >= 0x80))) return false;
    return regex_lower(a) == regex_lower(b);
  }

  bool back_reference(const RegexNode& node, size_t& position) const {
    const int64_t begin = slots_[2 * node.index];
    const int64_t end = slots_[2 * node.index + 1];
    if (begin < 0 || end < begin) return false;
    const auto length = static_cast<size_t>(end - begin);
    if (text_.size() - position < length) return false;
    for (size_t i = 0; i < length; ++i)
      if (!same(text_[position + i], text_[static_cast<size_t>(begin) + i], node)) return false;
    position += length;
    return true;
  }

  const Regex& regex_;
  std::u32string_view text_;
  const Regex::Charge& charge_;
  std::vector<int64_t> slots_;
  std::vector<Way> trail_;
  int64_t steps_ = 0;
  int depth_ = 0;
};

Regex::Regex(std::u32string_view pattern, int flags) : tree_(parse_regex(pattern, flags)) {
  RegexCompiler(*this).run();
}
Regex::~Regex() = default;

std::optional<Regex::Spans> Regex::run(std::u32string_view text, size_t from, Where where, bool advance,
                                       const Charge& charge) const {
  RegexMachine machine(*this, text, charge);
  for (size_t start = from; start <= text.size(); ++start) {
    const bool found = machine.run(start, [&](size_t end) {
      return (where != Where::kFull || end == text.size()) && (!advance || start != from || end != start);
    });
    if (found) {
      machine.pay();
      return machine.spans();
    }
    if (where != Where::kSearch) break;
  }
  machine.pay();
  return std::nullopt;
}

}  // namespace slipway::config
