// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where a config's type is looked up: the one place that knows OpenMMLab's libraries, their other names and the order
/// in which their registries are asked. Models, transforms, datasets and metrics use it alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/registry.h"
#include "slipway/config.h"

namespace slipway::config {

/// A type as a config writes it.
struct TypeName {
  std::string scope;  ///< the library that was written with it, "" for none
  std::string name;
};

/// "ResNet", "mmdet.Resize", or a Python path as configs that import their types have it: "mmyolo.models.YOLODetector",
/// "torch.nn.SiLU". The packages of the mmpose project ("models.YOLOXPoseHead", "datasets.CocoDataset") register with
/// mmyolo.
TypeName parse_type_name(std::string_view text);

/// Says that the Python package `package` of a user registers its types with `library`, as the packages of the mmpose
/// project do with mmyolo. Twice is fine. Errors: slipway::Error for a library that is not known, a package that is
/// one, and one that registers with another already.
void add_package(const std::string& package, const std::string& library);
/// Whether the package of a Python module ("mmdet.models", "models") is a library, or registers with one.
bool has_package(std::string_view module);
/// Whether a library of OpenMMLab has that name.
bool is_library(std::string_view name);
/// A sentence that messages about unknown types end with from now on, once.
void add_unknown_type_hint(const std::string& sentence);

/// The scope that holds inside `dict`: its `_scope_`, else `scope`.
std::string scope_within(const Value& dict, std::string_view scope);

/// Registry keys ("mmdet.Resize") under which the type of `dict` is looked up, in this order: the library written with
/// it, else `_scope_`, else `default_scope` ("" for none); then mmcv and mmengine, whose registry is the parent of
/// every library's. Other names of a library (mmcls) become the one that registrations use (mmpretrain). Two things
/// have no parents: a name that the library is known to define anew, and a library that is not deployed, of which that
/// is not known. mmengine asks no parents where the library written is the default scope, too; here that makes no
/// difference. Errors: no dict, no `type`, or one that is no string.
std::vector<std::string> lookup_keys(const Value& dict, std::string_view default_scope);

/// "cfg.py:3:9 (model.neck): unknown model type 'mmpose.Nekk'; known: ...; did you mean 'mmpose.Neck'?", or what is
/// wrong with its library: none was said, Slipway has nothing of it, or nobody knows it.
/// @param what one of the things looked up, "model type"
/// @param keys all of them that there are
std::string unknown_type(const Value& dict, std::string_view default_scope, std::string_view what,
                         const std::vector<std::string>& keys);

/// The entry of the type of `dict`; null where there is none. Errors: those of lookup_keys().
template <typename Entry>
const Entry* find_type(const Registry<Entry>& registry, const Value& dict, std::string_view default_scope) {
  for (const std::string& key : lookup_keys(dict, default_scope))
    if (const Entry* found = registry.find(key)) return found;
  return nullptr;
}

/// As find_type(); an Error with unknown_type() where there is none.
template <typename Entry>
const Entry& require_type(const Registry<Entry>& registry, const Value& dict, std::string_view default_scope) {
  if (const Entry* found = find_type(registry, dict, default_scope)) return *found;
  fail("{}", unknown_type(dict, default_scope, registry.what(), registry.keys()));
}

/// @name Libraries and codebases
/// @{

/// The name that registrations use: "mmcls" -> "mmpretrain". One that nobody knows is its own.
std::string library_of(std::string_view scope);
/// Errors, with near names, where a model's scope is no library that is known; "" is fine. @param where for the message
void require_known_scope(std::string_view scope, const std::string& where);
/// What `codebase_config.type` of a deploy config may be, sorted.
std::vector<std::string> codebases();
/// Codebases whose deploy configs fit models of `scope`; none for a library that nobody deploys or knows, nor for ""
/// and mmengine, which say nothing of a library.
std::vector<std::string> codebases_for(std::string_view scope);
/// Whether a deploy config for `codebase` fits a model of `scope`. What is of no or of an unknown library fits any.
bool fits_codebase(std::string_view scope, std::string_view codebase);
/// @}

}  // namespace slipway::config
