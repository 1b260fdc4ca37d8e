// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// LinearClsHead: a classifier's output f32[B,C], after softmax, to scores and the best class (the first of equal ones).
//   topk: how many classes MMDeploy's runtime returns, a positive integer; this one returns all
//   num_classes: C, checked against the output where it is given
//   The head's other keys stand in MMDeploy's files as well and are not used: in_channels, loss, cal_acc, init_cfg.
#include <algorithm>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

class LinearClsHead : public Decoder {
 public:
  explicit LinearClsHead(int64_t classes) : classes_(classes) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta&) const override {
    if (outputs.size() != 1 || outputs[0].dtype() != DType::kF32 || outputs[0].shape().size() != 2 ||
        outputs[0].dim(1) < 1)
      fail("LinearClsHead takes one output f32[B,C], got {}", describe_all(outputs));
    const int64_t classes = outputs[0].dim(1);
    if (classes_ > 0 && classes != classes_)
      fail("LinearClsHead is for {} classes, the network gives {}", classes_, classes);
    if (index >= static_cast<size_t>(outputs[0].dim(0))) fail("no image {} in a batch of {}", index, outputs[0].dim(0));
    const float* row = outputs[0].data<float>() + index * static_cast<size_t>(classes);
    ClassResult result;
    result.scores.assign(row, row + classes);
    result.label = std::max_element(row, row + classes) - row;
    return result;
  }

 private:
  int64_t classes_;
};

std::unique_ptr<Decoder> make(Params& params) {
  params.integer("topk", 1, 1);
  const int64_t classes = params.integer("num_classes", 0, 1);
  params.ignore({"in_channels", "loss", "cal_acc", "init_cfg"});
  return std::make_unique<LinearClsHead>(classes);
}

const Registration kRegistered(decoders(), "LinearClsHead", DecoderEntry{"mmcls", make});

}  // namespace
}  // namespace slipway::runtime
