// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/args.h"
#include "model/head/pose_decode.h"

namespace slipway::model {

/// What networks with a backbone, a neck and a PoseHead have in common; they differ in names and in the function that
/// deployment replaces.
class PoseNetwork : public Network {
 public:
  /// @param head_name the key of the head: "head" or "bbox_head"
  PoseNetwork(std::string head_name, std::shared_ptr<FeatureModule> backbone, std::shared_ptr<FeatureModule> neck,
              std::shared_ptr<PoseHead> head);

  std::string task() const override { return "PoseDetection"; }
  std::vector<Result> predict(const at::Tensor& input, const std::vector<ImageMeta>& metas) override;
  std::vector<std::pair<std::string, at::Tensor>> stages(const at::Tensor& input) override;

  const PoseHead& head() const { return *head_; }

 protected:
  std::vector<at::Tensor> extract(const at::Tensor& input) const;

  std::string head_name_;
  std::shared_ptr<FeatureModule> backbone_;
  std::shared_ptr<FeatureModule> neck_;
  std::shared_ptr<PoseHead> head_;
};

/// The parts of such a network, built from its config; all errors of all parts at once.
struct PoseParts {
  std::shared_ptr<FeatureModule> backbone;
  std::shared_ptr<FeatureModule> neck;
  std::shared_ptr<PoseHead> head;
};
/// @param head_key the argument that holds the head; `test_cfg` is handed on to it, as the libraries do
PoseParts build_pose_parts(Args& args, const BuildContext& context, const std::string& head_key);

}  // namespace slipway::model
