// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The model under test and its original, as engines of one run.
#include <algorithm>
#include <optional>

#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "evaluate/command/job.h"
#include "package/model_config.h"
#include "package/pipeline.h"
#include "task/task.h"

namespace slipway::evaluate {
namespace {

namespace fs = std::filesystem;

class BackendEngine : public evaluate::Engine {
 public:
  /// @param flip_indices of a flip test; empty for none
  BackendEngine(LoadedModel& model, std::vector<size_t> flip_indices)
      : model_(model), flip_indices_(std::move(flip_indices)) {}
  const std::string& name() const override { return model_.backend; }
  Decode run(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    // shared_ptr: a std::function must be copyable, and outputs are large.
    auto outputs = std::make_shared<std::vector<HostTensor>>(model_.pipeline().run(model_.session(), batch));
    if (!flip_indices_.empty())
      *outputs = model_.pipeline().merge_flipped(
          *outputs, model_.pipeline().run(model_.session(), runtime::mirror(batch)), flip_indices_);
    return [this, outputs, metas] {
      std::vector<Result> results;
      for (size_t i = 0; i < metas.size(); ++i) results.push_back(model_.pipeline().decode(*outputs, i, metas[i]));
      return results;
    };
  }

 private:
  LoadedModel& model_;
  std::vector<size_t> flip_indices_;
};

class ReferenceEngine : public evaluate::Engine {
 public:
  explicit ReferenceEngine(std::unique_ptr<Reference> reference) : reference_(std::move(reference)) {}
  const std::string& name() const override { return name_; }
  Decode run(const HostTensor& batch, const std::vector<ImageMeta>& metas) override {
    auto results = std::make_shared<std::vector<Result>>(reference_->predict(batch, metas));
    return [results] { return std::move(*results); };
  }

 private:
  std::string name_ = "PyTorch";
  std::unique_ptr<Reference> reference_;
};

std::string directory_backend(const fs::path& folder) {
  const nlohmann::json deploy = nlohmann::json::parse(io::read_file(folder / "deploy.json"), nullptr, false);
  const nlohmann::json::json_pointer where("/models/0/backend");
  return deploy.is_object() && deploy.contains(where) && deploy.at(where).is_string()
             ? deploy.at(where).get<std::string>()
             : "";
}

LoadedModel open_model(const TestJob& job, const TestOptions& options) {
  LoadedModel model;
  backend::SessionOptions session;
  session.device = options.device;
  session.threads = job.threads;
  std::error_code ignored;
  if (fs::is_directory(options.model.front(), ignored)) {
    if (options.model.size() != 1) fail("--model: one model directory, or files");
    const fs::path folder = options.model.front();
    model.directory = std::make_unique<runtime::Model>(folder, session);
    model.backend = directory_backend(folder);
    if (model.backend != job.deploy.backend)
      fail("{} is for {} (deploy.json), but {} for {}", folder.string(), model.backend, options.deploy_config,
           job.deploy.backend);
    return model;
  }
  model.backend = job.deploy.backend;
  const backend::Backend& backend = with_context(
      options.deploy_config, [&]() -> const backend::Backend& { return backend::get(job.deploy.backend); });
  package::DeployConfig deploy = job.deploy;
  deploy.fit_to_backend(backend.capabilities());
  const package::PipelineFile pipeline =
      with_context(options.model_config, [&] { return package::make_pipeline(job.model_config, deploy); });
  for (const std::string& note : pipeline.notes) log::warning("{}", note);
  model.own_pipeline = std::make_unique<runtime::Pipeline>(pipeline.json);
  const std::vector<fs::path> files(options.model.begin(), options.model.end());
  model.own_session = backend.open(files, session);
  with_context(options.model.front(),
               [&] { model.own_pipeline->require_input_of(*model.own_session, "the deploy config (input_names)"); });
  return model;
}

/// Outputs as the network announces them, all ones; none where it leaves a size open that decoders look at.
std::optional<std::vector<HostTensor>> announced_outputs(backend::Session& session) {
  std::vector<HostTensor> outputs;
  for (const backend::TensorInfo& info : session.outputs()) {
    std::vector<int64_t> shape = info.shape;
    for (size_t i = 0; i < shape.size(); ++i) {
      // The batch, and the number of detections.
      const bool any = i == 0 || (i == 1 && shape.size() > 2);
      if (shape[i] < 0 && !any) return std::nullopt;
      shape[i] = i == 0 || shape[i] < 0 ? 1 : shape[i];
    }
    HostTensor output(info.dtype, shape);
    if (info.dtype == DType::kF32 && output.numel() > 0)
      std::fill_n(output.mutable_data<float>(), output.numel(), 1.0F);
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) return std::nullopt;
  return outputs;
}

/// What the model will give, as far as it can be known before it runs.
std::optional<Result> announced_result(TestJob& job, const std::string& file) {
  const std::optional<std::vector<HostTensor>> outputs = announced_outputs(job.model.session());
  if (!outputs) {
    if (const task::Task* task = task::tasks().find(job.deploy.task)) return task::empty_result(task->kind);
    return std::nullopt;
  }
  constexpr int64_t kSide = 32;  // of an image that fills the input
  ImageMeta meta;
  meta.ori_shape = meta.img_shape = meta.input_size = {kSide, kSide};
  meta.input_scale = {static_cast<float>(kSide), static_cast<float>(kSide)};
  meta.input_center = {static_cast<float>(kSide) / 2, static_cast<float>(kSide) / 2};
  try {
    return job.model.pipeline().decode(*outputs, 0, meta);
  } catch (const Error& e) {
    fail("{}: the network's outputs are not those of this task ({} of {}): {}", file, job.deploy.task,
         job.deploy.codebase, e.what());
  }
}

/// Whether samples are images or boxes in them, dataset and model must agree.
void require_same_samples(const TestJob& job, const std::string& file) {
  const bool boxes = job.model.pipeline().takes_boxes();
  if (boxes == job.dataset.top_down) return;
  if (boxes)
    fail("{}: the model is top-down and takes one box of an image at a time, but {} gives whole images{}", file,
         job.dataset.type, job.dataset.info.num_keypoints > 0 ? "; data_mode='topdown' in its dict gives boxes" : "");
  fail(
      "{}: the model takes whole images, but {} gives a top-down model one person at a time (data_mode='topdown', the "
      "default); data_mode='bottomup' gives images",
      file, job.dataset.type);
}

/// What --flip-test asks for: the keypoint of the other side of the body, for each; empty without it.
std::vector<size_t> read_flip_test(const TestJob& job, const TestOptions& options) {
  if (!options.flip_test) {
    const config::Value* settings = package::find_dict(&job.model_config.at("model"), "test_cfg");
    const config::Value* wanted = settings == nullptr ? nullptr : settings->find("flip_test");
    if (job.dataset.top_down && wanted != nullptr && *wanted == config::Value(true))
      log::warning("flip_test of the model config is left out on both sides; --flip-test does it");
    return {};
  }
  if (!job.dataset.top_down) fail("--flip-test is for top-down models");
  return job.dataset.info.flip_indices;
}

/// Everything that no sample could make good: said now, not after the first batch.
void check_metrics(TestJob& job, const TestOptions& options) {
  const std::vector<std::unique_ptr<Metric>>& metrics = job.sides.front().metrics;
  if (const std::optional<int64_t> classes = package::num_classes(job.model_config))
    for (const auto& metric : metrics) with_context(options.model_config, [&] { metric->check_classes(*classes); });
  const std::string& file = options.model.front();
  const std::optional<Result> result = announced_result(job, file);
  if (!result || job.dataset.items.empty()) return;
  for (const auto& metric : metrics)
    with_context(file, [&] { metric->check(*result, job.dataset.items.front().truth); });
}

/// Batches of shapes of their own are for networks that take them: all others get what the pipeline says.
void settle_batch_shapes(TestJob& job) {
  const backend::TensorInfo& input = job.model.session().inputs().at(0);
  const auto images = static_cast<int64_t>(std::max<size_t>(1, job.model.fixed_batch()));
  const auto fits = [&](const DataItem& item) {
    return item.batch_shape[0] == 0 || input.takes({images, 3, item.batch_shape[0], item.batch_shape[1]});
  };
  const auto other = std::find_if_not(job.dataset.items.begin(), job.dataset.items.end(), fits);
  if (other == job.dataset.items.end()) return;
  log::warning(
      "batch_shapes_cfg of the dataset is not used, as the network does not take all of its shapes ({}x{} is one): "
      "images are padded as the pipeline says, so that metrics may differ a little from the original's",
      other->batch_shape[0], other->batch_shape[1]);
  for (DataItem& item : job.dataset.items) item.batch_shape = {};
}

}  // namespace

void open_sides(TestJob& job, const TestOptions& options, OpenReference open_reference) {
  job.model = open_model(job, options);
  require_same_samples(job, options.model.front());
  constexpr size_t kDefaultBatch = 8;
  const size_t fixed = job.model.fixed_batch();
  const size_t wanted = options.batch_size > 0 ? static_cast<size_t>(options.batch_size) : kDefaultBatch;
  const auto limit = static_cast<size_t>(job.model.session().inputs().at(0).max_batch());
  job.batch_size = fixed > 0 ? fixed : limit > 0 ? std::min(wanted, limit) : wanted;
  if (fixed > 0 && options.batch_size > 0 && wanted != fixed)
    log::warning("--batch-size {}: the model takes batches of {} only", wanted, fixed);
  else if (job.batch_size < wanted && options.batch_size > 0)
    log::warning("--batch-size {}: the model was made for batches of at most {}", wanted, limit);
  settle_batch_shapes(job);
  const std::vector<size_t> flip_indices = read_flip_test(job, options);
  add_side(job, options, std::make_unique<BackendEngine>(job.model, flip_indices));
  check_metrics(job, options);
  if (options.reference.empty()) return;
  const ReferenceRequest request{job.model_config, options.reference, job.threads,     options.allow_missing,
                                 flip_indices,     options.device,    options.key_map, job.deploy_config};
  add_side(job, options, std::make_unique<ReferenceEngine>(open_reference(request)));
}

}  // namespace slipway::evaluate
