// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/scope.h"

#include <algorithm>
#include <map>

#include "base/strings.h"

namespace slipway::config {
namespace {

struct Library {
  std::string_view name;
  std::string_view same_as;                 ///< the library that it became, "" for none
  std::vector<std::string_view> codebases;  ///< of the deploy configs that fit its models; none: it is not deployed
  /// What it defines itself although mmcv or mmengine has something of that name: never taken from there.
  std::vector<std::string_view> own;
};

/// Sorted by name. `own` as of mmaction2 1.2.0, mmagic 1.2.0, mmdet 3.3.0, mmocr 1.0.1, mmpose 1.3.2, mmsegmentation
/// 1.2.2 and mmyolo 0.6.0; mmdet3d 1.4.0, mmpretrain 1.2.0 and mmrotate 1.0.0rc1 define no such names.
const std::vector<Library>& libraries() {
  static const std::vector<Library> table{
      {"mmaction", "", {"mmaction"}, {"CenterCrop", "Resize"}},
      {"mmagic",
       "",
       {"mmagic"},
       {"Clip", "Evaluator", "ExponentialMovingAverage", "LoadImageFromFile", "Normalize", "RandomResize", "Resize",
        "SiLU"}},
      {"mmcls", "mmpretrain", {}, {}},
      {"mmcv", "", {}, {}},
      {"mmdeploy", "", {}, {}},
      {"mmdet",
       "",
       {"mmdet", "mmpose", "mmyolo"},
       {"ConcatDataset", "ImageToTensor", "LoadAnnotations", "Pad", "RandomFlip", "Resize", "ToTensor"}},
      {"mmdet3d", "", {"mmdet3d"}, {}},
      {"mmedit", "mmagic", {}, {}},
      {"mmengine", "", {}, {}},
      {"mmfewshot", "", {}, {}},
      {"mmflow", "", {}, {}},
      {"mmgen", "", {}, {}},
      {"mmhuman3d", "", {}, {}},
      {"mmocr", "", {"mmocr"}, {"ConcatDataset", "LoadImageFromFile", "RandomFlip", "Resize"}},
      {"mmpose", "", {"mmpose"}, {"RandomFlip"}},
      {"mmpretrain", "", {"mmpretrain"}, {}},
      {"mmrazor", "", {}, {}},
      {"mmrotate", "", {"mmrotate"}, {}},
      {"mmseg", "", {"mmseg"}, {"LoadAnnotations", "RandomFlip", "Resize"}},
      {"mmselfsup", "", {}, {}},
      {"mmtrack", "", {}, {}},
      {"mmyolo", "", {"mmdet", "mmpose", "mmyolo"}, {"LoadAnnotations", "RandomFlip", "Resize"}},
  };
  return table;
}

/// mmengine's registries are the parents of every library's; mmcv has none of its own and registers there, too.
constexpr std::string_view kRoot = "mmengine";
constexpr std::string_view kInRoot = "mmcv";

/// Packages of projects, which are no libraries, and the library that they register with.
std::map<std::string, std::string, std::less<>>& packages() {
  static std::map<std::string, std::string, std::less<>> table{{"datasets", "mmyolo"}, {"models", "mmyolo"}};
  return table;
}

std::vector<std::string>& unknown_type_hints() {
  static std::vector<std::string> hints;
  return hints;
}

/// As many names are listed in one message.
constexpr size_t kMaxListed = 12;

template <typename Strings>
bool contains(const Strings& strings, std::string_view wanted) {
  return std::find(strings.begin(), strings.end(), wanted) != strings.end();
}

const Library* find_library(std::string_view name) {
  for (const Library& library : libraries())
    if (library.name == name) return &library;
  return nullptr;
}

std::vector<std::string> library_names() {
  std::vector<std::string> names;
  for (const Library& library : libraries()) names.emplace_back(library.name);
  return names;
}

std::string_view scope_of_key(std::string_view key) { return key.substr(0, key.find('.')); }
std::string_view name_of_key(std::string_view key) { return key.substr(key.find('.') + 1); }

/// "path/file.py:12:5 (model.backbone): ", or what is known of it. @param dict whose type is meant
std::string place_of(const Value& dict) {
  const Value* type = dict.is_dict() ? dict.find("type") : nullptr;
  const std::string where = (type == nullptr ? dict : *type).location().text();
  const std::string& path = dict.path();
  if (where.empty()) return path.empty() ? "" : path + ": ";
  return where + (path.empty() ? "" : " (" + path + ")") + ": ";
}

/// The type's name, with the library that it is looked up in first, as the config has them ("" for none).
TypeName full_name(const Value& dict, std::string_view default_scope) {
  if (!dict.is_dict()) fail("{}expected a dict with a type, not {}", place_of(dict), name_of(dict.kind()));
  if (!dict.contains("type")) fail("{}the dict has no 'type'", place_of(dict));
  TypeName type = parse_type_name(dict.at("type").as_string());
  if (type.scope.empty()) type.scope = scope_within(dict, default_scope);
  return type;
}

std::vector<std::string> keys_of(const TypeName& type) {
  const std::string library = type.scope.empty() ? std::string(kRoot) : library_of(type.scope);
  std::vector<std::string> keys{fmt::format("{}.{}", library, type.name)};
  const Library* known = find_library(library);
  const bool has_parents = library == kRoot || library == kInRoot || (known != nullptr && !known->codebases.empty());
  if (!has_parents || contains(known->own, type.name)) return keys;
  for (const std::string_view parent : {kInRoot, kRoot})
    if (parent != library) keys.push_back(fmt::format("{}.{}", parent, type.name));
  return keys;
}

/// The libraries that `keys` are of, sorted.
std::vector<std::string> scopes_of(const std::vector<std::string>& keys) {
  std::vector<std::string> scopes;
  for (const std::string& key : keys)
    if (std::string scope(scope_of_key(key)); !contains(scopes, scope)) scopes.push_back(std::move(scope));
  std::sort(scopes.begin(), scopes.end());
  return scopes;
}

/// Keys of `keys` whose name is near to that of `type`, nearest first; of one name that of the type's own library
/// first.
std::vector<std::string> near_keys(const TypeName& type, const std::vector<std::string>& keys) {
  std::vector<std::string> names;
  for (const std::string& key : keys)
    if (const std::string name(name_of_key(key)); !contains(names, name)) names.push_back(name);
  // What another library has by that very name is meant rather than anything else.
  names = contains(names, type.name) ? std::vector<std::string>{type.name} : nearest(type.name, names);
  std::vector<std::string> result;
  for (const std::string& name : names) {
    for (const bool own : {true, false})
      for (const std::string& key : keys)
        if (name_of_key(key) == name && (scope_of_key(key) == library_of(type.scope)) == own) result.push_back(key);
  }
  if (result.size() > 3) result.resize(3);
  return result;
}

/// "; known: mmcv.Pad, mmdet.Pad": what can be found from where `type` is looked up, where that is short.
std::string known_there(const TypeName& type, const std::vector<std::string>& keys) {
  std::vector<std::string> found;
  for (const std::string& key : keys)
    if (contains(keys_of({type.scope, std::string(name_of_key(key))}), key)) found.push_back(key);
  return found.empty() || found.size() > kMaxListed ? "" : "; known: " + join(found, ", ");
}

}  // namespace

TypeName parse_type_name(std::string_view text) {
  const size_t first = text.find('.');
  if (first == std::string_view::npos) return {"", std::string(text)};
  std::string_view scope = text.substr(0, first);
  if (const auto found = packages().find(scope); found != packages().end()) scope = found->second;
  return {std::string(scope), std::string(text.substr(text.rfind('.') + 1))};
}

void add_package(const std::string& package, const std::string& library) {
  if (find_library(library) == nullptr)
    fail("the package '{}' registers with '{}', which is no library that Slipway knows{}", package, library,
         did_you_mean(library, library_names()));
  if (find_library(package) != nullptr && package != library)
    fail("'{}' is a library of its own: its types do not register with '{}'", package, library);
  const auto [position, added] = packages().emplace(package, library);
  if (!added && position->second != library)
    fail("the package '{}' registers with '{}' already, not with '{}'", package, position->second, library);
}

bool has_package(std::string_view module) {
  const std::string_view package = module.substr(0, module.find('.'));
  return find_library(package) != nullptr || packages().count(package) > 0;
}

bool is_library(std::string_view name) { return find_library(name) != nullptr; }

void add_unknown_type_hint(const std::string& sentence) {
  if (!contains(unknown_type_hints(), sentence)) unknown_type_hints().push_back(sentence);
}

std::string scope_within(const Value& dict, std::string_view scope) {
  const Value* own = dict.find("_scope_");
  return own != nullptr && own->is_string() ? own->as_string() : std::string(scope);
}

std::vector<std::string> lookup_keys(const Value& dict, std::string_view default_scope) {
  return keys_of(full_name(dict, default_scope));
}

std::string unknown_type(const Value& dict, std::string_view default_scope, std::string_view what,
                         const std::vector<std::string>& keys) {
  const TypeName type = full_name(dict, default_scope);
  const std::string& written = dict.at("type").as_string();
  const bool alone = written.find('.') == std::string::npos;
  const std::string library = library_of(type.scope);
  const std::vector<std::string> scopes = scopes_of(keys);
  const auto message = [&](const std::string& name, const std::string& reason) {
    const std::vector<std::string> near = near_keys(type, keys);
    std::string text = fmt::format("{}unknown {} '{}'{}{}", place_of(dict), what, name, reason,
                                   near.empty() ? "" : "; did you mean " + quoted_choice(near) + "?");
    for (const std::string& hint : unknown_type_hints()) text += "; " + hint;
    return text;
  };
  if (alone && (library.empty() || library == kRoot))
    return message(written,
                   ": no default_scope says of which library it is; set one, or write the type with its library");
  const std::string name = alone ? type.scope + "." + type.name : written;
  if (contains(scopes, library)) return message(name, known_there(type, keys));
  if (find_library(library) != nullptr)
    return message(name, fmt::format(": Slipway has no {}s of the library '{}'{}", what, type.scope,
                                     scopes.empty() ? "" : ", only of " + join(scopes, ", ")));
  const std::vector<std::string> near = nearest(type.scope, library_names());
  return message(name, fmt::format(": '{}' is no library that Slipway knows{}", type.scope,
                                   near.empty() ? "" : ", but " + quoted_choice(near) + " is"));
}

std::string library_of(std::string_view scope) {
  const Library* library = find_library(scope);
  return std::string(library == nullptr || library->same_as.empty() ? scope : library->same_as);
}

void require_known_scope(std::string_view scope, const std::string& where) {
  if (scope.empty() || find_library(scope) != nullptr) return;
  fail("{}: the model is of '{}' (default_scope, or written with its type), which is no library that Slipway knows{}",
       where, scope, did_you_mean(scope, library_names()));
}

std::vector<std::string> codebases() {
  std::vector<std::string> names;
  for (const Library& library : libraries())
    if (!codebases_for(library.name).empty()) names.emplace_back(library.name);
  return names;
}

std::vector<std::string> codebases_for(std::string_view scope) {
  const Library* library = find_library(library_of(scope));
  if (library == nullptr) return {};
  return {library->codebases.begin(), library->codebases.end()};
}

bool fits_codebase(std::string_view scope, std::string_view codebase) {
  if (scope.empty() || scope == kRoot || find_library(scope) == nullptr) return true;
  return contains(codebases_for(scope), library_of(codebase));
}

}  // namespace slipway::config
