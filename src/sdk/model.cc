// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "sdk/model.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "sdk/differences.h"
#include "sdk/unzip.h"

namespace slipway::sdk {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The value where it is of the kind that it should be, else null.
json entry_of(const json& object, const char* key, json::value_t kind) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->type() == kind ? *found : json();
}

/// Whether verify.json beside the model says that it computes what PyTorch computes; null where there is none.
json verification_of(const fs::path& folder) {
  std::error_code error;
  const fs::path file = folder / "verify.json";
  if (!fs::is_regular_file(fs::symlink_status(file, error)) || fs::file_size(file, error) > (uintmax_t{16} << 20))
    return {};
  const json report = json::parse(io::read_file(file), nullptr, false);
  json result = json::object();
  for (const char* key : {"verified", "passed", "precision"})
    if (report.is_object() && report.contains(key) && report[key].is_primitive()) result[key] = report[key];
  return result.empty() ? json() : result;
}

/// Of pipeline.json: what decodes the outputs, and with which parameters.
json post_processing_of(const json& pipeline) {
  const json& root = pipeline.contains("pipeline") ? pipeline["pipeline"] : pipeline;
  for (const json& task : root["tasks"])
    if (task.contains("component"))
      return {{"component", task["component"]}, {"params", entry_of(task, "params", json::value_t::object)}};
  return {};
}

/// @param pipeline null of a network alone
std::string make_info(const runtime::ModelFolder& files, const runtime::Pipeline* pipeline) {
  const json model = files.deploy["models"][0];
  json info{{"task", entry_of(files.deploy, "task", json::value_t::string)},
            {"version", entry_of(files.deploy, "version", json::value_t::string)},
            {"name", entry_of(model, "name", json::value_t::string)},
            {"backend", files.backend},
            {"precision", entry_of(model, "precision", json::value_t::string)},
            {"takes_boxes", pipeline != nullptr && pipeline->takes_boxes()},
            {"classes", entry_of(files.deploy, "classes", json::value_t::array)},
            {"skeleton", entry_of(files.deploy, "skeleton", json::value_t::object)},
            {"post_processing", post_processing_of(files.pipeline)},
            {"verification", verification_of(files.folder)},
            {"differences", differences_from_mmdeploy(files.pipeline)}};
  return info.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Model::Model(const fs::path& folder) : name_(folder.string()) { load(folder); }

Model::Model(std::string_view zip) : name_("the zip of a model directory") {
  const std::map<std::string, std::string> files = unzip(zip);
  unpacked_ = std::make_unique<io::TemporaryFolder>("slipway-model");
  for (const auto& [name, content] : files) io::write_file(unpacked_->path() / name, content);
  load(unpacked_->path());
}

void Model::load(const fs::path& folder) {
  files_ = runtime::read_model_folder(folder, runtime::Trust::kForeign);
  with_context(folder.string(), [&] {
    if (!runtime::is_network_alone(files_.pipeline)) pipeline_ = std::make_unique<runtime::Pipeline>(files_.pipeline);
    info_ = make_info(files_, pipeline_.get());
  });
}

std::unique_ptr<backend::Session> Model::open(const backend::SessionOptions& options) const {
  std::unique_ptr<backend::Session> session = files_.open(options);
  if (pipeline_) with_context(name_, [&] { pipeline_->require_input_of(*session, "pipeline.json"); });
  return session;
}

const runtime::Pipeline& Model::pipeline() const {
  if (!pipeline_) fail("{}: the model is a network alone, which takes tensors, not images: slw_run_tensors()", name_);
  return *pipeline_;
}

std::optional<int64_t> Model::label_of(std::string_view class_name) const {
  const auto found = files_.deploy.find("classes");
  if (found == files_.deploy.end() || !found->is_array()) return std::nullopt;
  for (size_t i = 0; i < found->size(); ++i)
    if ((*found)[i] == class_name) return static_cast<int64_t>(i);
  return std::nullopt;
}

}  // namespace slipway::sdk
