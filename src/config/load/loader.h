// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "config/eval/evaluator.h"
#include "slipway/config.h"

namespace slipway::config {

/// Reads a file and its bases, in either style, into one dict of objects.
class Loader {
 public:
  Loader(const LoadOptions& options, const Limits& limits) : options_(options), session_(limits) {}

  Value load(const std::filesystem::path& file);
  Value parse(std::string_view text, const std::filesystem::path& name);

 private:
  /// Who asked for a file, for messages; line 0 for the user.
  using Asker = Place;

  struct LazyFile {
    DictObject* names;
    std::set<std::string, std::less<>> imported;  ///< names that are imported types or modules, no part of the config
  };

  Value root(const std::filesystem::path& file, std::string text);
  std::string read(const std::filesystem::path& file, Asker asker);
  Module parse_module(const Source& source);
  /// Guards against circles; call before reading a base.
  void enter(const std::filesystem::path& file, Asker asker);
  void leave() { chain_.pop_back(); }

  // text_style.cc
  DictObject* text_style(const std::filesystem::path& file, Source& source, const Module* module);
  DictObject* base_file(const std::filesystem::path& file, Asker asker);
  std::vector<Slot> base_names(Source& source, const Module& module);
  DictObject* load_bases(const std::vector<Slot>& names, const std::filesystem::path& file);
  std::filesystem::path resolve_base(std::string_view name, const std::filesystem::path& file, Asker asker,
                                     std::string& scope);
  DictObject* evaluate_text(const Module& module, DictObject* bases);
  Object* fill_base_values(Object* value, Place place, DictObject* bases);
  Object* add_scope(Object* value, std::string_view scope, bool wanted);

  // lazy_style.cc
  LazyFile lazy_style(const std::filesystem::path& file, Source& source, const Module& module);
  LazyFile lazy_base(const std::filesystem::path& file, Asker asker);
  std::filesystem::path resolve_module(const Stmt& import, const std::filesystem::path& file);
  void import_base(const Stmt& import, const std::filesystem::path& file, DictObject* globals, LazyFile& result);

  // package_root.cc
  /// The folder of a package whose configs `file` refers to: as the options say, else a package of deploy
  /// configs (config/packages.h), else among the folders that `file`
  /// lies in (installed side by side, or checkouts), else in the Python environment that is active.
  std::filesystem::path package_root(const std::string& package, const std::filesystem::path& file, Asker asker) const;

  // merge_objects.cc
  DictObject* merge(DictObject* child, DictObject* base);
  /// A copy in which no container is shared.
  Object* tree_copy(Object* value, bool config, int depth);

  // to_value.cc
  Value to_value(Object* object, Place place, std::string& path, int depth);

  [[noreturn]] void fail_at(Place place, const std::string& message) const {
    session_.source(place).fail_at(place, message);
  }

  const LoadOptions& options_;
  Session session_;
  std::vector<std::filesystem::path> chain_;
  size_t values_ = 0;
};

/// Whether the file is in the pure-Python style, by what it imports.
bool is_lazy_style(const Module& module);
/// Adds the names that import statements bind, apart from those of bases: no part of the config.
void add_imported_names(Span<const Stmt*> body, std::set<std::string, std::less<>>& names);

/// Replaces `{{ fileBasename }}`, `{{$NAME:default}}` and so on in a file's text, as mmengine does before it parses.
void replace_templates(Source& source, const std::filesystem::path& file);

}  // namespace slipway::config
