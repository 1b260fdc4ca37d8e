// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/args.h"
#include "model/head/head.h"
#include "model/model.h"

namespace slipway::model {

/// Backbone, neck and head, one after the other: detectors, bottom-up poses, classifiers. Keys `backbone.*`, `neck.*`
/// and those of the head. Which task it is for, and what it gives, the head says. With a program in the place of all
/// layers (BuildContext::program) the keys are the program's, and the head decodes.
class SingleStage : public Network {
 public:
  /// @param head_key the argument that holds the head, and its name in the state dict: "head" or "bbox_head";
  /// `test_cfg` and `train_cfg` are handed on to it, as the libraries do Errors: all that is wrong with all parts, at
  /// once.
  SingleStage(Args& args, const BuildContext& context, std::string head_key);

  const task::Task& task() const override { return task::get(head_->task()); }
  std::string_view form() const override { return head_->form(); }
  Tensors deploy_forward(const Tensor& input) const override;
  Tensors raw(const Tensor& input) const override;
  Tensors raw_flip_tested(const Tensor& input, const std::vector<int64_t>& flip_indices) const override;
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits) const override;
  std::vector<std::string> ignorable_keys() const override;
  int64_t size_step() const override;
  std::vector<RawOutput> program_outputs(const std::vector<int64_t>& input) const override;
  int64_t num_classes() const override { return head_->num_classes(); }

  /// @name Its parts
  /// @{
  const FeatureModule& backbone() const { return *backbone_; }
  const FeatureModule* neck() const { return neck_; }  ///< null where there is none
  const Head& head() const { return *head_; }
  const std::string& head_key() const { return head_key_; }
  /// @}

 protected:
  Tensors extract(const Tensor& input) const;

 private:
  std::string head_key_;
  const FeatureModule* program_ = nullptr;  ///< in the place of the layers; null where it has its own
  const FeatureModule* backbone_ = nullptr;
  const FeatureModule* neck_ = nullptr;
  const Head* head_ = nullptr;
};

}  // namespace slipway::model
