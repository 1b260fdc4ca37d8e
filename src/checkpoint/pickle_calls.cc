// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "checkpoint/pickle_machine.h"

// What the calls of a pickle mean. Containers become containers; every other call becomes an Object that nothing
// executes.
namespace slipway::checkpoint {

void PickleMachine::refuse(std::string_view callable) const {
  // What a person writes as os.system is pickled under the name of the module that implements it.
  std::string name = shown(callable);
  for (const std::string_view module : {"posix.", "nt."})
    if (callable.substr(0, module.size()) == module) name = fmt::format("os.{} ({})", name.substr(module.size()), name);
  throw RefusedCall(
      fmt::format("it tries to call {} when Python loads it ({}, byte {}), which no checkpoint needs; it was not "
                  "run; do not use this file",
                  name, place_, step_at_));
}

void PickleMachine::refuse_dangerous(Ref callable, std::span<const Ref> args) const {
  const auto check = [&](Ref ref) {
    if (result_.is(ref, Kind::kGlobal) && dangerous_.count(ref) > 0) refuse(result_.text(ref));
  };
  check(result_.is(callable, Kind::kObject) ? result_.object(callable).callable : callable);
  // Handed to something that calls it: functools.partial(os.system, ...), map(eval, ...).
  for (const Ref arg : args) check(arg);
}

PickleMachine::Ref PickleMachine::call(Ref callable, Ref args) {
  if (!result_.is(callable, Kind::kGlobal) && !result_.is(callable, Kind::kObject))
    damaged("it calls a {}", result_.type_name(callable));
  if (!result_.is(args, Kind::kTuple) && args != Pickle::kNone) damaged("it calls with a {}", result_.type_name(args));
  const auto values = result_.items(args);
  spend(values.size());
  refuse_dangerous(callable, values);
  if (!result_.is(callable, Kind::kGlobal)) return add_object(callable, args);
  const std::string_view name = result_.text(callable);

  if (name == "builtins.getattr" && values.size() >= 2) {
    const std::string_view attribute = result_.text(values[1]);
    // The usual way out of a class to the whole interpreter.
    if (attribute.substr(0, 2) == "__") refuse(fmt::format("builtins.getattr(..., '{}')", shown(attribute, 60)));
    if (result_.is(values[0], Kind::kGlobal) && !attribute.empty()) {
      add_global(result_.text(values[0]), attribute);
      return pop();
    }
  }
  // The two ways in which Python spells "an object of this class".
  if ((name == "copyreg._reconstructor" || name == "copyreg.__newobj__" || name == "copyreg.__newobj_ex__") &&
      !values.empty() && result_.is(values[0], Kind::kGlobal))
    return call(values[0], copy_tail(values));
  const Ref container = call_container(name, values);
  return container != Pickle::kNone ? container : add_object(callable, args);
}

void PickleMachine::spend(size_t items) {
  // A tuple is written once and may be handed to any number of calls.
  arguments_ += items;
  if (arguments_ > kMaxSteps) damaged("its calls have more than {} arguments, which no checkpoint needs", kMaxSteps);
}

PickleMachine::Ref PickleMachine::copy_tail(std::span<const Ref> values) {
  return add_list(Kind::kTuple, std::vector<Ref>(values.begin() + 1, values.end()));
}

PickleMachine::Ref PickleMachine::call_container(std::string_view name, std::span<const Ref> args) {
  struct Container {
    std::string_view name;
    Kind kind;
  };
  static constexpr Container kContainers[] = {
      {"collections.OrderedDict", Kind::kDict},
      {"collections.defaultdict", Kind::kDict},
      {"builtins.dict", Kind::kDict},
      {"builtins.list", Kind::kList},
      {"builtins.tuple", Kind::kTuple},
      {"torch.Size", Kind::kTuple},
      {"builtins.set", Kind::kSet},
      {"builtins.frozenset", Kind::kSet},
      {"collections.Counter", Kind::kDict},
  };
  const auto* container =
      std::find_if(std::begin(kContainers), std::end(kContainers), [&](auto& c) { return c.name == name; });
  if (container == std::end(kContainers)) return Pickle::kNone;
  // A defaultdict's first argument is the factory.
  if (name == "collections.defaultdict" && !args.empty()) args = args.subspan(1);
  if (args.empty()) return add_list(container->kind, {});
  const Kind source = result_.kind(args[0]);
  if (container->kind != Kind::kDict) {
    const bool sequence = source == Kind::kTuple || source == Kind::kList || source == Kind::kSet;
    return sequence ? add_alias(container->kind, args[0]) : Pickle::kNone;
  }
  if (source == Kind::kDict) return add_alias(Kind::kDict, args[0]);
  if (source != Kind::kList && source != Kind::kTuple) return Pickle::kNone;
  const auto items = result_.items(args[0]);
  spend(2 * items.size());
  std::vector<Ref> pairs;
  pairs.reserve(2 * items.size());
  for (const Ref item : items) {
    const auto pair = result_.items(item);
    if (pair.size() != 2 || result_.is(item, Kind::kDict)) damaged("an entry of a dict is no pair");
    pairs.insert(pairs.end(), pair.begin(), pair.end());
  }
  return add_list(Kind::kDict, std::move(pairs));
}

void PickleMachine::build(Ref target, Ref state) {
  // Attributes of a container (an OrderedDict's _metadata) are not needed.
  if (result_.is(target, Kind::kObject)) result_.objects_[result_.values_[target].index].state = state;
}

PickleMachine::Ref PickleMachine::persistent(Ref id) {
  if (result_.is(id, Kind::kString) && result_.text(id).substr(0, 10) == "('storage'")
    damaged(
        "it refers to its storages in the text form of pickle protocol 0, which torch.load does not read either; "
        "write the file again with the default pickle_protocol of torch.save");
  const auto items = result_.items(id);
  const std::string_view type = items.empty() ? std::string_view() : result_.text(items[0]);
  if (type == "storage" && items.size() >= 5) {
    result_.storages_.push_back(add_alias(Kind::kStorage, id));
    return result_.storages_.back();
  }
  // Files before torch 1.6 say where a module's source code was; the module itself follows.
  if (type == "module" && items.size() >= 2) return items[1];
  damaged("it refers to outside data of an unknown sort ({})", type.empty() ? result_.type_name(id) : shown(type, 40));
}

}  // namespace slipway::checkpoint
