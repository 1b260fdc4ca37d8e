// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/model_folder.h"

#include "base/error.h"
#include "base/io.h"

namespace slipway::runtime {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr uintmax_t kMostJson = uintmax_t{64} << 20;

/// Where a file of a directory that somebody else made may lie. Errors: slipway::Error for one that leads out of it.
void require_inside(const fs::path& folder, const fs::path& file) {
  std::error_code error;
  const fs::path base = fs::canonical(folder, error), real = fs::weakly_canonical(file, error);
  if (error || real.parent_path() != base)
    fail("{} leads out of the model directory, whose files have to lie in it", file.string());
}

json read_json(const fs::path& file, Trust trust) {
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    fail("{}: no such file; a model directory holds deploy.json, pipeline.json and the model's files", file.string());
  if (trust == Trust::kForeign) {
    require_inside(file.parent_path(), file);
    if (!fs::is_regular_file(file, ignored)) fail("{}: is no plain file", file.string());
    if (const uintmax_t size = fs::file_size(file, ignored); size > kMostJson)
      fail("{}: {} bytes are too many for this file", file.string(), size);
  }
  const std::string text = io::read_file(file);
  try {
    return json::parse(text);
  } catch (const json::exception& e) {
    fail("{}: broken JSON: {}", file.string(), e.what());
  }
}

std::string text_of_file(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

std::unique_ptr<backend::Session> ModelFolder::open(const backend::SessionOptions& options) const {
  return with_context(folder.string(), [&] { return backend::get(backend).open(files, options); });
}

ModelFolder read_model_folder(const fs::path& folder, Trust trust) {
  std::error_code error;
  if (!fs::exists(folder, error)) fail("{}: no such model directory", folder.string());
  if (!fs::is_directory(folder, error)) fail("{} is a file, not a model directory", folder.string());
  ModelFolder result;
  result.folder = folder;
  result.pipeline = read_json(folder / "pipeline.json", trust);
  const fs::path file = folder / "deploy.json";
  result.deploy = read_json(file, trust);
  const auto models = result.deploy.is_object() ? result.deploy.find("models") : result.deploy.end();
  if (!result.deploy.is_object() || models == result.deploy.end() || !models->is_array() || models->size() != 1 ||
      !(*models)[0].is_object())
    fail("{}: 'models' must be a list of one model", file.string());
  const json& model = (*models)[0];
  result.backend = text_of_file(model, "backend");
  if (text_of_file(model, "net").empty() || result.backend.empty())
    fail("{}: models[0] needs 'net' and 'backend'", file.string());
  for (const char* key : {"net", "weights"})
    if (const std::string name = text_of_file(model, key); !name.empty()) {
      result.files.push_back(folder / name);
      if (trust == Trust::kForeign) {
        require_inside(folder, result.files.back());
        if (fs::exists(result.files.back(), error) && !fs::is_regular_file(result.files.back(), error))
          fail("{}: is no plain file", result.files.back().string());
      }
    }
  return result;
}

}  // namespace slipway::runtime
