// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What goes into the models of slipway.hpp and comes out of them: errors, images, tensors, results. slipway.hpp
/// includes it. Results share what they hold, and live as long as anybody has one; views of inputs own nothing.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
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

}  // namespace v1
}  // namespace slipway
