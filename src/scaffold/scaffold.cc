// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "scaffold/scaffold.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "config/scope.h"

namespace slipway::scaffold {
namespace {

namespace fs = std::filesystem;

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

void require_name(const std::string& name) {
  const bool good = !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
                    std::all_of(name.begin(), name.end(), [](char c) { return is_word(c) || c == '_'; });
  if (!good) fail("'{}' is no name for a type: letters, digits and '_', as HandHead or hand_head", name);
  for (const char* word : {"and",    "auto",   "bool",   "case",   "class",  "const",    "default",  "delete",
                           "double", "float",  "for",    "if",     "int",    "new",      "operator", "private",
                           "public", "return", "static", "struct", "switch", "template", "this",     "void"})
    if (name == word) fail("'{}' is a word of C++; take another name", name);
}

using Words = std::map<std::string, std::string>;

std::string filled(std::string text, const Words& words) {
  for (const auto& [word, value] : words) {
    const std::string mark = "@" + word + "@";
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

/// Files of a folder of templates, relative to it, sorted.
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(fs::relative(entry.path(), folder));
  std::sort(files.begin(), files.end());
  return files;
}

/// The name of the plugin that a folder is, as its CMakeLists.txt says; "" where the folder is none yet.
std::string plugin_of(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder, ignored) || (fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored))) return "";
  const fs::path file = folder / "CMakeLists.txt";
  const std::string text = fs::exists(file, ignored) ? io::read_file(file) : "";
  const size_t call = text.find("slipway_add_plugin(");
  if (call == std::string::npos)
    fail("{} is there and is no plugin: no CMakeLists.txt with slipway_add_plugin(); name another folder by --plugin",
         folder.string());
  const size_t begin = text.find_first_not_of(" \n\t", call + std::string_view("slipway_add_plugin(").size());
  const size_t end = text.find_first_of(" \n\t)", begin);
  return text.substr(begin, end - begin);
}

}  // namespace

std::string type_name(const std::string& name) {
  require_name(name);
  if (std::any_of(name.begin(), name.end(), is_upper)) return name;
  std::string type;
  for (const std::string& part : split(name, '_'))
    if (!part.empty()) type += static_cast<char>(std::toupper(static_cast<unsigned char>(part[0]))) + part.substr(1);
  return type;
}

std::string snake_name(const std::string& name) {
  std::string snake;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool after_lower = i > 0 && is_upper(name[i]) && name[i - 1] != '_' && !is_upper(name[i - 1]);
    const bool ends_capitals = i > 0 && is_upper(name[i]) && is_upper(name[i - 1]) && i + 1 < name.size() &&
                               std::islower(static_cast<unsigned char>(name[i + 1])) != 0;
    if (after_lower || ends_capitals) snake += '_';
    snake += is_word(name[i]) ? static_cast<char>(std::tolower(static_cast<unsigned char>(name[i]))) : '_';
  }
  return snake;
}

namespace {

/// Contents by path below the folder that they are written to.
using Contents = std::map<fs::path, std::string>;

void add_templates(Contents& contents, const fs::path& folder, const Words& words) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    fail(
        "there are no templates in {}: this installation holds the program alone; build Slipway from source ('make "
        "install') to extend it",
        folder.string());
  for (const fs::path& file : files_of(folder))
    contents[filled(file.string(), words)] = filled(io::read_file(folder / file), words);
}

/// All or nothing.
void write_all(Written& written, const Contents& contents) {
  std::error_code ignored;
  std::vector<std::string> present;
  for (const auto& [file, text] : contents)
    if (fs::exists(written.folder / file, ignored)) present.push_back((written.folder / file).string());
  if (!present.empty())
    fail("{} {} there already; nothing was written", join(present, ", "), present.size() == 1 ? "is" : "are");
  for (const auto& [file, text] : contents) {
    fs::create_directories((written.folder / file).parent_path());
    io::write_file(written.folder / file, text);
    written.files.push_back(file);
  }
}

Written write_plugin(const Request& request) {
  Written written;
  const std::string type = type_name(request.name);
  config::require_known_scope(request.library, "--library");
  written.folder = request.plugin.empty() ? fs::path(snake_name(type)) : request.plugin;
  written.plugin = plugin_of(written.folder);
  const bool is_new = written.plugin.empty();
  if (is_new) {
    written.plugin = snake_name(fs::absolute(written.folder).lexically_normal().filename().string());
    require_name(written.plugin);
  }
  const Words words{{"Name", type},
                    {"name", snake_name(type)},
                    {"plugin", written.plugin},
                    {"library", request.library},
                    {"prefix", request.prefix.string()}};
  Contents contents;
  if (is_new) add_templates(contents, request.templates / "plugin", words);
  add_templates(contents, request.templates / request.kind, words);
  write_all(written, contents);
  return written;
}

/// Programs of a checkout that have the tests of a kind.
std::vector<std::string> test_programs_of(const std::string& kind) {
  if (kind == "model" || kind == "rewriter") return {"codebase_kit_tests"};
  if (kind == "transform" || kind == "decoder") return {"runtime_tests", "package_tests"};
  return {kind + "_tests"};
}

/// Where a type of an OpenMMLab library is: "mmdet.models.necks.my_neck.MyNeck" is in src/codebase/mmdet/necks.
std::string codebase_folder(const std::string& dotted, const fs::path& tree) {
  std::vector<std::string> parts = split(dotted, '.');
  parts.resize(parts.size() - 2);  // without module and type
  const std::string library = parts.front();
  std::erase(parts, "models");
  std::error_code ignored;
  if (!fs::is_directory(tree / "src/codebase" / library, ignored)) {
    std::vector<std::string> known;
    for (const auto& entry : fs::directory_iterator(tree / "src/codebase"))
      if (entry.is_directory()) known.push_back(entry.path().filename().string());
    std::sort(known.begin(), known.end());
    fail(
        "src/codebase has no library '{}', of which the type would be: say one by --library, or write the original's "
        "whole name (mmdet.models.necks.my_neck.MyNeck); there are {}",
        library, join(known, ", "));
  }
  return "codebase/" + join(parts, "/");
}

Written write_tree(const Request& request) {
  Written written;
  written.folder = request.tree;
  written.test_programs = test_programs_of(request.kind);
  const size_t dot = request.name.rfind('.');
  const std::string type = type_name(dot == std::string::npos ? request.name : request.name.substr(dot + 1));
  Words words{{"Name", type}, {"name", snake_name(type)}, {"library", request.library}};
  // What every backend promises is tested, too, once for each.
  written.test_filter = type + ".*" + (request.kind == "backend" ? ":*/" + words["name"] : "");
  if (request.kind == "model" || request.kind == "rewriter") {
    const std::string dotted = dot != std::string::npos
                                   ? request.name
                                   : fmt::format("{}.models.necks.{}.{}", request.library, words["name"], type);
    if (split(dotted, '.').size() < 3) fail("'{}' names no module: write mmdet.models.necks.my_neck.MyNeck", dotted);
    words["dotted"] = dotted;
    words["library"] = split(dotted, '.').front();
    words["include"] = codebase_folder(dotted, request.tree);
    words["folder"] = "src/" + words["include"];
    // The file has the name of the original's module.
    words["name"] = split(dotted, '.').end()[-2];
    require_name(words["name"]);
  } else if (dot != std::string::npos) {
    fail("'{}': only models and rewriters are named by a module; take {}", request.name, type);
  }
  config::require_known_scope(words["library"], "--library");
  Contents contents;
  add_templates(contents, request.tree / "templates/tree" / request.kind, words);
  write_all(written, contents);
  return written;
}

}  // namespace

std::filesystem::path find_tree(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (fs::path root = fs::weakly_canonical(folder, ignored); root.has_relative_path(); root = root.parent_path())
    if (fs::exists(root / "src/scaffold/scaffold.cc", ignored) && fs::is_directory(root / "templates/tree", ignored))
      return root;
  return {};
}

Written write(const Request& request) { return request.tree.empty() ? write_plugin(request) : write_tree(request); }

}  // namespace slipway::scaffold
