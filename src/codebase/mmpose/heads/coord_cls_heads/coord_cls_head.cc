// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/heads/coord_cls_heads/coord_cls_head.h"

#include "base/error.h"
#include "model/numbers.h"

namespace slipway::model {
namespace {

/// A pair w,h of positive integers.
std::array<int64_t, 2> read_pair(Args& args, const char* key) {
  const std::vector<int64_t> values = args.integers(key);
  if (values.size() == 2 && values[0] > 0 && values[1] > 0) return {values[0], values[1]};
  args.refuse(key, "must be (width, height), both positive");
  return {1, 1};
}

}  // namespace

CoordClsHead::CoordClsHead(Args& args, const BuildContext& context)
    : in_channels_(args.integer("in_channels")),
      out_channels_(args.integer("out_channels")),
      kernel_(args.integer("final_layer_kernel_size", 1)) {
  input_size_ = read_pair(args, "input_size");
  map_size_ = read_pair(args, "in_featuremap_size");
  area_ = map_size_[0] * map_size_[1];
  const double ratio = args.number("simcc_split_ratio", 2.0);
  width_bins_ = scaled(input_size_[0], ratio);
  height_bins_ = scaled(input_size_[1], ratio);
  if (out_channels_ < 1) args.refuse("out_channels", "must be positive");
  read_topdown(args, context, out_channels_);
}

Tensors CoordClsHead::merge_flipped(const Tensors& raw, const Tensors& flipped,
                                    const std::vector<int64_t>& flip_indices) const {
  if (static_cast<int64_t>(flip_indices.size()) != out_channels_)
    fail("the network gives {} keypoints, but the metainfo of the dataset has {}", out_channels_, flip_indices.size());
  const Tensor order = at::tensor(flip_indices, at::TensorOptions(at::kLong).device(raw.front().device()));
  const Tensor x = at::flip(at::index_select(flipped.at(0), 1, order), {-1});
  return {(raw.at(0) + x) * 0.5, (raw.at(1) + at::index_select(flipped.at(1), 1, order)) * 0.5};
}

Tensor CoordClsHead::flatten(const Tensor& feature, int64_t factor) const {
  if (feature.size(3) != factor * map_size_[0] || feature.size(2) != factor * map_size_[1])
    fail(
        "{} takes inputs of {}x{} px (input_size) only, with feature maps of {}x{} (in_featuremap_size); here it gets "
        "one "
        "of {}x{}: height and width cannot be dynamic, nor another input_shape be given",
        dotted_name().substr(dotted_name().rfind('.') + 1), input_size_[0], input_size_[1], factor * map_size_[0],
        factor * map_size_[1], feature.size(3), feature.size(2));
  return at::flatten(feature, 2);
}

}  // namespace slipway::model
