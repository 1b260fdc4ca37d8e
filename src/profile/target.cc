// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/target.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "task/tensors.h"

namespace slipway::profile {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Which backend runs a file alone, by its extension, and the extension of a second file that belongs to it.
struct Kind {
  const char* extension;
  const char* backend;
  const char* weights;
};

constexpr Kind kKinds[] = {
    {".onnx", "onnxruntime", ""},
    {".param", "ncnn", ".bin"},
    {".pt", "torchscript", ""},
    {".xml", "openvino", ".bin"},
};

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Backend and precision of a model directory. What else is wrong with one is told by the runtime when it loads it.
void read_directory(Target& target) {
  target.directory = true;
  const fs::path file = fs::path(target.path) / "deploy.json";
  std::error_code ignored;
  for (const char* name : {"deploy.json", "pipeline.json"})
    if (!fs::exists(fs::path(target.path) / name, ignored))
      fail("{} is no model directory: it has no {}; 'slipway deploy --dump-info' writes one", target.path, name);
  json deploy;
  try {
    deploy = json::parse(io::read_file(file));
  } catch (const json::exception& e) {
    fail("{}: broken JSON: {}", file.string(), e.what());
  }
  const auto models = deploy.is_object() ? deploy.find("models") : deploy.end();
  if (!deploy.is_object() || models == deploy.end() || !models->is_array() || models->size() != 1 ||
      !(*models)[0].is_object())
    fail("{}: 'models' must be a list of one model", file.string());
  target.backend = text_of((*models)[0], "backend");
  target.precision = to_lower(text_of((*models)[0], "precision"));
  if (target.backend.empty()) fail("{}: models[0] has no 'backend'", file.string());
  // Without stages around the network: its files are all there is.
  if (text_of(deploy, "task") != task::kTensorsClass) return;
  target.directory = false;
  for (const char* key : {"net", "weights"})
    if (const std::string name = text_of((*models)[0], key); !name.empty())
      target.files.push_back(fs::path(target.path) / name);
}

void read_file(Target& target) {
  const fs::path file = target.path;
  const std::string extension = to_lower(file.extension().string());
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return extension == k.extension; });
  if (kind == std::end(kKinds)) {
    std::vector<std::string> known;
    for (const Kind& k : kKinds) known.push_back(fmt::format("{} ({})", k.extension, k.backend));
    fail("{}: no kind of model file has the extension '{}'; known: {}, and model directories", target.path, extension,
         join(known, ", "));
  }
  if (access(target.path.c_str(), R_OK) != 0) fail("{}: {}", target.path, std::strerror(errno));
  target.backend = kind->backend;
  target.files = {file};
  if (kind->weights[0] != '\0') {
    const fs::path weights = fs::path(file).replace_extension(kind->weights);
    std::error_code ignored;
    if (!fs::exists(weights, ignored))
      fail("{}: its {} file is not there: {}", target.path, kind->weights, weights.string());
    target.files.push_back(weights);
  }
}

Target find_target(const std::string& path) {
  Target target;
  target.path = path;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail("{}: no such model directory or file", path);
  if (fs::is_directory(status))
    read_directory(target);
  else
    read_file(target);
  return target;
}

/// The last `parts` parts of a path: "work/model.onnx" of "/a/work/model.onnx" for 2.
std::string tail(const std::string& path, size_t parts) {
  std::error_code ignored;
  fs::path full = fs::absolute(path, ignored).lexically_normal();
  if (!full.has_filename()) full = full.parent_path();
  const std::vector<fs::path> all(full.begin(), full.end());
  fs::path result;
  for (size_t i = all.size() - std::min(parts, all.size()); i < all.size(); ++i) result /= all[i];
  return result.string();
}

/// As many parts of the paths as tell them apart; what is given twice gets a number.
void label(std::vector<Target>& targets) {
  constexpr size_t kMostParts = 32;
  for (Target& target : targets) {
    size_t parts = 1;
    const auto same = [&](const Target& other) {
      return tail(other.path, kMostParts) != tail(target.path, kMostParts) &&
             tail(other.path, parts) == tail(target.path, parts);
    };
    while (parts < kMostParts && std::any_of(targets.begin(), targets.end(), same)) ++parts;
    target.label = tail(target.path, parts);
  }
  std::map<std::string, int> seen;
  for (Target& target : targets)
    if (const int count = ++seen[target.label]; count > 1) target.label += fmt::format(" #{}", count);
}

}  // namespace

std::vector<Target> find_targets(const std::vector<std::string>& paths) {
  std::vector<Target> targets;
  std::vector<std::string> problems;
  for (const std::string& path : paths) {
    try {
      targets.push_back(find_target(path));
    } catch (const Error& e) {
      problems.emplace_back(e.what());
    }
  }
  if (!problems.empty()) throw Error(join(problems, "; "));
  label(targets);
  return targets;
}

}  // namespace slipway::profile
