// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// One stage of a CSP-Darknet, with its final sizes.
struct DarknetStage {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t num_blocks = 1;
  bool add_identity = true;
  bool spp = false;
};

struct DarknetOptions {
  int64_t stem_channels = 64;
  std::vector<DarknetStage> stages;
  std::vector<int64_t> out_indices{2, 3, 4};
  bool depthwise = false;      ///< in the convolutions between stages
  bool csp_depthwise = false;  ///< in the blocks of the stages
  std::vector<int64_t> spp_kernels{5, 9, 13};
  bool spp_chained = false;
  BlockStyle style;
};

/// The stages that an architecture name stands for, before scaling.
std::vector<DarknetStage> darknet_stages_p5();
std::vector<DarknetStage> darknet_stages_p6();

/// CSP-Darknet, as both libraries have it. Keys `stem.conv.*`, `stageS.I.*`.
class Darknet : public FeatureModule {
 public:
  Darknet(const BuildContext& context, const DarknetOptions& options);
  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs) override;

 private:
  std::vector<int64_t> out_indices_;
  std::vector<std::shared_ptr<Layer>> layers_;
};

/// Checks `out_indices` and `frozen_stages` of `args` against the number of stages.
std::vector<int64_t> read_out_indices(Args& args, size_t num_stages);

}  // namespace slipway::model
