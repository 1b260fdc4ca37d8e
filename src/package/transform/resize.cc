// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Transforms that resize to a size, or to the length of an edge. In pipeline.json `size` is [w,h]; [s,-1] means a short edge of s.
#include <algorithm>

#include "package/transform.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

void check_interpolation(const config::Value& transform) {
  expect_option(transform, "backend", {"cv2"});
  expect_option(transform, "interpolation", {"nearest", "bilinear", "bicubic", "area", "lanczos"});
}

std::vector<nlohmann::ordered_json> resize(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"scale", "keep_ratio", "backend", "interpolation"},
                       {"clip_object_border", "scale_factor"});
  check_interpolation(transform);
  expect_option(transform, "scale_factor", {config::Value()});
  std::array<int64_t, 2> size = read_size(transform, "scale");
  if (context.input_shape && *context.input_shape != size) {
    context.notes.push_back(fmt::format("input_shape [{}, {}] of the deploy config replaces {}'s scale ({}, {})",
                                        (*context.input_shape)[0], (*context.input_shape)[1], name_transform(transform), size[0],
                                        size[1]));
    size = *context.input_shape;
  }
  return {{{"type", "Resize"},
           {"size", {size[0], size[1]}},
           {"keep_ratio", transform.get("keep_ratio", false)},
           {"interpolation", transform.get("interpolation", "bilinear")}}};
}

std::vector<nlohmann::ordered_json> resize_edge(const config::Value& transform, TransformContext& context) {
  check_transform_keys(transform, {"scale", "edge", "backend", "interpolation"});
  check_interpolation(transform);
  // pipeline.json has no other edge, and no config of these libraries uses one.
  if (transform.get("edge", "short") != "short") expect_option(transform, "edge", {"short"});
  int64_t scale = read_size(transform, "scale")[0];
  if (context.input_shape) {
    const int64_t needed = std::max((*context.input_shape)[0], (*context.input_shape)[1]);
    if (scale < needed) {
      context.notes.push_back(fmt::format("{} grows its short edge from {} to {}, so that input_shape [{}, {}] can be cut out",
                                          name_transform(transform), scale, needed, (*context.input_shape)[0],
                                          (*context.input_shape)[1]));
      scale = needed;
    }
  }
  return {{{"type", "Resize"},
           {"keep_ratio", true},
           {"size", {scale, -1}},
           {"interpolation", transform.get("interpolation", "bilinear")}}};
}

const RegisterTransform kResize({"mmdet.Resize", "mmcv.Resize", "mmpretrain.Resize"}, resize);
const RegisterTransform kResizeEdge({"mmpretrain.ResizeEdge"}, resize_edge);

}  // namespace
}  // namespace slipway::package
