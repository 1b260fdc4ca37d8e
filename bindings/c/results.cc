// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "results.h"

#include <nlohmann/json.hpp>

#include "arguments.h"
#include "runtime/result/json.h"

namespace slipway::bindings {
namespace {

constexpr const char* kKinds[] = {"instances", "classes", "a label map", "a tensor"};

struct KindOf {
  int32_t operator()(const Instances&) const { return SLW_INSTANCES; }
  int32_t operator()(const Classes&) const { return SLW_CLASSES; }
  int32_t operator()(const LabelMap&) const { return SLW_LABEL_MAP; }
};

/// NULL for a column that the model does not give; one of no rows is told from that by `kept`.
template <typename T>
const T* column(const std::vector<T>& values) {
  return values.empty() ? nullptr : values.data();
}

const View& view_of(const slw_results* results, size_t index) {
  const auto& views = required(results, "results").views;
  if (index >= views.size()) fail("there is no result {} of {}", index, views.size());
  return *views[index];
}

template <typename T>
const T& result_of(const View& view, int32_t wanted) {
  if (view.kind != wanted) fail("the result is {}, not {}", kKinds[view.kind], kKinds[wanted]);
  return std::get<T>(view.result);
}

}  // namespace

View::View(Result given) : result(std::move(given)), kind(std::visit(KindOf{}, result)) {
  if (kind != SLW_INSTANCES) return;
  const auto& instances = std::get<Instances>(result);
  keypoint_count = instances.keypoints.empty() ? 0 : instances.keypoints.front().size();
  for (const auto& pose : instances.keypoints)
    for (const auto& [x, y] : pose) keypoints.insert(keypoints.end(), {x, y});
  for (const auto& scores : instances.keypoint_scores)
    keypoint_scores.insert(keypoint_scores.end(), scores.begin(), scores.end());
  for (const auto& visible : instances.keypoints_visible)
    keypoints_visible.insert(keypoints_visible.end(), visible.begin(), visible.end());
  for (const RunLengthMask& mask : instances.masks)
    masks.push_back({mask.size[0], mask.size[1], mask.counts.data(), mask.counts.size()});
}

View::View(sdk::NamedTensor given) : output(std::move(given)), kind(SLW_TENSOR) {}

}  // namespace slipway::bindings

using namespace slipway::bindings;

slw_error* slw_results_count(const slw_results* results, size_t* count) {
  return guarded([&] { required(count, "count") = required(results, "results").views.size(); });
}

slw_error* slw_results_kind(const slw_results* results, size_t index, int32_t* kind) {
  return guarded([&] { required(kind, "kind") = view_of(results, index).kind; });
}

slw_error* slw_results_instances(const slw_results* results, size_t index, slw_instances* out) {
  return guarded([&] {
    const View& view = view_of(results, index);
    const auto& found = result_of<slipway::Instances>(view, SLW_INSTANCES);
    slw_instances value{};
    value.count = found.size();
    value.boxes = found.boxes.empty() ? nullptr : found.boxes.front().data();
    value.scores = column(found.scores);
    value.labels = column(found.labels);
    value.keypoint_count = view.keypoint_count;
    value.keypoints = column(view.keypoints);
    value.keypoint_scores = column(view.keypoint_scores);
    value.masks = column(view.masks);
    value.track_ids = column(found.track_ids);
    value.keypoints_visible = column(view.keypoints_visible);
    write_struct(value, out, "out");
  });
}

slw_error* slw_results_classes(const slw_results* results, size_t index, slw_classes* out) {
  return guarded([&] {
    const auto& classes = result_of<slipway::Classes>(view_of(results, index), SLW_CLASSES);
    slw_classes value{};
    value.count = classes.scores.size();
    value.scores = column(classes.scores);
    value.label_count = classes.labels.size();
    value.labels = column(classes.labels);
    value.exclusive = classes.exclusive() ? 1 : 0;
    value.threshold = classes.threshold.value_or(0);
    write_struct(value, out, "out");
  });
}

slw_error* slw_results_label_map(const slw_results* results, size_t index, slw_label_map* out) {
  return guarded([&] {
    const auto& map = result_of<slipway::LabelMap>(view_of(results, index), SLW_LABEL_MAP);
    slw_label_map value{};
    value.height = map.height;
    value.width = map.width;
    value.labels = column(map.labels);
    write_struct(value, out, "out");
  });
}

slw_error* slw_results_tensor(const slw_results* results, size_t index, slw_tensor* out) {
  return guarded([&] {
    const View& view = view_of(results, index);
    if (view.kind != SLW_TENSOR) slipway::fail("the result is {}, not a tensor", kKinds[view.kind]);
    const slipway::HostTensor& tensor = view.output.tensor;
    slw_tensor value = SLW_TENSOR_INIT;
    value.name = view.output.name.c_str();
    value.dtype = static_cast<int32_t>(tensor.dtype());
    value.rank = tensor.shape().size();
    value.shape = tensor.shape().data();
    value.data = tensor.raw();
    write_struct(value, out, "out");
  });
}

slw_error* slw_results_json(slw_results* results, size_t index, const char** json) {
  return guarded([&] {
    view_of(results, index);
    View& view = *results->views[index];
    if (view.kind == SLW_TENSOR) slipway::fail("a tensor has no JSON: slw_results_tensor() gives its numbers");
    if (view.json.empty()) view.json = slipway::runtime::to_json(view.result).dump();
    required(json, "json") = view.json.c_str();
  });
}

void slw_results_free(slw_results* results) { delete results; }
