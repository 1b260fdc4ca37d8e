// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/io.h"
#include "runtime/pipeline.h"

namespace slipway::runtime {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json read_json(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    fail("{}: no such file; a model directory holds deploy.json, pipeline.json and the model's files", file.string());
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

Pipeline load_pipeline(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) fail("{}: no such model directory", folder.string());
  if (!fs::is_directory(folder, error)) fail("{} is a file, not a model directory", folder.string());
  const json pipeline = read_json(folder / "pipeline.json");
  return with_context(folder.string(), [&] { return Pipeline(pipeline); });
}

std::unique_ptr<backend::Session> load_session(const fs::path& folder, const backend::SessionOptions& options) {
  const fs::path file = folder / "deploy.json";
  const json deploy = read_json(file);
  const auto models = deploy.is_object() ? deploy.find("models") : deploy.end();
  if (!deploy.is_object() || models == deploy.end() || !models->is_array() || models->size() != 1 ||
      !(*models)[0].is_object())
    fail("{}: 'models' must be a list of one model", file.string());
  const json& model = (*models)[0];
  const std::string net = text_of_file(model, "net");
  const std::string backend_name = text_of_file(model, "backend");
  if (net.empty() || backend_name.empty()) fail("{}: models[0] needs 'net' and 'backend'", file.string());
  std::vector<fs::path> files{folder / net};
  if (const std::string weights = text_of_file(model, "weights"); !weights.empty()) files.push_back(folder / weights);
  return with_context(folder.string(), [&] { return backend::get(backend_name).open(files, options); });
}

}  // namespace

Model::Model(const fs::path& folder, const backend::SessionOptions& options)
    : pipeline_(load_pipeline(folder)), session_(load_session(folder, options)) {
  with_context(folder.string(), [&] { pipeline_.require_input_of(*session_, "pipeline.json"); });
}

std::vector<Result> run_samples(backend::Session& session, const Pipeline& pipeline, size_t count,
                                const std::function<Preprocessed(size_t)>& prepare) {
  std::vector<Result> results(count);
  const int64_t fixed = session.inputs()[0].shape[0];
  const auto most = static_cast<size_t>(session.inputs()[0].max_batch());
  const size_t limit = fixed > 0 ? most : most > 0 ? std::min(most, kMaxBatch) : kMaxBatch;

  struct Batch {
    std::vector<HostTensor> inputs;
    std::vector<ImageMeta> metas;
    std::vector<size_t> places;  // in `results`
  };
  const auto flush = [&](Batch& batch) {
    if (batch.inputs.empty()) return;
    // A network of a fixed batch size computes something in the empty places; nobody looks at it.
    while (fixed > 0 && batch.inputs.size() < static_cast<size_t>(fixed)) batch.inputs.push_back(batch.inputs.back());
    const std::vector<HostTensor> outputs = pipeline.run(session, stack(batch.inputs));
    for (size_t i = 0; i < batch.places.size(); ++i)
      results[batch.places[i]] = pipeline.decode(outputs, i, batch.metas[i]);
    batch = {};
  };

  std::map<std::vector<int64_t>, Batch> batches;
  for (size_t i = 0; i < count; ++i) {
    Preprocessed ready = prepare(i);
    Batch& batch = batches[ready.input.shape()];
    batch.inputs.push_back(std::move(ready.input));
    batch.metas.push_back(ready.meta);
    batch.places.push_back(i);
    if (batch.inputs.size() == limit) flush(batch);
  }
  for (auto& [shape, batch] : batches) flush(batch);
  return results;
}

std::vector<Result> Model::run(const std::vector<cv::Mat>& images) {
  return run_samples(*session_, pipeline_, images.size(), [&](size_t i) { return pipeline_.preprocess(images[i]); });
}

Instances Model::run(const cv::Mat& image, const std::vector<InputBox>& boxes) {
  Instances all;
  for (Result& result :
       run_samples(*session_, pipeline_, boxes.size(), [&](size_t i) { return pipeline_.preprocess(image, boxes[i]); }))
    all.append(std::get<Instances>(result));
  return all;
}

}  // namespace slipway::runtime
