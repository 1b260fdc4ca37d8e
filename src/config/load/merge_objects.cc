// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/load/loader.h"

namespace slipway::config {

/// The child over the base: dicts in dicts are merged, all else is replaced. `_delete_` is looked at, and removed, only
/// where the base has the key: that is mmengine's rule, and configs that came out of it rely on it.
DictObject* Loader::merge(DictObject* child, DictObject* base) {
  Heap& heap = session_.heap;
  Evaluator evaluator(session_, base);
  struct Merger {
    Loader& loader;
    Heap& heap;
    Evaluator& e;
    DictObject* run(DictObject* child, DictObject* base, int depth) {
      DictObject* result = heap.dict(base->size + child->size);
      result->config = true;
      for (const Entry& entry : *base) heap.set(result, entry.key, entry.value, entry.place);
      for (const Entry& entry : *child) {
        if (depth > loader.session_.limits.depth) loader.fail_at(entry.place, "this is nested too deeply");
        Entry* mine = is(entry.value, Type::kDict) ? heap.find(result, entry.key) : nullptr;
        if (mine == nullptr) {
          e.config_set(result, entry.key, {entry.value, entry.place});
          continue;
        }
        DictObject* value = as_dict(entry.value);
        bool replace = false;
        if (Entry* flag = heap.find(value, "_delete_")) {
          replace = e.truth(flag->value);
          heap.erase(value, flag);
        }
        if (replace) {
          e.config_set(result, entry.key, {value, entry.place});
        } else if (is(mine->value, Type::kDict)) {
          mine->value = run(value, as_dict(mine->value), depth + 1);
        } else {
          const Location location = loader.session_.source(mine->place).location(mine->place);
          loader.fail_at(
              entry.place,
              fmt::format(
                  "'{}' is a dict here but a {} in the base ({}); set _delete_=True in it to replace the base's",
                  e.to_str(entry.key), name_of(mine->value->type), location.text()));
        }
      }
      return result;
    }
  };
  try {
    return Merger{*this, heap, evaluator}.run(child, base, 0);
  } catch (const Unplaced& e) {
    slipway::fail("{}: {}", session_.sources.front()->name(), e.message());
  }
}

Object* Loader::tree_copy(Object* value, bool config, int depth) {
  Heap& heap = session_.heap;
  if (--session_.steps_left < 0 || depth > session_.limits.depth)
    slipway::fail("{}: the config's values are nested too deeply or too many", session_.sources.front()->name());
  const auto check = [&](const Object* object, Place place) {
    if (object == session_.environment) fail_at(place, "os.environ is no value of a config; take what is needed of it");
  };
  if (is_sequence(value)) {
    ListObject* source = as_list(value);
    ListObject* copy = heap.list(source->size, value->type);
    for (const Slot& slot : *source) {
      check(slot.object, slot.place);
      heap.append(copy, {tree_copy(slot.object, config, depth + 1), slot.place});
    }
    return copy;
  }
  if (is(value, Type::kDict)) {
    DictObject* source = as_dict(value);
    DictObject* copy = heap.dict(source->size);
    copy->config = config || source->config;
    for (const Entry& entry : *source) {
      check(entry.value, entry.place);
      heap.set(copy, entry.key, tree_copy(entry.value, config, depth + 1), entry.place);
    }
    return copy;
  }
  return value;
}

}  // namespace slipway::config
