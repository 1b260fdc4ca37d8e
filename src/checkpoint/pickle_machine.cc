// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_machine.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

#include "checkpoint/pickle_opcodes.h"

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
    const auto code = std::to_integer<unsigned char>(take(1)[0]);
    if (code == opcode::kStop) {
      result_.root_ = pop();
      result_.size_ = at_;
      return;
    }
    step(code);
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

uint64_t PickleMachine::line_number() {
  const std::string_view text = line();
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) damaged("'{}' is no number", shown(text, 40));
  return value;
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
  if (index >= memo_.size() || memo_[index] == kUnset)
    damaged("it refers to value {}, which it has not defined", index);
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

void PickleMachine::step(unsigned char code) {
  if (make_value(code) || make_container(code) || fill_container(code) || use_memo(code) || make_object(code)) return;
  damaged("0x{:02x} is no pickle instruction", code);
}

bool PickleMachine::make_value(unsigned char code) {
  switch (code) {
    case opcode::kNone:
      push(Pickle::kNone);
      break;
    case opcode::kNewTrue:
      push(add({.kind = Kind::kBool, .integer = 1}));
      break;
    case opcode::kNewFalse:
      push(add({.kind = Kind::kBool, .integer = 0}));
      break;
    case opcode::kBinInt:
      push(add_int(static_cast<int32_t>(number<uint32_t>())));
      break;
    case opcode::kBinInt1:
      push(add_int(number<uint8_t>()));
      break;
    case opcode::kBinInt2:
      push(add_int(number<uint16_t>()));
      break;
    case opcode::kLong1:
      push(add_long(take(number<uint8_t>())));
      break;
    case opcode::kLong4:
      push(add_long(take(number<uint32_t>())));
      break;
    case opcode::kInt:
    case opcode::kLong:
      push(parse_int(line()));
      break;
    case opcode::kFloat:
      push(parse_float(line()));
      break;
    case opcode::kBinFloat: {
      uint64_t bits = 0;  // big-endian
      for (const std::byte byte : take(8)) bits = bits << 8 | std::to_integer<uint64_t>(byte);
      push(add_float(std::bit_cast<double>(bits)));
      break;
    }
    case opcode::kString:
      push(parse_quoted(line()));
      break;
    case opcode::kUnicode:
      push(parse_raw_unicode(line()));
      break;
    case opcode::kShortBinString:
    case opcode::kShortBinUnicode:
      push(add_text(Kind::kString, as_text(take(number<uint8_t>()))));
      break;
    case opcode::kBinString:
    case opcode::kBinUnicode:
      push(add_text(Kind::kString, as_text(take(number<uint32_t>()))));
      break;
    case opcode::kBinUnicode8:
      push(add_text(Kind::kString, as_text(take(number<uint64_t>()))));
      break;
    case opcode::kShortBinBytes:
      push(add_text(Kind::kBytes, as_text(take(number<uint8_t>()))));
      break;
    case opcode::kBinBytes:
      push(add_text(Kind::kBytes, as_text(take(number<uint32_t>()))));
      break;
    case opcode::kBinBytes8:
    case opcode::kByteArray8:
      push(add_text(Kind::kBytes, as_text(take(number<uint64_t>()))));
      break;
    case opcode::kNextBuffer:
    case opcode::kReadOnlyBuffer:
      damaged("its buffers are outside of the file (out of band)");
    default:
      return false;
  }
  return true;
}

bool PickleMachine::make_container(unsigned char code) {
  switch (code) {
    case opcode::kEmptyTuple:
      push(add_list(Kind::kTuple, {}));
      break;
    case opcode::kEmptyList:
      push(add_list(Kind::kList, {}));
      break;
    case opcode::kEmptyDict:
      push(add_list(Kind::kDict, {}));
      break;
    case opcode::kEmptySet:
      push(add_list(Kind::kSet, {}));
      break;
    case opcode::kTuple:
      push(add_list(Kind::kTuple, pop_to_mark()));
      break;
    case opcode::kList:
      push(add_list(Kind::kList, pop_to_mark()));
      break;
    case opcode::kFrozenSet:
      push(add_list(Kind::kSet, pop_to_mark()));
      break;
    case opcode::kDict: {
      std::vector<Ref> pairs = pop_to_mark();
      if (pairs.size() % 2 != 0) damaged("a key has no value");
      push(add_list(Kind::kDict, std::move(pairs)));
      break;
    }
    case opcode::kTuple1:
    case opcode::kTuple2:
    case opcode::kTuple3: {
      std::vector<Ref> items(code - opcode::kTuple1 + 1u);
      for (size_t i = items.size(); i-- > 0;) items[i] = pop();
      push(add_list(Kind::kTuple, std::move(items)));
      break;
    }
    default:
      return false;
  }
  return true;
}

bool PickleMachine::fill_container(unsigned char code) {
  switch (code) {
    case opcode::kAppend: {
      const Ref item = pop();
      append_items(top(), {item});
      break;
    }
    case opcode::kAppends:
    case opcode::kAddItems: {
      const std::vector<Ref> items = pop_to_mark();
      append_items(top(), items);
      break;
    }
    case opcode::kSetItem: {
      const Ref value = pop();
      const Ref key = pop();
      set_items(top(), {key, value});
      break;
    }
    case opcode::kSetItems: {
      const std::vector<Ref> pairs = pop_to_mark();
      set_items(top(), pairs);
      break;
    }
    default:
      return false;
  }
  return true;
}

bool PickleMachine::use_memo(unsigned char code) {
  switch (code) {
    case opcode::kMark:
      marks_.push_back(stack_.size());
      break;
    case opcode::kPop:
      if (!marks_.empty() && marks_.back() == stack_.size()) {
        marks_.pop_back();
      } else {
        pop();
      }
      break;
    case opcode::kPopMark:
      pop_to_mark();
      break;
    case opcode::kDup:
      push(top());
      break;
    case opcode::kMemoize:
      remember(memo_next_);
      break;
    case opcode::kPut:
      remember(line_number());
      break;
    case opcode::kBinPut:
      remember(number<uint8_t>());
      break;
    case opcode::kLongBinPut:
      remember(number<uint32_t>());
      break;
    case opcode::kGet:
      recall(line_number());
      break;
    case opcode::kBinGet:
      recall(number<uint8_t>());
      break;
    case opcode::kLongBinGet:
      recall(number<uint32_t>());
      break;
    case opcode::kProto:
      protocol_ = number<uint8_t>();
      if (protocol_ > 5) damaged("it is of pickle protocol {}, the newest known one is 5", protocol_);
      break;
    case opcode::kFrame: {  // only a hint for reading ahead
      const auto length = number<uint64_t>();
      if (length > bytes_.size() - at_)
        damaged("a frame of {} bytes is cut off, {} are there", length, bytes_.size() - at_);
      break;
    }
    default:
      return false;
  }
  return true;
}

bool PickleMachine::make_object(unsigned char code) {
  switch (code) {
    case opcode::kGlobal: {
      const std::string_view module = line();
      add_global(module, line());
      break;
    }
    case opcode::kStackGlobal: {
      const Ref name = pop();
      const Ref module = pop();
      if (!result_.is(name, Kind::kString) || !result_.is(module, Kind::kString))
        damaged("the name of a class is no text");
      add_global(result_.text(module), result_.text(name));
      break;
    }
    case opcode::kExt1:
      add_global("copyreg", fmt::format("extension_{}", number<uint8_t>()));
      break;
    case opcode::kExt2:
      add_global("copyreg", fmt::format("extension_{}", number<uint16_t>()));
      break;
    case opcode::kExt4:
      add_global("copyreg", fmt::format("extension_{}", number<uint32_t>()));
      break;
    case opcode::kNewObjEx:
      pop();
      [[fallthrough]];  // keyword arguments change nothing here
    case opcode::kReduce:
    case opcode::kNewObj: {
      const Ref args = pop();
      const Ref callable = pop();
      push(call(callable, args));
      break;
    }
    case opcode::kInst: {
      const std::string_view module = line();
      const std::string_view name = line();
      const Ref args = add_list(Kind::kTuple, pop_to_mark());
      add_global(module, name);
      push(call(pop(), args));
      break;
    }
    case opcode::kObj: {
      std::vector<Ref> items = pop_to_mark();
      if (items.empty()) damaged("an object has no class");
      const Ref callable = items.front();
      items.erase(items.begin());
      push(call(callable, add_list(Kind::kTuple, std::move(items))));
      break;
    }
    case opcode::kBuild: {
      const Ref state = pop();
      build(top(), state);
      break;
    }
    case opcode::kPersId:
      push(persistent(add_text(Kind::kString, line())));
      break;
    case opcode::kBinPersId:
      push(persistent(pop()));
      break;
    default:
      return false;
  }
  return true;
}

}  // namespace slipway::checkpoint
