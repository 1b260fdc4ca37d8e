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

#include "slipway/slipway.h"

namespace slipway {
inline namespace v1 {

/// What slipway.h calls by the same names.
enum class Code : std::int32_t {
  kInvalidInput = SLW_INVALID_INPUT,
  kUnavailable = SLW_UNAVAILABLE,
  kOutOfMemory = SLW_OUT_OF_MEMORY,
  kQueueFull = SLW_QUEUE_FULL,
  kInternal = SLW_INTERNAL
};

class Error : public std::runtime_error {
 public:
  Error(Code code, const std::string& message, std::string context)
      : std::runtime_error(message), code_(code), context_(std::move(context)) {}
  Code code() const noexcept { return code_; }
  /// Where it happened, outermost first; "" where the message says it.
  const std::string& context() const noexcept { return context_; }

 private:
  Code code_;
  std::string context_;
};

namespace detail {

/// The exception of an error of the C interface, which is freed.
inline std::exception_ptr exception_of(slw_error* error) {
  auto made = std::make_exception_ptr(
      Error(static_cast<Code>(slw_error_code(error)), slw_error_message(error), slw_error_context(error)));
  slw_error_free(error);
  return made;
}

inline void check(slw_error* error) {
  if (error != nullptr) std::rethrow_exception(exception_of(error));
}

template <auto Close>
struct Closer {
  template <typename T>
  void operator()(T* handle) const {
    Close(handle);
  }
};
template <typename T, auto Close>
using Handle = std::unique_ptr<T, Closer<Close>>;

template <typename T>
T sized() {
  T value{};
  value.struct_size = sizeof(T);
  return value;
}

}  // namespace detail

/// Version of the library that is loaded.
inline std::string version() { return slw_version(nullptr); }

enum class Format : std::int32_t {
  kBgr = SLW_BGR,
  kRgb = SLW_RGB,
  kBgra = SLW_BGRA,
  kRgba = SLW_RGBA,
  kGray = SLW_GRAY,
  kNv12 = SLW_NV12,
  kNv21 = SLW_NV21,
  kI420 = SLW_I420
};

using Box = slw_box;  ///< x1, y1, x2, y2, score

/// Somebody's pixels, which must stay until the call that gets them, or its future, is done.
class Image {
 public:
  /// @param data first row @param stride bytes from a row to the next; 0: without gaps
  Image(const void* data, int width, int height, Format format = Format::kBgr, std::int64_t stride = 0) {
    view_.data = data;
    view_.width = width;
    view_.height = height;
    view_.format = static_cast<std::int32_t>(format);
    view_.stride = stride;
  }
  explicit Image(const slw_image& view) : view_(view) {}
  /// The same pixels with boxes, for a top-down model.
  Image with(std::vector<Box> boxes) const {
    Image image = *this;
    image.boxes_ = std::make_shared<const std::vector<Box>>(std::move(boxes));
    static constexpr Box kNone{};
    image.view_.boxes = image.boxes_->empty() ? &kNone : image.boxes_->data();
    image.view_.box_count = image.boxes_->size();
    return image;
  }
  const slw_image& view() const { return view_; }

 private:
  slw_image view_ = SLW_IMAGE_INIT;
  std::shared_ptr<const std::vector<Box>> boxes_;
};

struct Keypoint {
  float x, y, score;
};

/// One thing that was found.
struct Instance {
  Box box{};
  std::int64_t label = -1;          ///< -1 where the model gives none
  std::vector<Keypoint> keypoints;  ///< empty where it gives none
  const slw_mask* mask = nullptr;   ///< null where it gives none; lives as long as the Instances
  std::int64_t id = -1;             ///< of its track; -1 where there is none
};

/// The results of a call, shared by what is made of them.
class Results {
 public:
  explicit Results(slw_results* results) : results_(results, slw_results_free) {}
  std::size_t size() const {
    std::size_t count = 0;
    detail::check(slw_results_count(results_.get(), &count));
    return count;
  }
  const slw_results* get() const { return results_.get(); }
  /// As results.json of `slipway deploy` has it. One thread at a time.
  std::string json(std::size_t index) const {
    const char* text = nullptr;
    detail::check(slw_results_json(results_.get(), index, &text));
    return text;
  }

 private:
  std::shared_ptr<slw_results> results_;
};

/// Things found in an image, best first. `arrays` are those of slipway.h.
class Instances {
 public:
  Instances(Results results, std::size_t index) : results_(std::move(results)) {
    detail::check(slw_results_instances(results_.get(), index, &arrays_));
  }
  std::size_t size() const { return arrays_.count; }
  bool empty() const { return arrays_.count == 0; }
  const slw_instances& arrays() const { return arrays_; }
  Instance operator[](std::size_t i) const {
    const float* box = arrays_.boxes + 4 * i;
    Instance result{{box[0], box[1], box[2], box[3], arrays_.scores[i]}, -1, {}, nullptr, -1};
    if (arrays_.labels != nullptr) result.label = arrays_.labels[i];
    for (std::size_t k = 0; k < arrays_.keypoint_count; ++k) {
      const std::size_t at = i * arrays_.keypoint_count + k;
      result.keypoints.push_back(
          {arrays_.keypoints[2 * at], arrays_.keypoints[2 * at + 1], arrays_.keypoint_scores[at]});
    }
    if (arrays_.masks != nullptr) result.mask = arrays_.masks + i;
    if (arrays_.track_ids != nullptr) result.id = arrays_.track_ids[i];
    return result;
  }
  class iterator {
   public:
    iterator(const Instances* owner, std::size_t i) : owner_(owner), i_(i) {}
    Instance operator*() const { return (*owner_)[i_]; }
    iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const iterator& other) const { return i_ != other.i_; }

   private:
    const Instances* owner_;
    std::size_t i_;
  };
  iterator begin() const { return {this, 0}; }
  iterator end() const { return {this, size()}; }

 private:
  Results results_;
  slw_instances arrays_ = detail::sized<slw_instances>();
};

/// Classes of an image.
class Classes {
 public:
  Classes(Results results, std::size_t index) : results_(std::move(results)) {
    detail::check(slw_results_classes(results_.get(), index, &arrays_));
  }
  const slw_classes& arrays() const { return arrays_; }
  std::size_t size() const { return arrays_.count; }
  float score(std::size_t label) const { return arrays_.scores[label]; }
  /// The positive ones: one where they exclude each other.
  std::vector<std::int64_t> labels() const { return {arrays_.labels, arrays_.labels + arrays_.label_count}; }
  /// The first positive one, -1 where there is none.
  std::int64_t label() const { return arrays_.label_count > 0 ? arrays_.labels[0] : -1; }

 private:
  Results results_;
  slw_classes arrays_ = detail::sized<slw_classes>();
};

/// A class for each pixel.
class LabelMap {
 public:
  LabelMap(Results results, std::size_t index) : results_(std::move(results)) {
    detail::check(slw_results_label_map(results_.get(), index, &arrays_));
  }
  const slw_label_map& arrays() const { return arrays_; }
  std::int64_t width() const { return arrays_.width; }
  std::int64_t height() const { return arrays_.height; }
  std::int32_t at(std::int64_t x, std::int64_t y) const { return arrays_.labels[y * arrays_.width + x]; }

 private:
  Results results_;
  slw_label_map arrays_ = detail::sized<slw_label_map>();
};

enum class DType : std::int32_t {
  kF32 = SLW_F32,
  kF64 = SLW_F64,
  kF16 = SLW_F16,
  kBF16 = SLW_BF16,
  kI64 = SLW_I64,
  kI32 = SLW_I32,
  kI16 = SLW_I16,
  kI8 = SLW_I8,
  kU8 = SLW_U8,
  kBool = SLW_BOOL
};

/// Somebody's numbers as an input of a network, row by row; they must stay until the call is done.
struct Tensor {
  std::string name;  ///< "" in all of them: in the network's order
  std::vector<std::int64_t> shape;
  const void* data = nullptr;
  DType dtype = DType::kF32;
};

/// An output of a network. `array` is that of slipway.h.
class Output {
 public:
  Output(Results results, std::size_t index) : results_(std::move(results)) {
    detail::check(slw_results_tensor(results_.get(), index, &array_));
  }
  const slw_tensor& array() const { return array_; }
  std::string name() const { return array_.name; }
  DType dtype() const { return static_cast<DType>(array_.dtype); }
  std::vector<std::int64_t> shape() const { return {array_.shape, array_.shape + array_.rank}; }
  template <typename T>
  const T* data() const {
    return static_cast<const T*>(array_.data);
  }

 private:
  Results results_;
  slw_tensor array_ = SLW_TENSOR_INIT;
};

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
