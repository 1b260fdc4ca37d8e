// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/load/loader.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "config/load/data_files.h"
#include "config/syntax/parser.h"

namespace slipway::config {
namespace {

constexpr size_t kMaxFileBytes = size_t{4} << 20;
constexpr size_t kMaxChain = 60;

bool is_base_assignment(const Stmt& stmt) {
  return stmt.kind == StmtKind::kAssign && stmt.targets[0]->kind == ExprKind::kName &&
         stmt.targets[0]->name() == "_base_";
}

}  // namespace

bool is_lazy_style(const Module& module) {
  // Breadth first, as the first telling statement decides.
  std::vector<const Stmt*> queue(module.body.begin(), module.body.end());
  for (size_t i = 0; i < queue.size(); ++i) {
    const Stmt& stmt = *queue[i];
    if (is_base_assignment(stmt)) return false;
    if (stmt.kind == StmtKind::kWith) return true;
    if (stmt.kind == StmtKind::kImportFrom) {
      if (stmt.level != 0) return true;
      const bool config_itself = stmt.text == "mmengine" && stmt.aliases.size == 1 && stmt.aliases[0].name == "Config";
      const std::string_view top = stmt.text.substr(0, stmt.text.find('.'));
      if (!config_itself && stmt.text.rfind("mmengine.config", 0) != 0 && !is_standard_module(top)) return true;
    }
    if (stmt.kind == StmtKind::kImport)
      for (const Alias& alias : stmt.aliases)
        if (!is_standard_module(alias.name.substr(0, alias.name.find('.')))) return true;
    for (const Stmt* inner : stmt.body) queue.push_back(inner);
    for (const Stmt* inner : stmt.orelse) queue.push_back(inner);
    if (stmt.function != nullptr)
      for (const Stmt* inner : stmt.function->body) queue.push_back(inner);
  }
  return false;
}

std::string Loader::read(const std::filesystem::path& file, Asker asker) {
  const auto fail_here = [&](const std::string& message) {
    if (asker.line != 0) fail_at(asker, message);
    slipway::fail("{}", message);
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) fail_here(fmt::format("there is no file '{}'", file.string()));
  if (std::filesystem::is_directory(status))
    fail_here(fmt::format("'{}' is a folder, not a config file", file.string()));
  if (!std::filesystem::is_regular_file(status)) fail_here(fmt::format("'{}' is no ordinary file", file.string()));
  if (std::filesystem::file_size(file, error) > kMaxFileBytes || error)
    fail_here(fmt::format("'{}' is too large for a config", file.string()));
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) fail_here(fmt::format("'{}' cannot be read", file.string()));
  return std::move(text).str();
}

void Loader::enter(const std::filesystem::path& file, Asker asker) {
  const std::filesystem::path real = std::filesystem::absolute(file).lexically_normal();
  const auto seen = std::find(chain_.begin(), chain_.end(), real);
  if (seen != chain_.end()) {
    std::string circle;
    for (auto i = seen; i != chain_.end(); ++i) circle += i->filename().string() + " -> ";
    fail_at(asker, fmt::format("the bases run in a circle: {}{}", circle, real.filename().string()));
  }
  if (chain_.size() >= kMaxChain) fail_at(asker, fmt::format("more than {} files in a chain of bases", kMaxChain));
  chain_.push_back(real);
}

Module Loader::parse_module(const Source& source) {
  try {
    return Parser(session_.heap, source).module();
  } catch (const Unplaced& e) {
    slipway::fail("{}: {}", source.name(), e.message());
  }
}

Value Loader::load(const std::filesystem::path& file) { return root(file, read(file, {})); }
Value Loader::parse(std::string_view text, const std::filesystem::path& name) { return root(name, std::string(text)); }

Value Loader::root(const std::filesystem::path& file, std::string text) {
  enter(file, {});
  Source& source = session_.add_source(file.string(), std::move(text));
  DictObject* result = nullptr;
  if (is_data_file(file)) {
    result = text_style(file, source, nullptr);
  } else {
    Module module;
    try {
      module = parse_module(source);
    } catch (const Error&) {
      // `{{$NAME:1}}` is no Python before it is replaced; the pure-Python style has no templates.
      if (source.text().find("{{") == std::string_view::npos) throw;
      replace_templates(source, file);
      module = parse_module(source);
    }
    if (is_lazy_style(module)) {
      const LazyFile lazy = lazy_style(file, source, module);
      result = session_.heap.dict(lazy.names->size);
      for (const Entry& entry : *lazy.names)
        if (lazy.imported.count(as_text(entry.key)) == 0)
          session_.heap.set(result, entry.key, entry.value, entry.place);
    } else {
      result = text_style(file, source, &module);
    }
  }
  for (const Entry& entry : *result)
    if (is(entry.key, Type::kString))
      for (const char* reserved : {"filename", "text", "pretty_text", "env_variables"})
        if (as_text(entry.key) == reserved) fail_at(entry.place, fmt::format("the name '{}' is reserved", reserved));
  std::string path;
  return to_value(result, {source.index(), 0, 0}, path, 0);
}

Value load(const std::filesystem::path& file, const LoadOptions& options) {
  return Loader(options, Limits{}).load(file);
}

Value parse(std::string_view text, const std::filesystem::path& name, const LoadOptions& options) {
  return Loader(options, Limits{}).parse(text, name);
}

}  // namespace slipway::config
