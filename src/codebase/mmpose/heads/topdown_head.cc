// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmpose/heads/topdown_head.h"

#include <ATen/Functions.h>

#include "base/error.h"

namespace slipway::model {

void TopdownHead::read_topdown(Args& args, const BuildContext& context, int64_t channels) {
  args.ignore({"loss", "init_cfg", "train_cfg"});
  codec_ = args.attempt([&] { return make_codec(args.require("decoder"), context.scope); });
  if (codec_ && !codec_->note().empty())
    warnings_.push_back(fmt::format("{}: {}", place(args.require("decoder")), codec_->note()));
  const int64_t each = codec_ ? codec_->channels_per_keypoint() : 1;
  if (channels % each != 0)
    args.refuse("out_channels",
                fmt::format("must be a multiple of {}, as many as this decoder takes for a keypoint", each));
  num_keypoints_ = channels / each;
  const config::Value* test_cfg = args.find("test_cfg");
  if (test_cfg == nullptr) return;
  args.attempt([&] {
    Args own(*test_cfg, "test_cfg of " + args.owner());
    if (own.boolean("flip_test", false))
      warnings_.push_back(fmt::format(
          "{}: flip_test is left out on both sides: a deployed model looks at each box once, and so does PyTorch here",
          place(*test_cfg->find("flip_test"))));
    own.refuse_if_set("multiscale_test", "it is not supported");
    flip_test_.mode = own.string("flip_mode", flip_test_.mode);
    flip_test_.shift = own.boolean("shift_heatmap", flip_test_.shift);
    own.ignore({"shift_coords", "output_heatmaps"});
    if (const config::Value* indices = own.find("output_keypoint_indices"))
      for (int64_t index : indices->as_ints()) {
        if (index < 0 || index >= num_keypoints_)
          own.refuse("output_keypoint_indices",
                     fmt::format("has {}, but there are {} keypoints", index, num_keypoints_));
        output_indices_.push_back(static_cast<size_t>(index));
      }
    own.finish();
    return true;
  });
}

std::vector<Result> TopdownHead::results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                         const task::Limits&) const {
  std::vector<Result> results;
  for (size_t image = 0; image < metas.size(); ++image) {
    const ImageMeta& meta = metas[image];
    if (meta.input_size[0] <= 0 || meta.input_size[1] <= 0)
      fail("the test pipeline gives no box of an input, which top-down models need; it should have a TopdownAffine");
    Tensors outputs;
    for (const Tensor& output : raw) outputs.push_back(at::select(output, 0, static_cast<int64_t>(image)));
    const DecodedPoints points = codec_->decode(outputs);
    Instances instance;
    instance.boxes = {meta.input_box.box};
    instance.scores = {meta.input_box.score};
    auto& keypoints = instance.keypoints.emplace_back();
    auto& scores = instance.keypoint_scores.emplace_back();
    for (size_t i = 0; i < (output_indices_.empty() ? points.places.size() : output_indices_.size()); ++i) {
      const size_t k = output_indices_.empty() ? i : output_indices_[i];
      std::array<float, 2> place{};
      // In f64, as NumPy computes what f32 and Python's integers make together.
      for (size_t axis : {size_t{0}, size_t{1}})
        place[axis] = static_cast<float>(points.places[k][axis] / static_cast<double>(meta.input_size[axis]) *
                                             meta.input_scale[axis] +
                                         meta.input_center[axis] - 0.5 * meta.input_scale[axis]);
      keypoints.push_back(place);
      scores.push_back(points.scores[k]);
    }
    results.emplace_back(std::move(instance));
  }
  return results;
}

}  // namespace slipway::model
