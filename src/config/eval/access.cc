// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Attributes, indices and slices; and the ways in which mmengine's ConfigDict differs from a dict.
#include <algorithm>

#include "base/strings.h"
#include "config/eval/evaluator.h"
#include "config/eval/regex_objects.h"

namespace slipway::config {
namespace {

std::string hint(DictObject* dict, Object* key) {
  if (!is(key, Type::kString) || dict->size > 500) return "";
  std::vector<std::string> known;
  for (const Entry& entry : *dict)
    if (is(entry.key, Type::kString)) known.emplace_back(as_text(entry.key));
  return did_you_mean(as_text(key), known);
}

struct SliceRange {
  int64_t start, step, count;
};

SliceRange resolve_slice(Evaluator& e, const SliceObject* slice, int64_t length) {
  const auto part = [&](Object* object, int64_t fallback) {
    if (is(object, Type::kNone)) return fallback;
    return e.index_argument(object, "a slice's bound");
  };
  const int64_t step = part(slice->step, 1);
  if (step == 0) e.fail("a slice's step must not be 0");
  const auto clamp = [&](int64_t value, int64_t low, int64_t high) {
    if (value < 0) value = value < -length ? low : value + length;
    return std::clamp(value, low, high);
  };
  const int64_t low = step > 0 ? 0 : -1;
  const int64_t high = step > 0 ? length : length - 1;
  const int64_t start =
      is(slice->start, Type::kNone) ? (step > 0 ? 0 : length - 1) : clamp(part(slice->start, 0), low, high);
  const int64_t stop = is(slice->stop, Type::kNone) ? (step > 0 ? length : -1) : clamp(part(slice->stop, 0), low, high);
  int64_t count = 0;
  if (step > 0 && stop > start) count = (stop - start - 1) / step + 1;
  if (step < 0 && stop < start)
    count = static_cast<int64_t>(static_cast<uint64_t>(start - stop - 1) / (0 - static_cast<uint64_t>(step))) + 1;
  return {start, step, count};
}

int64_t resolve_index(Evaluator& e, Object* index, int64_t length, std::string_view type) {
  if (!is_integer(index))
    e.fail(fmt::format("the index of a {} must be an int, this is a {}", type, name_of(index->type)));
  int64_t i = as_int(index);
  if (i < 0) i += length;
  if (i < 0 || i >= length)
    e.fail(fmt::format("index {} is out of range for a {} of {} items", as_int(index), type, length));
  return i;
}

}  // namespace

size_t character_count(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

size_t byte_offset(std::string_view text, size_t index) {
  size_t at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && index-- == 0) return at;
  return at;
}

int64_t Evaluator::index_argument(Object* object, std::string_view what) {
  if (!is_integer(object)) fail(fmt::format("{} must be an int, this is a {}", what, name_of(object->type)));
  return as_int(object);
}

Object* Evaluator::attribute(Object* object, StringObject* name) {
  if (const BuiltinFunction method = find_method(object, name->text))
    return heap().arena().make<BuiltinObject>(BuiltinObject{{Type::kBuiltin}, name->text, method, object});
  switch (object->type) {
    case Type::kDict:
      if (as_dict(object)->config) {
        if (const Entry* entry = heap().find(as_dict(object), name)) return entry->value;
        fail(fmt::format("there is no key '{}' here{}", name->text, hint(as_dict(object), name)));
      }
      if (heap().find(as_dict(object), name) != nullptr)
        fail(fmt::format("a dict has no attribute '{}'; write ['{}']", name->text, name->text));
      break;
    case Type::kLazy: {
      auto* lazy = static_cast<LazyObject*>(object);
      if (lazy->child_prefix.size() > 4000) fail("this name is too long");
      const std::string dotted = std::string(lazy->child_prefix) + "." + std::string(name->text);
      return heap().lazy(dotted, dotted);
    }
    case Type::kModule: {
      auto* module = static_cast<ModuleObject*>(object);
      if (Object* value = module_attribute(*this, module, name->text)) return value;
      const std::string dotted = fmt::format("{}.{}", module->name, name->text);
      fail(fmt::format("'{}' is not available in configs{}", dotted, instead_of(dotted)));
    }
    case Type::kPattern:
    case Type::kMatch:
      if (Object* value = regex_attribute(*this, object, name->text)) return value;
      break;
    default:
      break;
  }
  fail(fmt::format("a {} has no attribute '{}'", name_of(object->type), name->text));
}

Object* Evaluator::index_string(std::string_view text, Object* index) {
  const bool ascii = character_count(text) == text.size();
  charge(static_cast<int64_t>(text.size() / 64));
  const int64_t length = static_cast<int64_t>(ascii ? text.size() : character_count(text));
  const auto offset = [&](int64_t i) {
    return ascii ? static_cast<size_t>(i) : byte_offset(text, static_cast<size_t>(i));
  };
  if (!is(index, Type::kSlice)) {
    const int64_t i = resolve_index(*this, index, length, "str");
    return heap().string_no_copy(text.substr(offset(i), offset(i + 1) - offset(i)));
  }
  const SliceRange range = resolve_slice(*this, static_cast<SliceObject*>(index), length);
  if (range.step == 1)
    return heap().string_no_copy(
        text.substr(offset(range.start), offset(range.start + range.count) - offset(range.start)));
  std::vector<size_t> offsets;  // of every character, as steps jump about
  for (size_t i = 0; i <= text.size(); ++i)
    if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) offsets.push_back(i);
  std::string result;
  int64_t at = range.start;
  for (int64_t k = 0; k < range.count; ++k, at += range.step) {
    const size_t i = static_cast<size_t>(at);
    result += text.substr(offsets[i], offsets[i + 1] - offsets[i]);
  }
  return heap().string(result);
}

Object* Evaluator::subscript(Object* object, Object* index) {
  switch (object->type) {
    case Type::kDict: {
      charge(1);
      if (const Entry* entry = heap().find(as_dict(object), index)) return entry->value;
      if (object == session_.environment)
        fail(fmt::format("the environment variable {} is not set; os.environ.get() takes a default", to_repr(index)));
      fail(fmt::format("there is no key {} here{}", to_repr(index), hint(as_dict(object), index)));
    }
    case Type::kList:
    case Type::kTuple: {
      ListObject* list = as_list(object);
      if (!is(index, Type::kSlice))
        return list->data[resolve_index(*this, index, list->size, name_of(object->type))].object;
      const SliceRange range = resolve_slice(*this, static_cast<SliceObject*>(index), list->size);
      ListObject* result = heap().list(static_cast<size_t>(range.count), object->type);
      charge(range.count);
      int64_t at = range.start;
      for (int64_t k = 0; k < range.count; ++k, at += range.step) heap().append(result, list->data[at]);
      return result;
    }
    case Type::kString:
      return index_string(as_text(object), index);
    case Type::kBytes: {
      const std::string_view text = as_text(object);
      if (is(index, Type::kSlice)) fail("slices of bytes are not part of the config language");
      return heap().integer(static_cast<unsigned char>(
          text[static_cast<size_t>(resolve_index(*this, index, static_cast<int64_t>(text.size()), "bytes"))]));
    }
    case Type::kRange: {
      if (is(index, Type::kSlice)) return subscript(collect(object, Type::kTuple), index);
      const int64_t i = resolve_index(*this, index, length(object), "range");
      const auto* range = static_cast<RangeObject*>(object);
      return heap().integer(range->start + i * range->step);
    }
    case Type::kMatch:
      return match_group(*this, static_cast<MatchObject*>(object), index);
    case Type::kLazy:
      fail("an imported name cannot be indexed in a config");
    default:
      fail(fmt::format("a {} cannot be indexed", name_of(object->type)));
  }
}

void Evaluator::set_attribute(Object* object, StringObject* name, Slot value) {
  if (!is(object, Type::kDict)) fail(fmt::format("attributes of a {} cannot be set", name_of(object->type)));
  if (!as_dict(object)->config) fail(fmt::format("a dict has no attributes to set; write ['{}'] = ...", name->text));
  config_set(as_dict(object), name, value);
}

void Evaluator::set_subscript(Object* object, Object* index, Slot value) {
  charge(1);
  switch (object->type) {
    case Type::kDict:
      if (as_dict(object)->config)
        config_set(as_dict(object), index, value);
      else
        heap().set(as_dict(object), index, value.object, value.place);
      return;
    case Type::kList: {
      ListObject* list = as_list(object);
      if (!is(index, Type::kSlice)) {
        list->data[resolve_index(*this, index, list->size, "list")] = value;
        return;
      }
      const SliceRange range = resolve_slice(*this, static_cast<SliceObject*>(index), list->size);
      ListObject* items = collect(value.object);
      charge(list->size);
      if (range.step != 1) {
        if (items->size != range.count)
          fail(fmt::format("cannot put {} items in a slice of {}", items->size, range.count));
        for (int64_t k = 0; k < range.count; ++k) list->data[range.start + k * range.step] = items->data[k];
        return;
      }
      ListObject* result = heap().list(list->size + items->size);
      for (int64_t i = 0; i < range.start; ++i) heap().append(result, list->data[i]);
      for (const Slot& slot : *items) heap().append(result, slot);
      for (int64_t i = range.start + range.count; i < list->size; ++i) heap().append(result, list->data[i]);
      *list = *result;
      return;
    }
    default:
      fail(fmt::format("items of a {} cannot be set", name_of(object->type)));
  }
}

void Evaluator::delete_subscript(Object* object, Object* index) {
  if (is(object, Type::kDict)) {
    Entry* entry = heap().find(as_dict(object), index);
    if (entry == nullptr)
      fail(fmt::format("there is no key {} to delete{}", to_repr(index), hint(as_dict(object), index)));
    charge(as_dict(object)->size / 4);
    heap().erase(as_dict(object), entry);
    return;
  }
  if (!is(object, Type::kList)) fail(fmt::format("items of a {} cannot be deleted", name_of(object->type)));
  ListObject* list = as_list(object);
  charge(list->size / 8);
  if (!is(index, Type::kSlice)) {
    const int64_t i = resolve_index(*this, index, list->size, "list");
    std::copy(list->data + i + 1, list->end(), list->data + i);
    --list->size;
    return;
  }
  const SliceRange range = resolve_slice(*this, static_cast<SliceObject*>(index), list->size);
  std::vector<bool> doomed(list->size, false);
  for (int64_t k = 0; k < range.count; ++k) doomed[static_cast<size_t>(range.start + k * range.step)] = true;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->size; ++i)
    if (!doomed[i]) list->data[kept++] = list->data[i];
  list->size = kept;
}

/// What goes into a ConfigDict: plain dicts become ConfigDicts, and the lists and tuples on the way are copied.
Object* Evaluator::config_hook(Object* value) {
  const Depth depth(*this);
  charge(1);
  if (is(value, Type::kDict) && !as_dict(value)->config) {
    DictObject* source = as_dict(value);
    DictObject* result = heap().dict(source->size);
    result->config = true;
    for (uint32_t i = 0; i < source->size; ++i)
      heap().set(result, source->entries[i].key, config_hook(source->entries[i].value), source->entries[i].place);
    return result;
  }
  if (is_sequence(value)) {
    ListObject* source = as_list(value);
    ListObject* result = heap().list(source->size, value->type);
    for (uint32_t i = 0; i < source->size; ++i)
      heap().append(result, {config_hook(source->data[i].object), source->data[i].place});
    return result;
  }
  return value;
}

void Evaluator::config_set(DictObject* dict, Object* key, Slot value) {
  heap().set(dict, key, config_hook(value.object), value.place);
}

/// ConfigDict.update merges dicts in dicts, where a dict's would replace them.
void Evaluator::config_update(DictObject* dict, DictObject* other) {
  const Depth depth(*this);
  charge(other->size);
  for (uint32_t i = 0; i < other->size; ++i) {
    const Entry entry = other->entries[i];
    Entry* mine = heap().find(dict, entry.key);
    if (mine != nullptr && is(mine->value, Type::kDict) && is(entry.value, Type::kDict)) {
      if (as_dict(mine->value)->config)
        config_update(as_dict(mine->value), as_dict(entry.value));
      else
        merge_mapping(as_dict(mine->value), entry.value, entry.place);
    } else {
      config_set(dict, entry.key, {entry.value, entry.place});
    }
  }
}

}  // namespace slipway::config
