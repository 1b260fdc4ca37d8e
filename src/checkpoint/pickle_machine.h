// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "checkpoint/pickle.h"

namespace slipway::checkpoint {

/// Decodes one pickle into the arena of a Pickle: the whole opcode set of protocols 0 to 5, with a stack, marks and a
/// memo.
class PickleMachine {
 public:
  using Ref = Pickle::Ref;
  using Kind = Pickle::Kind;

  PickleMachine(Pickle& result, ByteSpan bytes, std::string_view place);
  void run();

 private:
  /// More steps than any run's checkpoint has by far, and few enough to end at once.
  static constexpr size_t kMaxSteps = 10'000'000;
  static constexpr size_t kMaxNameLength = 512;
  static constexpr size_t kMaxGlobals = 10'000;
  static constexpr Ref kUnset = 0xFFFFFFFF;

  // pickle_machine.cc: reading, the stack, the opcodes.
  template <typename... Args>
  [[noreturn]] void damaged(fmt::format_string<Args...> format, Args&&... args) const;
  ByteSpan take(uint64_t length);
  template <typename T>
  T number() {
    return read_le<T>(take(sizeof(T)), 0);
  }
  std::string_view line();
  uint64_t line_number();
  void push(Ref ref) { stack_.push_back(ref); }
  Ref pop();
  Ref top() const;
  std::vector<Ref> pop_to_mark();
  void step(unsigned char code);
  // Each carries out the instruction when it is of its sort.
  bool make_value(unsigned char code);
  bool make_container(unsigned char code);
  bool fill_container(unsigned char code);
  bool use_memo(unsigned char code);
  bool make_object(unsigned char code);
  void remember(uint64_t index);
  void recall(uint64_t index);
  void set_items(Ref target, const std::vector<Ref>& pairs);
  void append_items(Ref target, const std::vector<Ref>& items);

  // pickle_values.cc: making values.
  Ref add(Pickle::Value value);
  Ref add_int(int64_t value);
  Ref add_float(double value);
  Ref add_text(Kind kind, std::string_view text);
  Ref add_own_text(Kind kind, std::string text);
  Ref add_list(Kind kind, std::vector<Ref> items);
  std::vector<Ref>& own_list(Ref ref);
  Ref add_alias(Kind kind, Ref other);
  Ref add_object(Ref callable, Ref args);
  void add_global(std::string_view module, std::string_view name);
  Ref add_long(ByteSpan digits);
  Ref parse_int(std::string_view text);
  Ref parse_float(std::string_view text);
  Ref parse_quoted(std::string_view text);
  Ref parse_raw_unicode(std::string_view text);

  // pickle_calls.cc: what calls mean.
  Ref call(Ref callable, Ref args);
  void build(Ref target, Ref state);
  Ref persistent(Ref id);
  [[noreturn]] void refuse(std::string_view callable) const;
  void refuse_dangerous(Ref callable, std::span<const Ref> args) const;
  void spend(size_t items);
  Ref copy_tail(std::span<const Ref> values);
  Ref call_container(std::string_view name, std::span<const Ref> args);

  Pickle& result_;
  ByteSpan bytes_;
  std::string place_;
  size_t at_ = 0;       // of the next byte
  size_t step_at_ = 0;  // of the opcode that is being executed
  std::vector<Ref> stack_;
  std::vector<size_t> marks_;
  std::vector<Ref> memo_;
  size_t memo_next_ = 0;
  int protocol_ = 0;  // files of protocols 0 and 1 do not say it
  size_t arguments_ = 0;
  std::unordered_map<std::string_view, Ref> globals_;
  std::unordered_set<Ref> dangerous_;  // those of globals_ that must not be called
};

template <typename... Args>
void PickleMachine::damaged(fmt::format_string<Args...> format, Args&&... args) const {
  throw Error(
      fmt::format("{} is damaged at byte {}: {}", place_, step_at_, fmt::format(format, std::forward<Args>(args)...)));
}

}  // namespace slipway::checkpoint
