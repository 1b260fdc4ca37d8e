// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/class_list.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/io.h"
#include "base/strings.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;

std::string_view strip(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_sample(const ImageFolder& folder, const std::string& name) {
  const std::string lower = to_lower(name);
  return std::any_of(folder.extensions.begin(), folder.extensions.end(),
                     [&](const std::string& extension) { return ends_with(lower, extension); });
}

/// All files below `root` that count, relative to it, sorted; hidden files are none. Links to folders are followed.
void find_files(const fs::path& root, const fs::path& below, const ImageFolder& folder, int depth,
                std::vector<std::string>& files) {
  constexpr int kMaxDepth = 32;  // links may lead in circles
  if (depth > kMaxDepth) fail("{}: folders within folders beyond {} levels", root.string(), kMaxDepth);
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / below, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory(error))
      find_files(root, below / name, folder, depth + 1, files);
    else if (name.front() != '.' && entry.is_regular_file(error) && is_sample(folder, name))
      files.push_back((below / name).string());
  }
  if (error) fail("{}: cannot be read: {}", (root / below).string(), error.message());
}

std::vector<std::string> sorted_files(const fs::path& root, const ImageFolder& folder) {
  std::vector<std::string> files;
  find_files(root, "", folder, 0, files);
  std::sort(files.begin(), files.end());
  return files;
}

DataItem make_item(const ImageFolder& folder, const std::string& name, int64_t label) {
  DataItem item;
  item.image = join_root(folder.prefix, name);
  item.truth.label = label;
  return item;
}

void read_list(const ImageFolder& folder, Dataset& result) {
  const std::vector<std::string> lines = read_lines(folder.ann_file);
  size_t last = lines.size();
  while (last > 0 && strip(lines[last - 1]).empty()) --last;
  for (size_t i = 0; i < last; ++i) {
    if (!folder.with_label) {
      result.items.push_back(make_item(folder, lines[i], -1));
      continue;
    }
    const std::string_view line = strip(lines[i]);
    const auto bad = [&](const std::string& what) {
      result.bad.push_back(fmt::format("{}:{}: {}", folder.ann_file, i + 1, what));
    };
    const size_t space = line.rfind(' ');
    if (space == std::string_view::npos) {
      bad(line.empty() ? "the line is empty" : fmt::format("'{}' has no label after its last space", line));
      continue;
    }
    std::string_view text = strip(line.substr(space + 1));
    int64_t label = -1;
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), label);
    if (error != std::errc() || stop != text.data() + text.size() || label < 0)
      bad(fmt::format("the label '{}' is no whole number from 0 on", text));
    else
      result.items.push_back(make_item(folder, std::string(line.substr(0, space)), label));
  }
}

void read_class_folders(const ImageFolder& folder, const config::Value& dataset, Dataset& result) {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.prefix, error))
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  if (error) fail("{}: cannot be read: {}", folder.prefix, error.message());
  std::sort(names.begin(), names.end());
  const size_t expected = folder.classes.empty() ? folder.class_count : folder.classes.size();
  if (expected > 0 && expected != names.size())
    fail(
        "{} has {} folders, but the dataset {} classes ({}): each class must have its folder, or ann_file must list "
        "the "
        "images",
        folder.prefix, names.size(), expected, dataset.location().text());
  if (folder.classes.empty() && folder.class_count == 0) result.info.classes = names;
  std::vector<std::string> empty;
  for (size_t label = 0; label < names.size(); ++label) {
    const std::vector<std::string> files = sorted_files(fs::path(folder.prefix) / names[label], folder);
    if (files.empty()) empty.push_back(names[label]);
    for (const std::string& file : files)
      result.items.push_back(make_item(folder, names[label] + "/" + file, static_cast<int64_t>(label)));
  }
  if (result.items.empty())
    fail("{}: no images in its folders; files that end in {} count", folder.prefix, join(folder.extensions, ", "));
  if (!empty.empty()) result.notes.push_back(fmt::format("{}: no images in {}", folder.prefix, join(empty, ", ")));
}

}  // namespace

std::vector<std::string> read_lines(const std::string& file) {
  std::vector<std::string> lines = split(io::read_file(file), '\n');
  // What follows the last line's end is no line.
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::string& line : lines)
    while (!line.empty() && line.back() == '\r') line.pop_back();
  return lines;
}

Dataset read_image_folder(const ImageFolder& folder, const config::Value& dataset) {
  Dataset result;
  result.info.classes = folder.classes;
  result.info.ann_file = folder.ann_file;
  require_folder(folder.prefix, dataset);
  if (!folder.ann_file.empty()) {
    require_file(folder.ann_file, dataset);
    read_list(folder, result);
  } else if (folder.with_label) {
    read_class_folders(folder, dataset, result);
  } else {
    for (const std::string& file : sorted_files(folder.prefix, folder))
      result.items.push_back(make_item(folder, file, -1));
  }
  // Every image counts once, and a table of results names it by its place.
  for (size_t i = 0; i < result.items.size(); ++i) result.items[i].truth.image_id = static_cast<int64_t>(i);
  return result;
}

std::vector<std::string> read_class_names(const config::Value& dataset) {
  const config::Value* classes = dataset.find("classes");
  if (classes != nullptr && classes->is_none()) classes = nullptr;
  const config::Value* metainfo = dataset.find("metainfo");
  // metainfo has the last word, as in mmpretrain.
  if (metainfo != nullptr && metainfo->is_dict() && metainfo->contains("classes")) classes = &metainfo->at("classes");
  if (classes == nullptr) return {};
  if (!classes->is_string()) return classes->as_strings();
  const std::string file = expand_user(classes->as_string());
  return with_context(fmt::format("{} ({})", classes->path(), classes->location().text()),
                      [&] { return read_lines(file); });
}

std::string expand_user(const std::string& path) {
  const char* home = std::getenv("HOME");
  if (home == nullptr || path.empty() || path[0] != '~' || (path.size() > 1 && path[1] != '/')) return path;
  return home + path.substr(1);
}

std::string plain_prefix(const config::Value& dataset) {
  const config::Value* value = dataset.find("data_prefix");
  if (value == nullptr || value->is_none()) return "";
  return expand_user(value->is_dict() ? value->at("img_path").as_string() : value->as_string());
}

ImageFolder read_folder_options(const config::Value& dataset, const char* type_name, const std::string& prefix,
                                const std::string& ann_file) {
  config::check_keys(
      dataset,
      {"type", "_scope_", "data_root", "data_prefix", "ann_file", "with_label", "extensions", "metainfo", "classes",
       "split", "filter_cfg", "indices", "serialize_data", "pipeline", "test_mode", "lazy_init", "max_refetch"},
      type_name);
  ImageFolder folder;
  folder.data_root = optional_string(dataset, "data_root");
  if (folder.data_root.empty() && prefix.empty() && ann_file.empty())
    fail("{} ({}): one of data_root, data_prefix and ann_file must say where the images are", dataset.path(),
         dataset.location().text());
  folder.prefix = join_root(folder.data_root, prefix);
  folder.ann_file = ann_file.empty() ? "" : join_root(folder.data_root, ann_file);
  folder.with_label = dataset.get("with_label", true);
  folder.extensions = {".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif"};
  if (const config::Value* extensions = dataset.find("extensions"); extensions != nullptr) {
    folder.extensions = extensions->as_strings();
    for (std::string& extension : folder.extensions) extension = to_lower(extension);
  }
  folder.classes = read_class_names(dataset);
  return folder;
}

}  // namespace slipway::evaluate
