// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/dataset.h"

#include "base/strings.h"
#include "config/scope.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;

/// A number takes the first (or, negative, the last) samples, a list those that it names, as Python slices and indexes.
void take_indices(Dataset& dataset, const config::Value& indices) {
  std::vector<DataItem>& items = dataset.items;
  const auto count = static_cast<int64_t>(items.size());
  if (indices.is_int() || indices.is_bool()) {
    const int64_t n = indices.as_int();
    if (n >= 0)
      items.resize(static_cast<size_t>(std::min(n, count)));
    else
      items.erase(items.begin(), items.begin() + std::max<int64_t>(0, count + n));
    return;
  }
  std::vector<DataItem> chosen;
  for (const int64_t index : indices.as_ints()) {
    const int64_t at = index < 0 ? index + count : index;
    if (at < 0 || at >= count)
      fail("{} ({}): index {} is outside the {} samples of the dataset", indices.path(), indices.location().text(),
           index, count);
    chosen.push_back(items[static_cast<size_t>(at)]);
  }
  items = std::move(chosen);
}

bool is_remote(const std::string& path) {
  for (const char* scheme : {"http://", "https://", "s3://", "petrel://"})
    if (starts_with(path, scheme)) return true;
  return false;
}

std::string relative_hint(const std::string& path) {
  std::error_code ignored;
  return fs::path(path).is_absolute()
             ? ""
             : fmt::format("; it is looked for below the current folder, {}", fs::current_path(ignored).string());
}

}  // namespace

Registry<DatasetMaker>& datasets() {
  static Registry<DatasetMaker> registry("dataset");
  return registry;
}

RegisterDataset::RegisterDataset(std::initializer_list<const char*> keys, DatasetMaker make) {
  for (const char* key : keys) datasets().add(key, make);
}

Dataset make_dataset(const config::Value& dataset, const DatasetContext& context) {
  Dataset result = config::require_type(datasets(), dataset, context.default_scope)(dataset, context);
  result.type = dataset.at("type").as_string();
  if (const config::Value* indices = dataset.find("indices"); indices != nullptr && !indices->is_none())
    take_indices(result, *indices);
  if (result.items.empty())
    fail("{}: the dataset has no samples{}", result.info.ann_file.empty() ? result.type : result.info.ann_file,
         result.bad.empty()
             ? ""
             : fmt::format("; {} annotations are broken, the first one: {}", result.bad.size(), result.bad.front()));
  return result;
}

std::string join_root(const std::string& root, const std::string& path) {
  if (is_remote(path) || (is_remote(root) && !fs::path(path).is_absolute()))
    fail("{}: data on another machine cannot be read; copy it here and name it by --ann-file and --data-prefix",
         is_remote(path) ? path : root);
  return root.empty() ? path : (fs::path(root) / path).string();
}

std::string optional_string(const config::Value& dataset, std::string_view key) {
  const config::Value* value = dataset.find(key);
  return value == nullptr || value->is_none() ? "" : value->as_string();
}

std::string image_prefix(const config::Value& dataset, std::string_view key, bool plain, const std::string& fallback) {
  std::string prefix = fallback;
  if (const config::Value* value = dataset.find("data_prefix"); value != nullptr && !value->is_none()) {
    if (value->is_dict())
      prefix = value->at(key).as_string();
    else if (plain)
      prefix = value->as_string();
    else
      fail("{} ({}): must be a dict with '{}'", value->path(), value->location().text(), key);
  }
  return join_root(optional_string(dataset, "data_root"), prefix);
}

void require_folder(const std::string& folder, const config::Value& dataset) {
  std::error_code ignored;
  if (folder.empty() || fs::is_directory(folder, ignored)) return;
  fail("the dataset's folder of images {} {}{} ({}); --data-prefix names another", folder,
       fs::exists(folder, ignored) ? "is no folder" : "is not there", relative_hint(folder), dataset.location().text());
}

void require_file(const std::string& file, const config::Value& dataset) {
  std::error_code ignored;
  if (fs::is_regular_file(file, ignored)) return;
  fail("the dataset's annotation file {} {}{} ({}); --ann-file names another", file,
       fs::is_directory(file, ignored) ? "is a folder" : "is not there", relative_hint(file),
       dataset.location().text());
}

}  // namespace slipway::evaluate
