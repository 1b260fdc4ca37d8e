// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Truth, length, equality, order and membership.
#include <algorithm>

#include "config/big_integer.h"
#include "config/eval/evaluator.h"

namespace slipway::config {

bool Evaluator::truth(Object* object) {
  switch (object->type) {
    case Type::kNone:
      return false;
    case Type::kBool:
    case Type::kInt:
      return as_int(object) != 0;
    case Type::kFloat:
      return as_double(object) != 0;
    case Type::kString:
    case Type::kBytes:
      return !as_text(object).empty();
    case Type::kList:
    case Type::kTuple:
      return as_list(object)->size != 0;
    case Type::kDict:
    case Type::kSet:
      return as_dict(object)->size != 0;
    case Type::kRange:
      return length(object) != 0;
    default:
      return true;
  }
}

int64_t Evaluator::length(Object* object) {
  switch (object->type) {
    case Type::kString:
      charge(static_cast<int64_t>(as_text(object).size() / 64));
      return static_cast<int64_t>(character_count(as_text(object)));
    case Type::kBytes:
      return static_cast<int64_t>(as_text(object).size());
    case Type::kList:
    case Type::kTuple:
    case Type::kIterator:
      return as_list(object)->size;
    case Type::kDict:
    case Type::kSet:
      return as_dict(object)->size;
    case Type::kRange: {
      const auto* range = static_cast<RangeObject*>(object);
      const bool empty = range->step > 0 ? range->start >= range->stop : range->start <= range->stop;
      if (empty) return 0;
      const uint64_t span = range->step > 0 ? static_cast<uint64_t>(range->stop) - static_cast<uint64_t>(range->start)
                                            : static_cast<uint64_t>(range->start) - static_cast<uint64_t>(range->stop);
      const uint64_t step =
          range->step > 0 ? static_cast<uint64_t>(range->step) : 0 - static_cast<uint64_t>(range->step);
      const uint64_t count = (span - 1) / step + 1;
      if (count > static_cast<uint64_t>(INT64_MAX)) fail("the integer does not fit in 64 bits");
      return static_cast<int64_t>(count);
    }
    default:
      fail(fmt::format("a {} has no length", name_of(object->type)));
  }
}

bool Evaluator::equal(Object* left, Object* right) {
  charge(1);
  if (left == right && !is(left, Type::kFloat)) return true;
  if (is_number(left) && is_number(right))
    return is_integer(left) && is_integer(right) ? as_int(left) == as_int(right) : as_double(left) == as_double(right);
  if (left->type != right->type) return false;
  const Depth depth(*this);
  switch (left->type) {
    case Type::kString:
    case Type::kBigInt:
    case Type::kBytes:
      if (as_text(left).size() != as_text(right).size()) return false;
      charge(static_cast<int64_t>(as_text(left).size() / 64));
      return as_text(left) == as_text(right);
    case Type::kList:
    case Type::kTuple: {
      ListObject* a = as_list(left);
      ListObject* b = as_list(right);
      if (a->size != b->size) return false;
      for (uint32_t i = 0; i < a->size; ++i)
        if (!equal(a->data[i].object, b->data[i].object)) return false;
      return true;
    }
    case Type::kDict:
    case Type::kSet: {
      DictObject* a = as_dict(left);
      DictObject* b = as_dict(right);
      if (a->size != b->size) return false;
      for (const Entry& entry : *a) {
        const Entry* other = heap().find(b, entry.key);
        if (other == nullptr || (is(left, Type::kDict) && !equal(entry.value, other->value))) return false;
      }
      return true;
    }
    case Type::kRange:
      return equal(collect(left, Type::kTuple), collect(right, Type::kTuple));
    case Type::kLazy:
      return static_cast<LazyObject*>(left)->dotted == static_cast<LazyObject*>(right)->dotted;
    case Type::kBuiltin:
      return static_cast<BuiltinObject*>(left)->function == static_cast<BuiltinObject*>(right)->function &&
             static_cast<BuiltinObject*>(left)->self == static_cast<BuiltinObject*>(right)->self;
    default:
      return false;
  }
}

bool Evaluator::less(Object* left, Object* right) {
  charge(1);
  if (is_integer(left) && is_integer(right)) return as_int(left) < as_int(right);
  if (is_number(left) && is_number(right)) return as_double(left) < as_double(right);
  if (is(left, Type::kBigInt) || is(right, Type::kBigInt)) {
    const auto digits = [](const Object* o) {
      return is(o, Type::kBigInt) ? std::string(as_text(o)) : std::to_string(as_int(o));
    };
    if ((is_integer(left) || is(left, Type::kBigInt)) && (is_integer(right) || is(right, Type::kBigInt)))
      return is_less(digits(left), digits(right));
  }
  if (left->type == right->type) {
    // UTF-8 sorts as its code points do.
    if (is(left, Type::kString) || is(left, Type::kBytes)) {
      charge(static_cast<int64_t>(std::min(as_text(left).size(), as_text(right).size()) / 64));
      return as_text(left) < as_text(right);
    }
    if (is_sequence(left)) {
      const Depth depth(*this);
      ListObject* a = as_list(left);
      ListObject* b = as_list(right);
      for (uint32_t i = 0; i < a->size && i < b->size; ++i)
        if (!equal(a->data[i].object, b->data[i].object)) return less(a->data[i].object, b->data[i].object);
      return a->size < b->size;
    }
    if (is(left, Type::kSet)) {
      for (const Entry& entry : *as_dict(left))
        if (heap().find(as_dict(right), entry.key) == nullptr) return false;
      return as_dict(left)->size < as_dict(right)->size;
    }
  }
  fail(fmt::format("{} and {} cannot be compared by order", name_of(left->type), name_of(right->type)));
}

bool Evaluator::contains(Object* container, Object* item) {
  switch (container->type) {
    case Type::kString:
      if (!is(item, Type::kString))
        fail(fmt::format("'in' needs a str on the left of a str, this is a {}", name_of(item->type)));
      charge_search(as_text(container), as_text(item));
      return as_text(container).find(as_text(item)) != std::string_view::npos;
    case Type::kDict:
    case Type::kSet:
      return heap().find(as_dict(container), item) != nullptr;
    case Type::kRange:
      if (is_integer(item)) {
        const auto* range = static_cast<RangeObject*>(container);
        const int64_t value = as_int(item);
        if (range->step > 0 ? value < range->start || value >= range->stop
                            : value > range->start || value <= range->stop)
          return false;
        // The difference of two numbers may need 65 bits.
        return (static_cast<__int128>(value) - range->start) % range->step == 0;
      }
      [[fallthrough]];
    default: {
      bool found = false;
      for_each(container, [&](Slot slot) {
        found = equal(slot.object, item);
        return !found;
      });
      return found;
    }
  }
}

bool Evaluator::compare(Operator op, Object* left, Object* right) {
  switch (op) {
    case Operator::kEqual:
      return equal(left, right);
    case Operator::kNotEqual:
      return !equal(left, right);
    case Operator::kLess:
      return less(left, right);
    case Operator::kGreater:
      return less(right, left);
    case Operator::kLessEqual:
    case Operator::kGreaterEqual: {
      if (is_number(left) && is_number(right) && !(is_integer(left) && is_integer(right)))
        return op == Operator::kLessEqual ? as_double(left) <= as_double(right) : as_double(left) >= as_double(right);
      if (equal(left, right)) return true;
      return op == Operator::kLessEqual ? less(left, right) : less(right, left);
    }
    case Operator::kIn:
      return contains(right, left);
    case Operator::kNotIn:
      return !contains(right, left);
    case Operator::kIs:
    case Operator::kIsNot: {
      // Whether equal strings and numbers are one object is an accident of Python's; here they always are.
      const bool scalar = is_number(left) || is(left, Type::kString) || is(left, Type::kBuiltin);
      const bool same = left == right || (scalar && left->type == right->type && equal(left, right));
      return same == (op == Operator::kIs);
    }
    default:
      fail("this operator is not part of the config language");
  }
}

}  // namespace slipway::config
