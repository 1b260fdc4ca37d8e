// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Regular expressions as Python's `re` has them (3.11, on str): syntax, order of alternatives, captures.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::config {

/// What is wrong with a pattern, in one sentence.
class RegexError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The bits of Python's flags.
enum RegexFlag : int {
  kIgnoreCase = 2,
  kLocale = 4,  ///< of bytes patterns; refused
  kMultiLine = 8,
  kDotAll = 16,
  kUnicode = 32,  ///< no effect on str
  kVerbose = 64,
  kAscii = 256
};

/// Lower and upper case of one character, for IGNORECASE: ASCII, Latin-1, Greek and Cyrillic.
uint32_t regex_lower(uint32_t c);
uint32_t regex_upper(uint32_t c);

/// A set of characters in a pattern.
struct RegexClass {
  enum Category : uint8_t { kDigit = 1, kNotDigit = 2, kSpace = 4, kNotSpace = 8, kWord = 16, kNotWord = 32 };
  std::vector<std::pair<uint32_t, uint32_t>> ranges;  ///< first and last
  uint8_t categories = 0;
  bool negated = false, fold = false, ascii = false;

  bool contains(uint32_t c) const;
};
bool is_word_character(uint32_t c, bool ascii);

/// A piece of a pattern as it was read.
struct RegexNode {
  enum class Kind : uint8_t {
    kEmpty,
    kCharacter,      ///< `character`
    kAny,            ///< any, but a line break unless `yes`
    kClass,          ///< `index` into the classes
    kSequence,       ///< `kids` one after another
    kAlternation,    ///< one of `kids`
    kRepeat,         ///< the one kid `min` to `max` times
    kGroup,          ///< the one kid, kept as group `index`
    kAtomic,         ///< the one kid, without a way back into it
    kLook,           ///< the one kid ahead or behind matches (`yes`) or does not
    kBackReference,  ///< the text of group `index`
    kConditional,    ///< kids[0] where group `index` has matched, else kids[1]
    kBegin,          ///< of the text
    kBeginLine,
    kEnd,  ///< of the text, or before its last line break
    kEndLine,
    kTextEnd,
    kWordBoundary  ///< or none, without `yes`
  };
  static constexpr uint32_t kUnlimited = UINT32_MAX;

  Kind kind = Kind::kEmpty;
  bool yes = false, fold = false, ascii = false;
  bool lazy = false, possessive = false, behind = false;
  uint32_t character = 0, index = 0, min = 0, max = 0;
  std::vector<RegexNode> kids{};
};

struct RegexTree {
  RegexNode root;
  std::vector<RegexClass> classes;
  uint32_t groups = 0;
  std::vector<std::pair<std::string, uint32_t>> names;  ///< of groups, in order
  int flags = 0;                                        ///< those given, and those at the start of the pattern
};
/// @throws RegexError
RegexTree parse_regex(std::u32string_view pattern, int flags);
/// How many characters a piece takes, where that is always the same.
std::optional<uint32_t> regex_width(const RegexTree& tree, const RegexNode& node);

struct RegexStep;

/// A compiled pattern. Matching goes back step by step as Python's does, so that a pattern can take exponential time:
/// `charge` is called with the number of steps, and may throw.
class Regex {
 public:
  enum class Where { kSearch, kMatch, kFull };
  /// Begin and end of the whole and of each group, in characters; -1 for one that took no part.
  using Spans = std::vector<int64_t>;
  using Charge = std::function<void(int64_t steps)>;

  /// @throws RegexError
  Regex(std::u32string_view pattern, int flags);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// @param from where the search begins @param advance an empty match there does not count
  std::optional<Spans> run(std::u32string_view text, size_t from, Where where, bool advance,
                           const Charge& charge) const;

  int flags() const { return tree_.flags; }
  uint32_t groups() const { return tree_.groups; }
  const std::vector<std::pair<std::string, uint32_t>>& names() const { return tree_.names; }

 private:
  friend class RegexCompiler;
  friend class RegexMachine;

  RegexTree tree_;
  std::vector<RegexStep> steps_;
  size_t slots_ = 0;
};

}  // namespace slipway::config
