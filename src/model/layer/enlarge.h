// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/layer/resize.h"

namespace slipway::model {

/// Bilinear, by a factor: int(size · factor) along each axis. No keys.
class Enlarge : public Layer {
 public:
  Enlarge(double factor, bool align_corners) : factor_(factor), align_corners_(align_corners) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    const auto grown = [&](int64_t size) { return static_cast<int64_t>(static_cast<double>(size) * factor_); };
    return resize(x, {grown(x.size(2)), grown(x.size(3))}, align_corners_);
  }

 private:
  double factor_;
  bool align_corners_;
};

/// nn.Upsample(mode='nearest') by a whole factor. No keys.
class NearestEnlarge : public Layer {
 public:
  explicit NearestEnlarge(int64_t factor) : factor_(factor) {}

 protected:
  Tensor forward(const Tensor& x) const override {
    return at::upsample_nearest2d(x, {x.size(2) * factor_, x.size(3) * factor_});
  }

 private:
  int64_t factor_;
};

}  // namespace slipway::model
