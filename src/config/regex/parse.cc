// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "config/regex/regex.h"

namespace slipway::config {
namespace {

using Node = RegexNode;
using NodeKind = RegexNode::Kind;

constexpr int kMaxNesting = 100;

bool is_octal(char32_t c) { return c >= '0' && c <= '7'; }
bool is_ascii_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class RegexParser {
 public:
  RegexParser(std::u32string_view pattern, int flags) : pattern_(pattern) { tree_.flags = flags_ = flags; }

  RegexTree run() {
    if ((flags_ & kLocale) != 0) fail("re.LOCALE is of bytes patterns");
    global_flags();
    tree_.root = alternation();
    if (!at_end()) fail("unbalanced parenthesis");
    tree_.groups = static_cast<uint32_t>(closed_.size()) - 1;
    return std::move(tree_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw RegexError(fmt::format("{} at position {} of the pattern", what, position_));
  }
  bool at_end() const { return position_ >= pattern_.size(); }
  char32_t peek(size_t ahead = 0) const {
    return position_ + ahead < pattern_.size() ? pattern_[position_ + ahead] : U'\0';
  }
  bool accept(char32_t c) {
    if (at_end() || peek() != c) return false;
    ++position_;
    return true;
  }
  char32_t take() {
    if (at_end()) fail("the pattern ends too early");
    return pattern_[position_++];
  }
  bool has(RegexFlag flag) const { return (flags_ & flag) != 0; }

  /// `(?im)` at the very beginning holds for the whole pattern.
  void global_flags() {
    while (peek() == '(' && peek(1) == '?') {
      size_t end = position_ + 2;
      while (end < pattern_.size() && is_ascii_letter(pattern_[end])) ++end;
      if (end == position_ + 2 || end >= pattern_.size() || pattern_[end] != ')' || pattern_[position_ + 2] == 'P')
        return;
      position_ += 2;
      while (!accept(')')) flags_ |= flag(take());
      tree_.flags = flags_;
    }
  }
  int flag(char32_t letter) const {
    switch (letter) {
      case 'i':
        return kIgnoreCase;
      case 'm':
        return kMultiLine;
      case 's':
        return kDotAll;
      case 'x':
        return kVerbose;
      case 'a':
        return kAscii;
      case 'u':
        return kUnicode;
      default:
        fail("unknown flag");
    }
  }

  Node alternation() {
    if (++depth_ > kMaxNesting) fail("groups are nested too deeply");
    std::vector<Node> branches{sequence()};
    while (accept('|')) branches.push_back(sequence());
    --depth_;
    if (branches.size() == 1) return std::move(branches.front());
    return {.kind = NodeKind::kAlternation, .kids = std::move(branches)};
  }

  void skip_verbose() {
    while (has(kVerbose) && !at_end()) {
      if (std::u32string_view(U" \t\n\r\v\f").find(peek()) != std::u32string_view::npos) {
        ++position_;
      } else if (peek() == '#') {
        while (!at_end() && peek() != '\n') ++position_;
      } else {
        return;
      }
    }
  }

  Node sequence() {
    Node result{.kind = NodeKind::kSequence};
    while (skip_verbose(), !at_end() && peek() != '|' && peek() != ')') {
      std::optional<Node> item = this->item();
      if (item) result.kids.push_back(repeated(std::move(*item)));
    }
    return result;
  }

  /// One item; nothing for a comment.
  std::optional<Node> item() {
    const char32_t c = take();
    switch (c) {
      case '\\':
        return escape();
      case '[':
        return set();
      case '(':
        return group();
      case '.':
        return Node{.kind = NodeKind::kAny, .yes = has(kDotAll)};
      case '^':
        return Node{.kind = has(kMultiLine) ? NodeKind::kBeginLine : NodeKind::kBegin};
      case '$':
        return Node{.kind = has(kMultiLine) ? NodeKind::kEndLine : NodeKind::kEnd};
      case '*':
      case '+':
      case '?':
        --position_;
        fail("nothing to repeat");
      case '{': {
        uint32_t low = 0, high = 0;
        if (peek() != '}' && counts(low, high)) fail("nothing to repeat");
        return character(c);
      }
      default:
        return character(c);
    }
  }

  Node character(char32_t c) const {
    return {.kind = NodeKind::kCharacter, .fold = has(kIgnoreCase), .ascii = has(kAscii), .character = c};
  }

  /// `{m,n}` after its bracket. False, and nothing is read, where it is none.
  bool counts(uint32_t& low, uint32_t& high) {
    const size_t start = position_;
    const auto number = [&](uint32_t missing) {
      uint64_t value = 0;
      const size_t first = position_;
      while (is_ascii_digit(peek())) value = std::min<uint64_t>(value * 10 + (take() - '0'), UINT32_MAX);
      if (value == UINT32_MAX) fail("the repetition number is too large");
      return position_ == first ? missing : static_cast<uint32_t>(value);
    };
    const bool written = is_ascii_digit(peek());
    low = number(0);
    if (accept(','))
      high = number(Node::kUnlimited);
    else
      high = written ? low : Node::kUnlimited;
    if (accept('}') && (written || pattern_[position_ - 2] == ',' || position_ - start > 2)) {
      if (high < low) fail("min repeat greater than max repeat");
      return true;
    }
    position_ = start;
    return false;
  }

  Node repeated(Node item) {
    skip_verbose();
    uint32_t low = 0;
    uint32_t high = Node::kUnlimited;
    if (accept('*')) {
    } else if (accept('+')) {
      low = 1;
    } else if (accept('?')) {
      high = 1;
    } else if (peek() == '{' && peek(1) != '}') {
      ++position_;
      if (!counts(low, high)) return --position_, item;
    } else {
      return item;
    }
    const bool nothing = item.kind == NodeKind::kBegin || item.kind == NodeKind::kBeginLine ||
                         item.kind == NodeKind::kEnd || item.kind == NodeKind::kEndLine ||
                         item.kind == NodeKind::kTextEnd || item.kind == NodeKind::kWordBoundary;
    if (nothing) fail("nothing to repeat");
    Node result{.kind = NodeKind::kRepeat, .min = low, .max = high};
    result.lazy = accept('?');
    result.possessive = !result.lazy && accept('+');
    result.kids.push_back(std::move(item));
    skip_verbose();
    if (peek() == '*' || peek() == '+' || peek() == '?') fail("multiple repeat");
    if (peek() == '{') {
      ++position_;
      if (peek() != '}' && counts(low, high)) fail("multiple repeat");
      --position_;
    }
    return result;
  }

  uint32_t hex(size_t digits) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits; ++i) {
      const char32_t c = take() | 0x20;
      const bool letter = c >= 'a' && c <= 'f';
      if (!letter && !is_ascii_digit(c)) fail("an escape needs more hexadecimal digits");
      value = value * 16 + (letter ? c - 'a' + 10 : c - '0');
    }
    if (value > 0x10FFFF) fail("an escape is no character");
    return value;
  }

  /// A character that an escape stands for, in a set or outside; nothing for other escapes.
  std::optional<char32_t> simple_escape(char32_t c) {
    constexpr std::u32string_view kNames = U"abfnrtv\\";
    constexpr std::u32string_view kValues = U"\a\b\f\n\r\t\v\\";
    if (const size_t at = kNames.find(c); at != std::u32string_view::npos) return kValues[at];
    if (c == 'x') return hex(2);
    if (c == 'u') return hex(4);
    if (c == 'U') return hex(8);
    if (c == 'N') fail("\\N{...} is not supported; write \\u and the number of the character");
    if (!is_ascii_letter(c) && !is_ascii_digit(c)) return c;
    return std::nullopt;
  }

  std::optional<uint8_t> category(char32_t c) const {
    constexpr std::u32string_view kNames = U"dDsSwW";
    const size_t at = kNames.find(c);
    return at == std::u32string_view::npos ? std::nullopt : std::optional(static_cast<uint8_t>(1U << at));
  }

  Node class_node(RegexClass set) {
    set.fold = has(kIgnoreCase);
    set.ascii = has(kAscii);
    tree_.classes.push_back(std::move(set));
    return {.kind = NodeKind::kClass, .index = static_cast<uint32_t>(tree_.classes.size() - 1)};
  }

  Node escape() {
    const char32_t c = take();
    if (const auto known = category(c)) {
      RegexClass set;
      set.categories = *known;
      return class_node(std::move(set));
    }
    switch (c) {
      case 'A':
        return {.kind = NodeKind::kBegin};
      case 'Z':
        return {.kind = NodeKind::kTextEnd};
      case 'b':
      case 'B':
        return {.kind = NodeKind::kWordBoundary, .yes = c == 'b', .ascii = has(kAscii)};
      default:
        break;
    }
    if (c == '0') {
      uint32_t value = 0;
      for (int i = 0; i < 2 && is_octal(peek()); ++i) value = value * 8 + (take() - '0');
      return character(value);
    }
    if (is_ascii_digit(c)) {
      if (c <= '7' && is_octal(peek()) && is_octal(peek(1))) {
        const uint32_t value = (c - '0') * 64 + (peek() - '0') * 8 + (peek(1) - '0');
        if (value > 0377) fail("an octal escape is outside of 0-0o377");
        position_ += 2;
        return character(value);
      }
      uint32_t index = c - '0';
      if (is_ascii_digit(peek())) index = index * 10 + (take() - '0');
      return back_reference(index);
    }
    if (const auto value = simple_escape(c)) return character(*value);
    fail("bad escape");
  }

  Node back_reference(uint32_t index) const {
    if (index >= closed_.size()) fail(fmt::format("invalid group reference {}", index));
    if (!closed_[index]) fail("cannot refer to an open group");
    return {.kind = NodeKind::kBackReference, .fold = has(kIgnoreCase), .ascii = has(kAscii), .index = index};
  }

  Node set() {
    RegexClass result;
    result.negated = accept('^');
    for (bool first = true; first || peek() != ']' || at_end(); first = false) {
      if (at_end()) fail("unterminated character set");
      uint8_t category = 0;
      const char32_t low = set_member(category);
      if (peek() != '-' || peek(1) == ']' || position_ + 1 >= pattern_.size()) {
        if (category != 0)
          result.categories |= category;
        else
          result.ranges.emplace_back(low, low);
        continue;
      }
      ++position_;
      uint8_t second = 0;
      const char32_t high = set_member(second);
      if (category != 0 || second != 0 || high < low) fail("bad character range");
      result.ranges.emplace_back(low, high);
    }
    ++position_;
    return class_node(std::move(result));
  }
  char32_t set_member(uint8_t& category) {
    const char32_t c = take();
    if (c != '\\') return c;
    const char32_t name = take();
    if (const auto known = this->category(name)) return category = *known, c;
    if (is_octal(name)) {
      uint32_t value = name - '0';
      for (int i = 0; i < 2 && is_octal(peek()); ++i) value = value * 8 + (take() - '0');
      if (value > 0377) fail("an octal escape is outside of 0-0o377");
      return value;
    }
    if (const auto value = simple_escape(name)) return *value;
    fail("bad escape");
  }

  std::string name_until(char32_t end) {
    std::string name;
    while (peek() != end || at_end()) append_utf8(name, take());
    ++position_;
    if (name.empty()) fail("missing group name");
    return name;
  }
  /// The group that a name or a number means.
  uint32_t group_of(const std::string& name) const {
    for (const auto& [known, index] : tree_.names)
      if (known == name) return index;
    if (name.size() < 5 && std::all_of(name.begin(), name.end(), [](char c) { return is_ascii_digit(c); }))
      return static_cast<uint32_t>(std::stoul(name));
    fail(fmt::format("unknown group name '{}'", name));
  }

  Node body(int flags) {
    const int before = std::exchange(flags_, flags);
    Node result = alternation();
    flags_ = before;
    if (!accept(')')) fail("missing ), unterminated subpattern");
    return result;
  }
  Node wrapped(Node outer) {
    outer.kids.push_back(body(flags_));
    return outer;
  }
  Node capture(const std::string& name) {
    const auto index = static_cast<uint32_t>(closed_.size());
    if (!name.empty()) {
      for (const auto& [known, other] : tree_.names)
        if (known == name) fail(fmt::format("redefinition of group name '{}'", name));
      tree_.names.emplace_back(name, index);
    }
    closed_.push_back(false);
    Node result = wrapped({.kind = NodeKind::kGroup, .index = index});
    closed_[index] = true;
    return result;
  }

  /// After an opening bracket.
  std::optional<Node> group() {
    if (!accept('?')) return capture("");
    const char32_t c = take();
    switch (c) {
      case ':':
        return body(flags_);
      case '>':
        return wrapped({.kind = NodeKind::kAtomic});
      case '=':
      case '!':
        return wrapped({.kind = NodeKind::kLook, .yes = c == '='});
      case '<': {
        const char32_t kind = take();
        if (kind != '=' && kind != '!') fail("unknown extension ?<");
        Node look = wrapped({.kind = NodeKind::kLook, .yes = kind == '=', .behind = true});
        const auto width = regex_width(tree_, look.kids[0]);
        if (!width) fail("look-behind requires fixed-width pattern");
        look.min = *width;
        return look;
      }
      case 'P':
        if (accept('<')) return capture(name_until('>'));
        if (accept('=')) return back_reference(group_of(name_until(')')));
        fail("unknown extension ?P");
      case '#':
        while (!accept(')')) take();
        return std::nullopt;
      case '(':
        return conditional();
      default:
        --position_;
        return flagged();
    }
  }

  Node conditional() {
    Node result{.kind = NodeKind::kConditional, .index = group_of(name_until(')'))};
    if (result.index == 0 || result.index >= closed_.size()) fail("invalid group reference");
    result.kids.push_back(sequence());
    result.kids.push_back(accept('|') ? sequence() : Node{});
    if (peek() == '|') fail("conditional backref with more than two branches");
    if (!accept(')')) fail("missing ), unterminated subpattern");
    return result;
  }

  /// `(?i:...)`, `(?i-s:...)`.
  Node flagged() {
    int on = 0;
    int off = 0;
    while (is_ascii_letter(peek())) on |= flag(take());
    if (accept('-'))
      while (is_ascii_letter(peek())) off |= flag(take());
    if (accept(')')) fail("global flags not at the start of the expression");
    if (!accept(':')) fail("unknown extension");
    if ((on & kAscii) != 0 && (on & kUnicode) != 0) fail("flags 'a' and 'u' are incompatible");
    int flags = (flags_ | on) & ~off;
    if ((on & kUnicode) != 0) flags &= ~kAscii;
    return body(flags);
  }

  std::u32string_view pattern_;
  size_t position_ = 0;
  int flags_ = 0;
  int depth_ = 0;
  RegexTree tree_;
  std::vector<bool> closed_{true};  ///< whether each group's bracket is closed; 0 is the whole
};

}  // namespace

RegexTree parse_regex(std::u32string_view pattern, int flags) { return RegexParser(pattern, flags).run(); }

}  // namespace slipway::config
