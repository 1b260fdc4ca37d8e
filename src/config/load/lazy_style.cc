// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The pure-Python style: `with read_base(): from .base import *`, imported types as values.
#include <unordered_set>

#include "base/strings.h"
#include "config/load/data_files.h"
#include "config/load/loader.h"

namespace slipway::config {
namespace {

bool is_read_base(const Stmt& stmt) {
  return stmt.kind == StmtKind::kWith && stmt.target != nullptr && stmt.target->kind == ExprKind::kCall &&
         stmt.target->a->kind == ExprKind::kName && stmt.target->a->name() == "read_base";
}

}  // namespace

void add_imported_names(Span<const Stmt*> body, std::set<std::string, std::less<>>& names) {
  for (const Stmt* stmt : body) {
    if (is_read_base(*stmt)) continue;
    if (stmt->kind == StmtKind::kImportFrom)
      for (const Alias& alias : stmt->aliases) names.emplace(alias.as.empty() ? alias.name : alias.as);
    if (stmt->kind == StmtKind::kImport)
      for (const Alias& alias : stmt->aliases)
        names.emplace(alias.as.empty() ? alias.name.substr(0, alias.name.find('.')) : alias.as);
    add_imported_names(stmt->body, names);
    add_imported_names(stmt->orelse, names);
    for (const MatchCase& one : stmt->cases) add_imported_names(one.body, names);
    if (stmt->function != nullptr) add_imported_names(stmt->function->body, names);
  }
}

std::filesystem::path Loader::resolve_module(const Stmt& import, const std::filesystem::path& file) {
  std::string tail(import.text);
  std::replace(tail.begin(), tail.end(), '.', '/');
  if (import.level > 0) {
    if (import.text.empty())
      fail_at(import.place, "'from . import x' is not possible in 'with read_base():'; name the file");
    std::filesystem::path folder = file.parent_path();
    for (uint32_t i = 1; i < import.level; ++i) folder /= "..";
    return (folder / (tail + ".py")).lexically_normal();
  }
  const size_t slash = tail.find('/');
  if (slash == std::string::npos)
    fail_at(import.place, fmt::format("'{}' is a package, not a config file", import.text));
  const std::string package = tail.substr(0, slash);
  const std::filesystem::path root = package_root(package, file, import.place);
  const std::string rest = tail.substr(slash + 1) + ".py";
  std::vector<std::filesystem::path> places = {root / rest, root / ".mim" / rest};
  if (rest.rfind("configs/", 0) == 0) places.push_back(root / rest.substr(8));
  for (const auto& place : places)
    if (std::filesystem::exists(place)) return place.lexically_normal();
  fail_at(import.place,
          fmt::format("there is no '{}' in the folder of package '{}' ({})", rest, package, root.string()));
}

Loader::LazyFile Loader::lazy_base(const std::filesystem::path& file, Asker asker) {
  enter(file, asker);
  Source& source = session_.add_source(file.string(), read(file, asker));
  const Module module = parse_module(source);
  LazyFile result = lazy_style(file, source, module);
  leave();
  return result;
}

void Loader::import_base(const Stmt& import, const std::filesystem::path& file, DictObject* globals, LazyFile& result) {
  if (import.kind != StmtKind::kImportFrom)
    fail_at(import.place, "only 'from ... import ...' can stand in 'with read_base():'");
  LazyFile base = lazy_base(resolve_module(import, file), import.place);
  result.imported.insert(base.imported.begin(), base.imported.end());
  for (const Alias& alias : import.aliases) {
    if (alias.name == "*") {
      for (const Entry& entry : *base.names) session_.heap.set(globals, entry.key, entry.value, entry.place);
      break;
    }
    const Entry* entry = session_.heap.find(base.names, alias.name);
    if (entry == nullptr) {
      std::vector<std::string> known;
      for (const Entry& other : *base.names) known.emplace_back(as_text(other.key));
      fail_at(alias.place,
              fmt::format("the base '{}' sets no '{}'{}", import.text, alias.name, did_you_mean(alias.name, known)));
    }
    session_.heap.set(globals, session_.heap.intern(alias.as.empty() ? alias.name : alias.as), entry->value,
                      entry->place);
  }
}

Loader::LazyFile Loader::lazy_style(const std::filesystem::path& file, Source& source, const Module& module) {
  Heap& heap = session_.heap;
  DictObject* globals = heap.dict(16);
  LazyFile result{globals, {}};
  heap.set(globals, heap.intern("__file__"), heap.string(source.name()), {});
  add_imported_names(module.body, result.imported);
  // Bases come first, wherever the `with` stands, and in the order of their imports.
  std::unordered_set<const Stmt*> done;
  for (const Stmt* stmt : module.body) {
    if (stmt->kind == StmtKind::kAssign && stmt->targets[0]->kind == ExprKind::kName &&
        stmt->targets[0]->name() == "_base_")
      fail_at(stmt->place,
              "'_base_ =' cannot stand in a file of the pure-Python style (or a base of one); use 'with read_base():'");
    if (!is_read_base(*stmt)) continue;
    for (const Stmt* import : stmt->body) import_base(*import, file, globals, result);
    done.insert(stmt);
  }
  Evaluator evaluator(session_, globals);
  evaluator.import_bases = [&](const Stmt& stmt) {
    if (done.count(&stmt) != 0) return;
    for (const Stmt* import : stmt.body) import_base(*import, file, globals, result);
  };
  evaluator.run(module.body);
  DictObject* names = heap.dict(globals->size);
  names->config = true;
  for (const Entry& entry : *globals) {
    if (as_text(entry.key).rfind("__", 0) == 0 || is(entry.value, Type::kFunction) || is(entry.value, Type::kModule) ||
        is(entry.value, Type::kBuiltin))
      continue;
    heap.set(names, entry.key, tree_copy(entry.value, true, 0), entry.place);
  }
  result.names = names;
  return result;
}

}  // namespace slipway::config
