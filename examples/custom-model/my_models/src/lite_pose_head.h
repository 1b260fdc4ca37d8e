#pragma once

#include "slipway/extend/model.h"

namespace my_models {

using namespace slipway::extend;

/// The layers. Keys `{score,box,pose}_towers.L.I.{conv,bn}.*`, `{score,box,pose}_outputs.L.*`.
class LiteHeadModule : public Module {
 public:
  LiteHeadModule(Args& args, const BuildContext& context, size_t levels, int64_t num_keypoints);
  /// As the Python forward() returns them: score, objectness, box, offsets and visibility, all levels of each.
  Tensors forward(const Tensors& features) const;

 private:
  int64_t num_keypoints_;
  LayerList &score_towers_, &box_towers_, &pose_towers_, &score_outputs_, &box_outputs_, &pose_outputs_;
};

/// PoseHead knows what the outputs of such heads mean (decode()); here is what this one does by itself. Keys `head_module.*`.
class LitePoseHead : public PoseHead {
 public:
  static constexpr std::array kHooks{"predict"};  // what deployment may replace

  LitePoseHead(Args& args, const BuildContext& context);
  Tensors raw(const Tensors& features) const override;
  Tensors deploy(const Tensors& features) const override { return predict(raw(features)); }
  Tensors predict(const Tensors& raw) const {
    return hooked("predict", raw, [&] { return raw; });
  }
  /// PyTorch's own post-processing, which the deployed model is compared with.
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas, const Limits& limits) const override;

 private:
  Instances result(const PoseReference& reference, int64_t image, const ImageMeta& meta, const Limits& limits) const;
  const LiteHeadModule* module_ = nullptr;
};

}  // namespace my_models
