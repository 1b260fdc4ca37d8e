// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "arguments.h"

#include <new>

#include "base/strings.h"

namespace slipway::bindings {
namespace {

// The enumerations have the same numbers.
static_assert(static_cast<int>(DType::kF32) == SLW_F32 && static_cast<int>(DType::kF64) == SLW_F64 &&
              static_cast<int>(DType::kF16) == SLW_F16 && static_cast<int>(DType::kBF16) == SLW_BF16 &&
              static_cast<int>(DType::kI64) == SLW_I64 && static_cast<int>(DType::kI32) == SLW_I32 &&
              static_cast<int>(DType::kI16) == SLW_I16 && static_cast<int>(DType::kI8) == SLW_I8 &&
              static_cast<int>(DType::kU8) == SLW_U8 && static_cast<int>(DType::kBool) == SLW_BOOL);

slw_error& no_memory() {
  static slw_error error{SLW_OUT_OF_MEMORY, "out of memory", ""};
  return error;
}
// Made before memory can be short.
const slw_error& kNoMemory = no_memory();

int32_t count_of(int32_t value, int32_t fallback, const char* name) {
  if (value < 0) fail("'{}' must be 0 (for the default) or more, not {}", name, value);
  return value == 0 ? fallback : value;
}

}  // namespace

bool is_constant(const slw_error* error) noexcept { return error == &kNoMemory; }

slw_error* to_error(std::exception_ptr exception) noexcept {
  try {
    try {
      std::rethrow_exception(std::move(exception));
    } catch (const sdk::QueueFull& e) {
      return new slw_error{SLW_QUEUE_FULL, e.message(), ""};
    } catch (const Error& e) {
      std::vector<std::string> contexts(e.contexts().rbegin(), e.contexts().rend());
      return new slw_error{e.kind() == ErrorKind::kUnavailable ? SLW_UNAVAILABLE : SLW_INVALID_INPUT, e.message(),
                           join(contexts, ": ")};
    } catch (const std::bad_alloc&) {
      return &no_memory();
    } catch (const std::length_error& e) {
      return new slw_error{SLW_OUT_OF_MEMORY, std::string("more memory is needed than there can be: ") + e.what(), ""};
    } catch (const std::exception& e) {
      return new slw_error{SLW_INTERNAL, e.what(), ""};
    }
  } catch (const std::bad_alloc&) {
    return &no_memory();
  } catch (...) {
    return &no_memory();
  }
}

std::vector<sdk::SessionInput> read_images(const slw_image* images, size_t n) {
  std::vector<sdk::SessionInput> result;
  if (n == 0) return result;
  const size_t size = required(images, "images").struct_size;
  for (size_t i = 0; i < n; ++i) {
    const auto* place = reinterpret_cast<const slw_image*>(reinterpret_cast<const char*>(images) + i * size);
    const slw_image image = read_struct(place, slw_image SLW_IMAGE_INIT, "images");
    if (image.struct_size != size)
      fail("'struct_size' of image {} is {}, that of the first one {}", i, image.struct_size, size);
    sdk::SessionInput input;
    if (image.format < SLW_BGR || image.format > SLW_I420) fail("image {}: there is no format {}", i, image.format);
    input.image.format = static_cast<sdk::PixelFormat>(image.format);
    input.image.width = image.width;
    input.image.height = image.height;
    input.image.planes = {static_cast<const uint8_t*>(image.data), static_cast<const uint8_t*>(image.planes[0]),
                          static_cast<const uint8_t*>(image.planes[1])};
    input.image.strides = {image.stride, image.plane_strides[0], image.plane_strides[1]};
    if (image.boxes != nullptr) {
      auto& boxes = input.boxes.emplace();
      for (size_t k = 0; k < image.box_count; ++k) {
        const slw_box& box = image.boxes[k];
        boxes.push_back({{box.x1, box.y1, box.x2, box.y2}, box.score});
      }
    } else if (image.box_count > 0) {
      fail("image {}: 'boxes' is NULL, but 'box_count' is {}", i, image.box_count);
    }
    result.push_back(std::move(input));
  }
  return result;
}

std::vector<sdk::NamedTensor> read_tensors(const slw_tensor* tensors, size_t n) {
  constexpr size_t kMostAxes = 32;
  constexpr int64_t kMostElements = int64_t{1} << 48;  // so that bytes can be counted
  std::vector<sdk::NamedTensor> result;
  if (n == 0) return result;
  const size_t size = required(tensors, "inputs").struct_size;
  for (size_t i = 0; i < n; ++i) {
    const auto* place = reinterpret_cast<const slw_tensor*>(reinterpret_cast<const char*>(tensors) + i * size);
    const slw_tensor tensor = read_struct(place, slw_tensor SLW_TENSOR_INIT, "inputs");
    if (tensor.struct_size != size)
      fail("'struct_size' of tensor {} is {}, that of the first one {}", i, tensor.struct_size, size);
    if (tensor.dtype < SLW_F32 || tensor.dtype > SLW_BOOL) fail("tensor {}: there is no dtype {}", i, tensor.dtype);
    if (tensor.rank > kMostAxes) fail("tensor {}: {} axes are too many", i, tensor.rank);
    if (tensor.rank > 0) required(tensor.shape, "shape");
    const std::vector<int64_t> shape(tensor.shape, tensor.shape + tensor.rank);
    int64_t count = 1;
    for (const int64_t axis : shape) {
      if (axis < 0 || (axis > 0 && count > kMostElements / axis))
        fail("tensor {}: a tensor of shape {} cannot be", i, format_shape(shape));
      count *= axis;
    }
    if (tensor.data == nullptr && count > 0) fail("tensor {} has no numbers (its data is null)", i);
    // Nothing to free: the numbers are the caller's.
    const std::shared_ptr<const void> owner(std::shared_ptr<void>(), tensor.data);
    result.push_back({tensor.name == nullptr ? "" : tensor.name,
                      HostTensor(static_cast<DType>(tensor.dtype), shape, owner, tensor.data)});
  }
  return result;
}

sdk::SessionSettings read_session_options(const slw_session_options* options) {
  const slw_session_options given = read_struct(options, slw_session_options SLW_SESSION_OPTIONS_INIT, "options");
  sdk::SessionSettings settings;
  if (given.device != nullptr) settings.device = given.device;
  settings.threads = count_of(given.threads, 0, "threads");
  settings.contexts = static_cast<size_t>(count_of(given.contexts, 1, "contexts"));
  settings.max_batch = static_cast<size_t>(count_of(given.max_batch, 0, "max_batch"));
  settings.batch_wait = std::chrono::microseconds(count_of(given.batch_wait_us, 0, "batch_wait_us"));
  settings.capacity = static_cast<size_t>(count_of(given.queue_capacity, 64, "queue_capacity"));
  return settings;
}

sdk::TopDownSettings read_pipeline_options(const slw_pipeline_options* options) {
  const slw_pipeline_options given = read_struct(options, slw_pipeline_options SLW_PIPELINE_OPTIONS_INIT, "options");
  return {given.label, given.score_threshold, static_cast<size_t>(count_of(given.max_boxes, 0, "max_boxes"))};
}

slw_tracker_options tracker_defaults() {
  const sdk::TrackerSettings s;
  slw_tracker_options result{};
  result.struct_size = sizeof(result);
  result.det_interval = s.det_interval;
  result.det_label = static_cast<int32_t>(s.det_label);
  result.det_thr = s.det_thr;
  result.det_min_bbox_size = s.det_min_bbox_size;
  result.det_nms_thr = s.det_nms_thr;
  result.pose_max_num_bboxes = s.pose_max_num_bboxes;
  result.pose_kpt_thr = s.pose_kpt_thr;
  result.pose_min_keypoints = s.pose_min_keypoints;
  result.pose_bbox_scale = s.pose_bbox_scale;
  result.pose_min_bbox_size = s.pose_min_bbox_size;
  result.pose_nms_thr = s.pose_nms_thr;
  result.track_iou_thr = s.track_iou_thr;
  result.track_max_missing = s.track_max_missing;
  result.track_history_size = s.track_history_size;
  result.std_weight_position = s.std_weight_position;
  result.std_weight_velocity = s.std_weight_velocity;
  result.smooth_params[0] = s.smooth.beta;
  result.smooth_params[1] = s.smooth.fc_min;
  result.smooth_params[2] = s.smooth.fc_derivative;
  return result;
}

sdk::TrackerSettings read_tracker_options(const slw_tracker_options* options) {
  const slw_tracker_options given = read_struct(options, tracker_defaults(), "options");
  sdk::TrackerSettings s;
  s.det_interval = given.det_interval;
  s.det_label = given.det_label;
  s.det_thr = given.det_thr;
  s.det_min_bbox_size = given.det_min_bbox_size;
  s.det_nms_thr = given.det_nms_thr;
  s.pose_max_num_bboxes = given.pose_max_num_bboxes;
  s.pose_kpt_thr = given.pose_kpt_thr;
  s.pose_min_keypoints = given.pose_min_keypoints;
  s.pose_bbox_scale = given.pose_bbox_scale;
  s.pose_min_bbox_size = given.pose_min_bbox_size;
  s.pose_nms_thr = given.pose_nms_thr;
  if (given.keypoint_sigmas != nullptr)
    s.keypoint_sigmas.assign(given.keypoint_sigmas, given.keypoint_sigmas + given.keypoint_sigmas_size);
  s.track_iou_thr = given.track_iou_thr;
  s.track_max_missing = given.track_max_missing;
  s.track_history_size = given.track_history_size;
  s.std_weight_position = given.std_weight_position;
  s.std_weight_velocity = given.std_weight_velocity;
  s.smooth = {given.smooth_params[0], given.smooth_params[1], given.smooth_params[2]};
  return s;
}

}  // namespace slipway::bindings
