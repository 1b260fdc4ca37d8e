// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/error.h"
#include "runtime/model_folder.h"
#include "runtime/pipeline.h"

namespace slipway::runtime {

Model::Model(const ModelFolder& files, const backend::SessionOptions& options)
    : pipeline_(with_context(files.folder.string(), [&] { return Pipeline(files.pipeline); })),
      session_(files.open(options)) {
  with_context(files.folder.string(), [&] { pipeline_.require_input_of(*session_, "pipeline.json"); });
}

Model::Model(const std::filesystem::path& folder, const backend::SessionOptions& options)
    : Model(read_model_folder(folder), options) {}

std::vector<Result> run_samples(backend::Session& session, const Pipeline& pipeline, size_t count,
                                const std::function<Preprocessed(size_t)>& prepare,
                                const std::function<void(size_t, const std::vector<HostTensor>&, size_t)>& observe) {
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
    for (size_t i = 0; i < batch.places.size(); ++i) {
      if (observe) observe(batch.places[i], outputs, i);
      results[batch.places[i]] = pipeline.decode(outputs, i, batch.metas[i]);
    }
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
