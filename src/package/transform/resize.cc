// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that resize to a size, or to the length of an edge. In pipeline.json `size` is [w,h]; [s,-1] means a short
// edge of s.
#include <algorithm>

#include "package/transform.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

/// Whose resize it is and how it interpolates. MMDeploy's own runtime knows no `backend` and resizes with OpenCV.
void add_interpolation(const config::Value& transform, nlohmann::ordered_json& resize) {
  expect_option(transform, "backend", {"cv2", "pillow"});
  const bool pillow = transform.get("backend", "cv2") == "pillow";
  if (pillow)
    expect_option(transform, "interpolation", {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"});
  else
    expect_option(transform, "interpolation", {"nearest", "bilinear", "bicubic", "area", "lanczos"});
  resize["interpolation"] = transform.get("interpolation", "bilinear");
  if (pillow) resize["backend"] = "pillow";
}

std::vector<nlohmann::ordered_json> resize(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"scale", "keep_ratio", "backend", "interpolation"},
                       {"clip_object_border", "scale_factor"});
  expect_option(transform, "scale_factor", {config::Value()});
  std::array<int64_t, 2> size = read_size(transform, "scale");
  if (context.input_shape && *context.input_shape != size) {
    context.notes.push_back(fmt::format("input_shape [{}, {}] of the deploy config replaces {}'s scale ({}, {})",
                                        (*context.input_shape)[0], (*context.input_shape)[1], name_transform(transform),
                                        size[0], size[1]));
    size = *context.input_shape;
  }
  nlohmann::ordered_json result{
      {"type", "Resize"}, {"size", {size[0], size[1]}}, {"keep_ratio", transform.get("keep_ratio", false)}};
  add_interpolation(transform, result);
  return {result};
}

std::vector<nlohmann::ordered_json> resize_edge(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"scale", "edge", "backend", "interpolation"});
  // pipeline.json has no other edge, and no config of these libraries uses one.
  if (transform.get("edge", "short") != "short") expect_option(transform, "edge", {"short"});
  int64_t scale = read_size(transform, "scale")[0];
  if (context.input_shape) {
    const int64_t needed = std::max((*context.input_shape)[0], (*context.input_shape)[1]);
    if (scale < needed) {
      context.notes.push_back(
          fmt::format("{} grows its short edge from {} to {}, so that input_shape [{}, {}] can be cut out",
                      name_transform(transform), scale, needed, (*context.input_shape)[0], (*context.input_shape)[1]));
      scale = needed;
    }
  }
  nlohmann::ordered_json result{{"type", "Resize"}, {"keep_ratio", true}, {"size", {scale, -1}}};
  add_interpolation(transform, result);
  return {result};
}

const RegisterTransform kResize({"mmdet.Resize", "mmcv.Resize", "mmpretrain.Resize"}, resize);
const RegisterTransform kResizeEdge({"mmpretrain.ResizeEdge"}, resize_edge);

}  // namespace
}  // namespace slipway::package
