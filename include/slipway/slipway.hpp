// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Slipway's runtime for C++17, over slipway.h and nothing else: link with -lslipway. slipway/opencv.hpp adds cv::Mat.
///
///     slipway::Detector detector("work_dir");
///     for (const slipway::Instance& found : detector(slipway::Image(bgr, width, height))) ...
///
/// Objects own what they hold, and may be moved; results may be copied, and share their arrays. Any number of threads
/// may call one object. Errors are slipway::Error. Units are those of slipway.h: px of the image.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "slipway/results.hpp"
#include "slipway/slipway.h"

namespace slipway {
inline namespace v1 {

/// A model directory.
class Model {
 public:
  explicit Model(const std::string& folder) {
    slw_model* model = nullptr;
    detail::check(slw_model_open(folder.c_str(), &model));
    model_.reset(model);
  }
  /// From a zip of one.
  Model(const void* zip, std::size_t size) {
    slw_model* model = nullptr;
    detail::check(slw_model_open_memory(zip, size, &model));
    model_.reset(model);
  }
  /// See slw_model_info_json().
  std::string info() const {
    const char* text = nullptr;
    detail::check(slw_model_info_json(model_.get(), &text));
    return text;
  }
  slw_model* get() const { return model_.get(); }

 private:
  detail::Handle<slw_model, slw_model_close> model_;
};

/// How a model runs; see slw_session_options.
struct SessionOptions {
  std::string device = "cpu";
  int threads = 0;
  int contexts = 1;
  int max_batch = 0;
  int batch_wait_us = 0;
  int queue_capacity = 0;
};

/// A model that is loaded, of any task.
class Session {
 public:
  explicit Session(const Model& model, const SessionOptions& options = {}) {
    slw_session_options given = SLW_SESSION_OPTIONS_INIT;
    given.device = options.device.c_str();
    given.threads = options.threads;
    given.contexts = options.contexts;
    given.max_batch = options.max_batch;
    given.batch_wait_us = options.batch_wait_us;
    given.queue_capacity = options.queue_capacity;
    slw_session* session = nullptr;
    detail::check(slw_session_create(model.get(), &given, &session));
    session_.reset(session);
  }
  explicit Session(const std::string& folder, const SessionOptions& options = {}) : Session(Model(folder), options) {}

  Results run(const std::vector<Image>& images) const {
    const std::vector<slw_image> views = views_of(images);
    slw_results* results = nullptr;
    detail::check(slw_run(session_.get(), views.data(), views.size(), &results));
    return Results(results);
  }
  Results run(const Image& image) const { return run(std::vector<Image>{image}); }
  /// The same in the background.
  std::future<Results> submit(std::vector<Image> images) const {
    struct Call {
      std::promise<Results> promise;
      std::vector<Image> images;  // whose boxes have to stay
    };
    auto call = std::make_unique<Call>(Call{{}, std::move(images)});
    std::future<Results> future = call->promise.get_future();
    const std::vector<slw_image> views = views_of(call->images);
    const auto done = [](void* user, slw_error* error, slw_results* results) {
      const std::unique_ptr<Call> finished(static_cast<Call*>(user));
      if (error != nullptr)
        finished->promise.set_exception(detail::exception_of(error));
      else
        finished->promise.set_value(Results(results));
    };
    detail::check(slw_submit(session_.get(), views.data(), views.size(), done, call.get()));
    call.release();
    return future;
  }
  std::future<Results> submit(const Image& image) const { return submit(std::vector<Image>{image}); }
  /// The network without what comes before and after it; see slw_run_tensors().
  std::vector<Output> run_tensors(const std::vector<Tensor>& inputs) const {
    std::vector<slw_tensor> views;
    for (const Tensor& input : inputs) {
      slw_tensor view = SLW_TENSOR_INIT;
      view.name = input.name.empty() ? nullptr : input.name.c_str();
      view.dtype = static_cast<std::int32_t>(input.dtype);
      view.rank = input.shape.size();
      view.shape = input.shape.data();
      view.data = input.data;
      views.push_back(view);
    }
    slw_results* made = nullptr;
    detail::check(slw_run_tensors(session_.get(), views.data(), views.size(), &made));
    const Results results(made);
    std::vector<Output> outputs;
    for (std::size_t i = 0; i < results.size(); ++i) outputs.emplace_back(results, i);
    return outputs;
  }
  /// See slw_session_info_json().
  std::string info() const {
    const char* text = nullptr;
    detail::check(slw_session_info_json(session_.get(), &text));
    return text;
  }
  slw_session* get() const { return session_.get(); }

  static std::vector<slw_image> views_of(const std::vector<Image>& images) {
    std::vector<slw_image> views;
    views.reserve(images.size());
    for (const Image& image : images) views.push_back(image.view());
    return views;
  }

 private:
  detail::Handle<slw_session, slw_session_close> session_;
};

/// A model whose results are of one kind. Errors: of another kind, when it is first called.
template <typename Kind>
class Task {
 public:
  explicit Task(const std::string& folder, const SessionOptions& options = {}) : session_(folder, options) {}
  explicit Task(const Model& model, const SessionOptions& options = {}) : session_(model, options) {}

  Kind operator()(const Image& image) const { return Kind(session_.run(image), 0); }
  std::vector<Kind> operator()(const std::vector<Image>& images) const { return all_of(session_.run(images)); }
  /// In the background; get() of the future makes the result.
  std::future<Kind> submit(const Image& image) const {
    return std::async(std::launch::deferred,
                      [results = session_.submit(image)]() mutable { return Kind(results.get(), 0); });
  }
  const Session& session() const { return session_; }

  static std::vector<Kind> all_of(const Results& results) {
    std::vector<Kind> all;
    for (std::size_t i = 0; i < results.size(); ++i) all.emplace_back(results, i);
    return all;
  }

 private:
  Session session_;
};

using Classifier = Task<Classes>;
using Detector = Task<Instances>;
using PoseDetector = Task<Instances>;  ///< a top-down one takes Image::with(boxes)
using Segmentor = Task<LabelMap>;

/// A detector and a top-down pose model; see slw_pipeline_create(). Keeps what it needs of both.
class TopDown {
 public:
  /// @param label class of the detector; -1: the one called "person"
  TopDown(const Session& detector, const Session& pose, std::int64_t label = -1, float score_threshold = 0.3F,
          int max_boxes = 0) {
    slw_pipeline_options options = SLW_PIPELINE_OPTIONS_INIT;
    options.label = label;
    options.score_threshold = score_threshold;
    options.max_boxes = max_boxes;
    slw_pipeline* pipeline = nullptr;
    detail::check(slw_pipeline_create(detector.get(), pose.get(), &options, &pipeline));
    pipeline_.reset(pipeline);
  }
  Results results(const std::vector<Image>& images) const {
    const std::vector<slw_image> views = Session::views_of(images);
    slw_results* results = nullptr;
    detail::check(slw_pipeline_run(pipeline_.get(), views.data(), views.size(), &results));
    return Results(results);
  }
  std::vector<Instances> operator()(const std::vector<Image>& images) const {
    return Task<Instances>::all_of(results(images));
  }
  Instances operator()(const Image& image) const { return (*this)(std::vector<Image>{image}).front(); }
  slw_pipeline* get() const { return pipeline_.get(); }

 private:
  detail::Handle<slw_pipeline, slw_pipeline_close> pipeline_;
};

/// The people of one video; see slw_tracker_create().
class PoseTracker {
 public:
  /// MMDeploy's parameters with its defaults.
  static slw_tracker_options defaults() {
    auto options = detail::sized<slw_tracker_options>();
    detail::check(slw_tracker_defaults(&options));
    return options;
  }
  explicit PoseTracker(const TopDown& models, const slw_tracker_options& options = defaults()) {
    slw_tracker* tracker = nullptr;
    detail::check(slw_tracker_create(models.get(), &options, &tracker));
    tracker_.reset(tracker);
  }
  /// @param detect 1: run the detector, 0: do not, -1: as det_interval says
  Instances operator()(const Image& frame, int detect = -1) {
    slw_results* results = nullptr;
    detail::check(slw_tracker_run(tracker_.get(), &frame.view(), detect, &results));
    return Instances(Results(results), 0);
  }

 private:
  detail::Handle<slw_tracker, slw_tracker_close> tracker_;
};

}  // namespace v1
}  // namespace slipway
