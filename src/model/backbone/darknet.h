// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/csp_layer.h"
#include "model/layer/focus.h"

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
  bool depthwise = false;  ///< in the convolutions between stages
  CspKind csp;             ///< of the stages
  std::vector<int64_t> spp_kernels{5, 9, 13};
  bool spp_chained = false;
  BlockStyle style;
  const char* focus = Focus::kMmdet;  ///< whose Focus the stem is; null: three convolutions, as CSPNeXt has
};

/// The stages of architecture P5, before scaling. @param middle_blocks of the second and third: 9 of Darknet, 6 of
/// CSPNeXt
std::vector<DarknetStage> darknet_stages_p5(int64_t middle_blocks);

/// CSP-Darknet and CSPNeXt, as all libraries have them. Keys `stem.conv.*` (CSPNeXt: `stem.I.*`), `stageS.I.*`.
class Darknet : public FeatureModule {
 public:
  Darknet(const BuildContext& context, const DarknetOptions& options);
  int64_t size_step() const override;

 protected:
  Tensors forward(const Tensors& inputs) const override;

 private:
  std::vector<int64_t> out_indices_;
  std::vector<const Layer*> layers_;
};

/// @name Readers of arguments
/// @{
/// `arch`, `arch_ovewrite`, `deepen_factor`, `widen_factor`: stages and channels of the stem, which are truncated as
/// mmdet does; and read_out_indices(). @param middle_blocks as in darknet_stages_p5()
void read_stages(Args& args, int64_t middle_blocks, DarknetOptions& options);
/// Checks `out_indices` against the number of stages; what only training uses is ignored.
std::vector<int64_t> read_out_indices(Args& args, size_t num_stages);
/// @}

}  // namespace slipway::model
