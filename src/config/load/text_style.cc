// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The style with `_base_ = [...]`.
#include "base/strings.h"
#include "config/load/data_files.h"
#include "config/load/loader.h"
#include "config/load/yaml_scalar.h"
#include "config/packages.h"

namespace slipway::config {
namespace {

bool dropped(Object* value) {
  return is(value, Type::kFunction) || is(value, Type::kModule) || is(value, Type::kBuiltin) ||
         is(value, Type::kPattern) || is(value, Type::kMatch);
}

}  // namespace

/// @param module the file's statements where they are parsed already (without templates), else null
DictObject* Loader::text_style(const std::filesystem::path& file, Source& source, const Module* module) {
  const bool python = !is_data_file(file);
  const bool templates = source.text().find("{{") != std::string_view::npos;
  if (templates) replace_templates(source, file);
  DictObject* child = nullptr;
  DictObject* bases = nullptr;
  if (python) {
    Module parsed;
    if (module == nullptr || templates)
      parsed = parse_module(source);
    else
      parsed = *module;
    bases = load_bases(base_names(source, parsed), file);
    child = evaluate_text(parsed, bases);
  } else {
    child = to_lower(file.extension().string()) == ".json" ? read_json(session_, source) : read_yaml(session_, source);
    std::vector<Slot> names;
    if (const Entry* entry = session_.heap.find(child, "_base_")) {
      if (is_sequence(entry->value))
        names.assign(as_list(entry->value)->begin(), as_list(entry->value)->end());
      else
        names.push_back({entry->value, entry->place});
    }
    bases = load_bases(names, file);
    child = as_dict(fill_base_values(child, {source.index(), 1, 1}, bases));
  }
  if (Entry* entry = session_.heap.find(child, "_base_")) session_.heap.erase(child, entry);
  if (Entry* entry = session_.heap.find(child, "_deprecation_")) session_.heap.erase(child, entry);
  DictObject* merged = merge(as_dict(tree_copy(child, false, 0)), bases);
  DictObject* result = session_.heap.dict(merged->size);
  for (const Entry& entry : *merged)
    if (!is(entry.key, Type::kString) || as_text(entry.key).rfind("__", 0) != 0)
      session_.heap.set(result, entry.key, entry.value, entry.place);
  return result;
}

std::vector<Slot> Loader::base_names(Source& source, const Module& module) {
  for (const Stmt* stmt : module.body) {
    if (stmt->kind != StmtKind::kAssign || stmt->targets[0]->kind != ExprKind::kName ||
        stmt->targets[0]->name() != "_base_")
      continue;
    Evaluator evaluator(session_, session_.heap.dict());
    Object* value = nullptr;
    try {
      value = evaluator.evaluate(stmt->value);
    } catch (const Unplaced& e) {
      source.fail_at(stmt->place, e.message());
    }
    if (is(value, Type::kString)) return {{value, stmt->value->place}};
    if (!is_sequence(value))
      source.fail_at(stmt->value->place,
                     fmt::format("'_base_' must be a file name or a list of them, this is a {}", name_of(value->type)));
    return {as_list(value)->begin(), as_list(value)->end()};
  }
  return {};
}

std::filesystem::path Loader::resolve_base(std::string_view name, const std::filesystem::path& file, Asker asker,
                                           std::string& scope) {
  const size_t colons = name.find("::");
  if (colons == std::string_view::npos) return (file.parent_path() / std::string(name)).lexically_normal();
  scope = name.substr(0, colons);
  const std::string rest(name.substr(colons + 2));
  const std::filesystem::path root = package_root(scope, file, asker);
  const std::vector<std::filesystem::path> places = {root / "configs" / rest, root / ".mim" / "configs" / rest,
                                                     root / rest};
  for (const auto& place : places)
    if (std::filesystem::exists(place)) return place.lexically_normal();
  const ConfigPackage* known = find_config_package(scope);
  const std::vector<std::string> near =
      known == nullptr ? std::vector<std::string>() : nearest(rest, configs_of(*known));
  fail_at(asker, fmt::format("there is no '{}' in the folder of package '{}' ({}){}", rest, scope, root.string(),
                             near.empty() ? "" : "; did you mean " + quoted_choice(near) + "?"));
}

DictObject* Loader::load_bases(const std::vector<Slot>& names, const std::filesystem::path& file) {
  DictObject* all = session_.heap.dict();
  all->config = true;
  for (const Slot& slot : names) {
    if (!is(slot.object, Type::kString))
      fail_at(slot.place, fmt::format("a base must be a file name, this is a {}", name_of(slot.object->type)));
    std::string scope;
    const std::filesystem::path path = resolve_base(as_text(slot.object), file, slot.place, scope);
    DictObject* base = base_file(path, slot.place);
    // A scope says in which library types are looked up; a package of deploy configs is none.
    if (!scope.empty() && find_config_package(scope) == nullptr) base = as_dict(add_scope(base, scope, true));
    for (const Entry& entry : *base) {
      if (const Entry* other = session_.heap.find(all, entry.key))
        fail_at(slot.place, fmt::format("two bases set '{}': {} and {}", as_text(entry.key),
                                        session_.source(other->place).location(other->place).text(),
                                        session_.source(entry.place).location(entry.place).text()));
      session_.heap.set(all, entry.key, entry.value, entry.place);
    }
  }
  return all;
}

DictObject* Loader::base_file(const std::filesystem::path& file, Asker asker) {
  enter(file, asker);
  Source& source = session_.add_source(file.string(), read(file, asker));
  DictObject* result = nullptr;
  if (is_data_file(file)) {
    result = text_style(file, source, nullptr);
  } else {
    // Templates first: a file may be no Python without them.
    replace_templates(source, file);
    const Module module = parse_module(source);
    if (is_lazy_style(module))
      fail_at(asker, fmt::format("'{}' is in the pure-Python style, this file is not; bases must be in the same style",
                                 file.string()));
    result = text_style(file, source, source.text().find("{{$") == std::string_view::npos ? &module : nullptr);
  }
  leave();
  return result;
}

DictObject* Loader::evaluate_text(const Module& module, DictObject* bases) {
  Heap& heap = session_.heap;
  DictObject* globals = heap.dict(16);
  StringObject* base_key = heap.intern("_base_");
  heap.set(globals, base_key, bases, {});
  Evaluator evaluator(session_, globals);
  evaluator.bases = bases;
  evaluator.run(module.body);
  std::set<std::string, std::less<>> imported;
  add_imported_names(module.body, imported);
  const auto is_part = [&](const Entry& entry) {
    if (entry.key == base_key || as_text(entry.key).rfind("__", 0) == 0 || dropped(entry.value)) return false;
    return !is(entry.value, Type::kLazy) || imported.count(as_text(entry.key)) == 0;
  };
  DictObject* result = heap.dict(globals->size);
  for (const Entry& entry : *globals)
    if (is_part(entry)) heap.set(result, entry.key, entry.value, entry.place);
  return result;
}

/// In JSON and YAML, a text that is `{{_base_.a.b}}` as a whole stands for the bases' value.
Object* Loader::fill_base_values(Object* value, Place place, DictObject* bases) {
  // Aliases of YAML can make a small file a huge tree.
  if (--session_.steps_left < 0) fail_at(place, "the file takes too long to read");
  if (is(value, Type::kDict)) {
    for (Entry& entry : *as_dict(value)) entry.value = fill_base_values(entry.value, entry.place, bases);
  } else if (is_sequence(value)) {
    for (Slot& slot : *as_list(value)) slot.object = fill_base_values(slot.object, slot.place, bases);
  } else if (is(value, Type::kString)) {
    std::string_view text = as_text(value);
    if (text.rfind("{{_base_.", 0) != 0 || text.find("}}") != text.size() - 2) return value;
    text = text.substr(9, text.size() - 11);
    const size_t colon = text.find(':');
    Evaluator evaluator(session_, bases);
    Object* found = bases;
    for (const std::string& key : split(std::string(text.substr(0, colon)), '.')) {
      const Entry* entry =
          found != nullptr && is(found, Type::kDict) ? session_.heap.find(as_dict(found), key) : nullptr;
      found = entry != nullptr ? entry->value : nullptr;
    }
    if (found != nullptr) return deep_copy(evaluator, found);
    if (colon == std::string_view::npos) fail_at(place, fmt::format("the base files set no '{}'", text));
    return yaml_scalar(session_.heap, text.substr(colon + 1));
  }
  return value;
}

/// What comes from another package's config is marked with that package, on the outermost dicts that have a type.
Object* Loader::add_scope(Object* value, std::string_view scope, bool wanted) {
  Heap& heap = session_.heap;
  if (is(value, Type::kDict)) {
    DictObject* dict = as_dict(value);
    if (wanted && heap.find(dict, "type") != nullptr) {
      wanted = false;
      const Entry* old = heap.find(dict, "_scope_");
      if (old == nullptr || is(old->value, Type::kNone))
        heap.set(dict, heap.intern("_scope_"), heap.intern(scope), heap.find(dict, "type")->place);
    }
    for (uint32_t i = 0; i < dict->size; ++i) dict->entries[i].value = add_scope(dict->entries[i].value, scope, wanted);
  } else if (is_sequence(value)) {
    for (Slot& slot : *as_list(value)) slot.object = add_scope(slot.object, scope, wanted);
  }
  return value;
}

}  // namespace slipway::config
