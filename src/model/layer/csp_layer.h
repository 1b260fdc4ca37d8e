// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/conv_module.h"

namespace slipway::model {

/// The residual block of Darknet. Keys `conv1.*`, `conv2.*`.
class DarknetBottleneck : public Layer {
 public:
  DarknetBottleneck(const BuildContext& context, int64_t channels, bool add_identity, bool depthwise,
                    const BlockStyle& style);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  bool add_identity_;
  std::shared_ptr<ConvModule> conv1_;
  std::shared_ptr<Layer> conv2_;
};

struct CspSize {
  int64_t in_channels = 0;
  int64_t out_channels = 0;
  int64_t num_blocks = 1;
  bool add_identity = true;
  bool depthwise = false;
};

/// Cross-stage partial layer of mmdet and mmpose. Keys `main_conv.*`, `short_conv.*`, `final_conv.*`, `blocks.I.*`.
class CspLayer : public Layer {
 public:
  CspLayer(const BuildContext& context, const CspSize& size, const BlockStyle& style);

 protected:
  at::Tensor forward(const at::Tensor& x) const override;

 private:
  std::shared_ptr<ConvModule> main_;
  std::shared_ptr<ConvModule> short_;
  std::shared_ptr<ConvModule> final_;
  std::shared_ptr<Sequence> blocks_;
};

}  // namespace slipway::model
