// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// @Name@: makes images darker.
//   factor: what each value is multiplied by, above 0
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class @Name@ : public Transform {
 public:
  explicit @Name@(double factor) : factor_(factor) {}

  void apply(Sample& sample) const override {
    cv::Mat darker;  // the image's memory is not ours to write
    sample.image.convertTo(darker, -1, factor_);
    sample.image = darker;
  }

 private:
  double factor_;
};

std::unique_ptr<Transform> make_@name@(Params& params) {
  return std::make_unique<@Name@>(params.number("factor", 1.0));
}

const Registration k@Name@(transforms(), "@Name@", make_@name@);

}  // namespace
}  // namespace slipway::runtime
