// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <ATen/Functions.h>

#include "codebase/mmpose/heads/topdown_head.h"
#include "model/layer/linear.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// VisPredictHead: a head of top-down models (`pose_cfg`), and beside it how likely each keypoint can be seen. Keys
/// `pose_head.*`, `vis_head.2.*`. Outputs: those of the wrapped head, then visibility f32[B,K].
class VisPredictHead : public Head {
 public:
  static constexpr std::array kHooks{"forward"};

  VisPredictHead(Args& args, const BuildContext& context) {
    args.ignore({"init_cfg", "train_cfg"});
    config::Value pose = args.require("pose_cfg");
    if (const config::Value* test_cfg = args.find("test_cfg")) pose.set_item(std::string_view("test_cfg"), *test_cfg);
    // Whether there is a sigmoid among the layers goes by the loss.
    if (const config::Value* loss = args.find("loss")) use_sigmoid_ = loss->get("use_sigmoid", false);
    pose_head_ =
        &adopt("pose_head", build_as<TopdownHead>(pose, context, "head of top-down models, which pose_cfg is"));
    form_ = std::string(pose_head_->form()) + "_visibility";
    const char* key =
        pose.find("num_joints") != nullptr && !pose.at("num_joints").is_none() ? "num_joints" : "out_channels";
    const int64_t channels = pose.at(key).as_int();
    if (channels != pose_head_->num_keypoints())
      args.refuse("pose_cfg", fmt::format("{} is {}, but it has {} keypoints, each of which has one visibility", key,
                                          channels, pose_head_->num_keypoints()));
    auto& vis_head = add<Sequence>("vis_head");
    vis_head.skip_number();  // pooling
    vis_head.skip_number();  // flattening
    vis_head.append<Linear>(context, pose.at("in_channels").as_int(), channels);
    vis_head_ = &vis_head;
  }

  std::string_view task() const override { return pose_head_->task(); }
  std::string_view form() const override { return form_; }
  std::vector<std::string> warnings() const override { return pose_head_->warnings(); }
  std::vector<std::string> ignorable_keys() const override { return {"loss_module.", "pose_head.loss_module."}; }

  Tensors raw(const Tensors& features) const override {
    return with_visibility(pose_head_->scoped([&] { return pose_head_->raw(features); }), features);
  }
  Tensors deploy(const Tensors& features) const override {
    return hooked("forward", features, [&] { return layer_outputs(features); });
  }
  std::vector<RawOutput> raw_outputs(int64_t batch, int64_t height, int64_t width) const override {
    std::vector<RawOutput> outputs = pose_head_->raw_outputs(batch, height, width);
    outputs.push_back({"visibility", {batch, pose_head_->num_keypoints()}});
    return outputs;
  }

  Tensors merge_flipped(const Tensors& raw, const Tensors& flipped,
                        const std::vector<int64_t>& flip_indices) const override {
    Tensors merged = pose_head_->merge_flipped(places(raw), places(flipped), flip_indices);
    const Tensor order = at::tensor(flip_indices, at::TensorOptions(at::kLong).device(raw.back().device()));
    merged.push_back((raw.back() + at::index_select(flipped.back(), 1, order)) * 0.5);
    return merged;
  }

  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits) const override {
    std::vector<Result> results = pose_head_->results(places(raw), metas, limits);
    const Tensor visible = (use_sigmoid_ ? raw.back() : at::sigmoid(raw.back())).to(at::kFloat).contiguous();
    const auto count = static_cast<size_t>(visible.size(1));
    const std::vector<size_t>& indices = pose_head_->output_indices();
    for (size_t image = 0; image < results.size(); ++image) {
      const float* row = visible.data_ptr<float>() + image * count;
      auto& column = std::get<Instances>(results[image]).keypoints_visible.emplace_back();
      if (indices.empty()) column.assign(row, row + count);
      for (const size_t k : indices) column.push_back(row[k]);
    }
    return results;
  }

 private:
  static Tensors places(const Tensors& raw) { return {raw.begin(), raw.end() - 1}; }

  Tensors with_visibility(Tensors outputs, const Tensors& features) const {
    const Tensor x = (*vis_head_)(at::flatten(at::adaptive_avg_pool2d(features.back(), {1, 1}), 1));
    outputs.push_back(use_sigmoid_ ? at::sigmoid(x) : x);
    return outputs;
  }

  bool use_sigmoid_ = true;
  std::string form_;
  const TopdownHead* pose_head_ = nullptr;
  const Sequence* vis_head_ = nullptr;
};

const RegisterModel<VisPredictHead> kVisPredictHead("mmpose.models.heads.hybrid_heads.vis_head.VisPredictHead");

}  // namespace
}  // namespace slipway::model
