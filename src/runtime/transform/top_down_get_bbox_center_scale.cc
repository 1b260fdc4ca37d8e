// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// TopDownGetBboxCenterScale: what part of the image a top-down model looks at, from the box that the sample is.
//   padding: the box is enlarged by this factor about its middle; 1.25 by default
//   image_size: stands in MMDeploy's files; TopDownAffine, which has the same, makes the aspect ratio
// Sets input_center and input_scale, in f32 as mmpose.
#include "base/error.h"
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class TopDownGetBboxCenterScale : public Transform {
 public:
  explicit TopDownGetBboxCenterScale(float padding) : padding_(padding) {}

  bool takes_box() const override { return true; }

  void apply(Sample& sample) const override {
    const auto& box = sample.meta.input_box.box;
    for (size_t axis : {size_t{0}, size_t{1}}) {
      sample.meta.input_scale[axis] = (box[axis + 2] - box[axis]) * padding_;
      sample.meta.input_center[axis] = (box[axis + 2] + box[axis]) * 0.5F;
    }
  }

 private:
  float padding_;
};

std::unique_ptr<Transform> make_top_down_box(Params& params) {
  const double padding = params.number("padding", 1.25);
  if (!(padding > 0)) params.problem("'padding' must be positive");
  params.ignore({"image_size"});
  return std::make_unique<TopDownGetBboxCenterScale>(static_cast<float>(padding));
}

const Registration kTopDownBox(transforms(), "TopDownGetBboxCenterScale", make_top_down_box);

}  // namespace
}  // namespace slipway::runtime
