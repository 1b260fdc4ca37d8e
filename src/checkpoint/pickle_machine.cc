// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_machine.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

namespace slipway::checkpoint {

Pickle::Pickle(ByteSpan bytes, std::string_view place) { PickleMachine(*this, bytes, place).run(); }

PickleMachine::PickleMachine(Pickle& result, ByteSpan bytes, std::string_view place)
    : result_(result), bytes_(bytes), place_(place) {
  result_.values_.emplace_back();  // kNone
  result_.lists_.emplace_back();   // what all empty containers share
}

void PickleMachine::run() {
  for (size_t steps = 0;; ++steps) {
    step_at_ = at_;
    if (steps == kMaxSteps) damaged("it has more than {} steps, which no checkpoint needs", kMaxSteps);
    const auto opcode = std::to_integer<unsigned char>(take(1)[0]);
    if (opcode == '.') {  // STOP
      result_.root_ = pop();
      result_.size_ = at_;
      return;
    }
    step(opcode);
  }
}

ByteSpan PickleMachine::take(uint64_t length) {
  if (length > bytes_.size() - at_) damaged("it needs {} more bytes there, but has {}", length, bytes_.size() - at_);
  const ByteSpan taken = bytes_.subspan(at_, length);
  at_ += length;
  return taken;
}

std::string_view PickleMachine::line() {
  const std::string_view rest = as_text(bytes_.subspan(at_));
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos) damaged("a line has no end");
  at_ += end + 1;
  return rest.substr(0, end);
}

PickleMachine::Ref PickleMachine::top() const {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) damaged("a value is wanted, but there is none");
  return stack_.back();
}

PickleMachine::Ref PickleMachine::pop() {
  const Ref ref = top();
  stack_.pop_back();
  return ref;
}

std::vector<PickleMachine::Ref> PickleMachine::pop_to_mark() {
  if (marks_.empty()) damaged("a mark is wanted, but there is none");
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<Ref> items(first, stack_.end());
  stack_.erase(first, stack_.end());
  marks_.pop_back();
  return items;
}

void PickleMachine::remember(uint64_t index) {
  // Python numbers the memo without gaps, so that a number beyond the bytes read so far is nonsense, and large.
  if (index > at_) damaged("it numbers a value {}", index);
  if (index >= memo_.size()) memo_.resize(std::max<size_t>(index + 1, memo_.size() * 2), kUnset);
  memo_[index] = top();
  memo_next_ = std::max<size_t>(memo_next_, index + 1);
}

void PickleMachine::recall(uint64_t index) {
  if (index >= memo_.size() || memo_[index] == kUnset) damaged("it refers to value {}, which it has not defined", index);
  push(memo_[index]);
}

void PickleMachine::set_items(Ref target, const std::vector<Ref>& pairs) {
  if (pairs.size() % 2 != 0) damaged("a key has no value");
  std::vector<Ref>* into = nullptr;
  const Pickle::Value& value = result_.values_[target];
  if (value.kind == Kind::kDict) into = &own_list(target);
  if (value.kind == Kind::kObject) into = &result_.objects_[value.index].pairs;
  if (into == nullptr) damaged("it sets keys of a {}", result_.type_name(target));
  into->insert(into->end(), pairs.begin(), pairs.end());
}

void PickleMachine::append_items(Ref target, const std::vector<Ref>& items) {
  std::vector<Ref>* into = nullptr;
  const Pickle::Value& value = result_.values_[target];
  if (value.kind == Kind::kList || value.kind == Kind::kSet) into = &own_list(target);
  if (value.kind == Kind::kObject) into = &result_.objects_[value.index].elements;
  if (into == nullptr) damaged("it adds elements to a {}", result_.type_name(target));
  into->insert(into->end(), items.begin(), items.end());
}

void PickleMachine::add_global(std::string_view module, std::string_view name) {
  if (module.size() + name.size() > kMaxNameLength) damaged("a class has a name of {} bytes", module.size() + name.size());
  if (module.empty() || name.empty()) damaged("a class has no name");
  // Protocol 2 spells the module as Python 2 did.
  if (module == "__builtin__") module = "builtins";
  if (module == "copy_reg") module = "copyreg";
  std::string dotted = fmt::format("{}.{}", module, name);
  if (const auto known = globals_.find(dotted); known != globals_.end()) return push(known->second);
  if (globals_.size() == kMaxGlobals) damaged("it names more than {} classes", kMaxGlobals);
  const Ref ref = add_own_text(Kind::kGlobal, std::move(dotted));
  globals_.emplace(result_.text(ref), ref);
  if (is_dangerous(result_.text(ref))) dangerous_.insert(ref);
  push(ref);
}

void PickleMachine::step(unsigned char opcode) {
  switch (opcode) {
    case '(': marks_.push_back(stack_.size()); break;                       // MARK
    case '0':                                                               // POP
      if (!marks_.empty() && marks_.back() == stack_.size()) marks_.pop_back();
      else pop();
      break;
    case '1': pop_to_mark(); break;                                         // POP_MARK
    case '2': push(top()); break;                                           // DUP
    case 'N': push(Pickle::kNone); break;                                   // NONE
    case 0x88: push(add({.kind = Kind::kBool, .integer = 1})); break;       // NEWTRUE
    case 0x89: push(add({.kind = Kind::kBool, .integer = 0})); break;       // NEWFALSE
    case 'J': push(add_int(static_cast<int32_t>(number<uint32_t>()))); break;  // BININT
    case 'K': push(add_int(number<uint8_t>())); break;                      // BININT1
    case 'M': push(add_int(number<uint16_t>())); break;                     // BININT2
    case 0x8a: push(add_long(take(number<uint8_t>()))); break;              // LONG1
    case 0x8b: push(add_long(take(number<uint32_t>()))); break;             // LONG4
    case 'G': {                                                             // BINFLOAT, big-endian
      uint64_t bits = 0;
      for (const std::byte byte : take(8)) bits = bits << 8 | std::to_integer<uint64_t>(byte);
      push(add_float(std::bit_cast<double>(bits)));
      break;
    }
    case 'T': push(add_text(Kind::kString, as_text(take(number<uint32_t>())))); break;   // BINSTRING
    case 'U': push(add_text(Kind::kString, as_text(take(number<uint8_t>())))); break;    // SHORT_BINSTRING
    case 'X': push(add_text(Kind::kString, as_text(take(number<uint32_t>())))); break;   // BINUNICODE
    case 0x8c: push(add_text(Kind::kString, as_text(take(number<uint8_t>())))); break;   // SHORT_BINUNICODE
    case 0x8d: push(add_text(Kind::kString, as_text(take(number<uint64_t>())))); break;  // BINUNICODE8
    case 'B': push(add_text(Kind::kBytes, as_text(take(number<uint32_t>())))); break;    // BINBYTES
    case 'C': push(add_text(Kind::kBytes, as_text(take(number<uint8_t>())))); break;     // SHORT_BINBYTES
    case 0x8e:                                                                           // BINBYTES8
    case 0x96: push(add_text(Kind::kBytes, as_text(take(number<uint64_t>())))); break;   // BYTEARRAY8
    case 0x97:                                                                           // NEXT_BUFFER
    case 0x98: damaged("its buffers are outside of the file (pickle protocol 5, out of band)");  // READONLY_BUFFER
    case ')': push(add_list(Kind::kTuple, {})); break;                      // EMPTY_TUPLE
    case ']': push(add_list(Kind::kList, {})); break;                       // EMPTY_LIST
    case '}': push(add_list(Kind::kDict, {})); break;                       // EMPTY_DICT
    case 0x8f: push(add_list(Kind::kSet, {})); break;                       // EMPTY_SET
    case 't': push(add_list(Kind::kTuple, pop_to_mark())); break;           // TUPLE
    case 'l': push(add_list(Kind::kList, pop_to_mark())); break;            // LIST
    case 0x91: push(add_list(Kind::kSet, pop_to_mark())); break;            // FROZENSET
    case 'd': {                                                             // DICT
      std::vector<Ref> pairs = pop_to_mark();
      if (pairs.size() % 2 != 0) damaged("a key has no value");
      push(add_list(Kind::kDict, std::move(pairs)));
      break;
    }
    case 0x85:    // TUPLE1
    case 0x86:    // TUPLE2
    case 0x87: {  // TUPLE3
      std::vector<Ref> items(opcode - 0x84u);
      for (size_t i = items.size(); i-- > 0;) items[i] = pop();
      push(add_list(Kind::kTuple, std::move(items)));
      break;
    }
    case 'a': {  // APPEND
      const Ref item = pop();
      append_items(top(), {item});
      break;
    }
    case 'e':     // APPENDS
    case 0x90: {  // ADDITEMS
      const std::vector<Ref> items = pop_to_mark();
      append_items(top(), items);
      break;
    }
    case 's': {  // SETITEM
      const Ref value = pop();
      const Ref key = pop();
      set_items(top(), {key, value});
      break;
    }
    case 'u': {  // SETITEMS
      const std::vector<Ref> pairs = pop_to_mark();
      set_items(top(), pairs);
      break;
    }
    case 'q': remember(number<uint8_t>()); break;          // BINPUT
    case 'r': remember(number<uint32_t>()); break;         // LONG_BINPUT
    case 0x94: remember(memo_next_); break;                // MEMOIZE
    case 'h': recall(number<uint8_t>()); break;            // BINGET
    case 'j': recall(number<uint32_t>()); break;           // LONG_BINGET
    case 0x80: {                                           // PROTO
      const auto protocol = number<uint8_t>();
      if (protocol > 5) damaged("it is of pickle protocol {}, the newest known one is 5", protocol);
      break;
    }
    case 0x95:                                             // FRAME: only a hint for reading ahead
      if (const auto length = number<uint64_t>(); length > bytes_.size() - at_)
        damaged("a frame of {} bytes is cut off, {} are there", length, bytes_.size() - at_);
      break;
    case 0x93: {                                           // STACK_GLOBAL
      const Ref name = pop();
      const Ref module = pop();
      if (!result_.is(name, Kind::kString) || !result_.is(module, Kind::kString)) damaged("the name of a class is no text");
      add_global(result_.text(module), result_.text(name));
      break;
    }
    case 'R':     // REDUCE
    case 0x81: {  // NEWOBJ
      const Ref args = pop();
      const Ref callable = pop();
      push(call(callable, args));
      break;
    }
    case 0x92: {  // NEWOBJ_EX
      pop();      // keyword arguments, which change nothing here
      const Ref args = pop();
      const Ref callable = pop();
      push(call(callable, args));
      break;
    }
    case 'o': {  // OBJ
      std::vector<Ref> items = pop_to_mark();
      if (items.empty()) damaged("an object has no class");
      const Ref callable = items.front();
      items.erase(items.begin());
      push(call(callable, add_list(Kind::kTuple, std::move(items))));
      break;
    }
    case 'b': {  // BUILD
      const Ref state = pop();
      build(top(), state);
      break;
    }
    case 'Q': push(persistent(pop())); break;  // BINPERSID
    case 0x82: add_global("copyreg", fmt::format("extension_{}", number<uint8_t>())); break;   // EXT1
    case 0x83: add_global("copyreg", fmt::format("extension_{}", number<uint16_t>())); break;  // EXT2
    case 0x84: add_global("copyreg", fmt::format("extension_{}", number<uint32_t>())); break;  // EXT4
    default: step_protocol_0(opcode);
  }
}

void PickleMachine::step_protocol_0(unsigned char opcode) {
  const auto index = [&] {
    const std::string_view text = line();
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) damaged("'{}' is no number", shown(text, 40));
    return value;
  };
  switch (opcode) {
    case 'I':                                      // INT
    case 'L': push(parse_int(line())); break;      // LONG
    case 'F': push(parse_float(line())); break;    // FLOAT
    case 'S': push(parse_quoted(line())); break;   // STRING
    case 'V': push(parse_raw_unicode(line())); break;  // UNICODE
    case 'g': recall(index()); break;              // GET
    case 'p': remember(index()); break;            // PUT
    case 'P': push(persistent(add_text(Kind::kString, line()))); break;  // PERSID
    case 'c': {                                    // GLOBAL
      const std::string_view module = line();
      add_global(module, line());
      break;
    }
    case 'i': {                                    // INST
      const std::string_view module = line();
      const std::string_view name = line();
      const Ref args = add_list(Kind::kTuple, pop_to_mark());
      add_global(module, name);
      push(call(pop(), args));
      break;
    }
    default: damaged("0x{:02x} is no pickle instruction", opcode);
  }
}

}  // namespace slipway::checkpoint
