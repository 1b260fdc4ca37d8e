// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// MultiLabelLinearClsHead: a classifier's output f32[B,C], after sigmoid, to scores and the positive classes.
//   positive: "thr" (default), those that score at least `thr`, ascending; or "topk", the `topk` best ones, best first,
//     the lower index first where scores are equal
//   thr: 0.5 by default
//   topk: a positive integer of at most C; MMDeploy's files have one that means nothing, hence `positive`
//   num_classes: C, checked against the output where it is given
//   The head's other keys stand in MMDeploy's files as well and are not used: in_channels, loss, init_cfg.
#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

class MultiLabelLinearClsHead : public Decoder {
 public:
  /// @param topk 0 where the threshold decides
  MultiLabelLinearClsHead(int64_t classes, float threshold, int64_t topk)
      : classes_(classes), threshold_(threshold), topk_(topk) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta&) const override {
    if (outputs.size() != 1 || outputs[0].dtype() != DType::kF32 || outputs[0].shape().size() != 2 ||
        outputs[0].dim(1) < 1)
      fail("MultiLabelLinearClsHead takes one output f32[B,C], got {}", describe_all(outputs));
    const int64_t classes = outputs[0].dim(1);
    if (classes_ > 0 && classes != classes_)
      fail("MultiLabelLinearClsHead is for {} classes, the network gives {}", classes_, classes);
    if (topk_ > classes) fail("MultiLabelLinearClsHead wants the {} best of {} classes", topk_, classes);
    if (index >= static_cast<size_t>(outputs[0].dim(0))) fail("no image {} in a batch of {}", index, outputs[0].dim(0));
    const float* row = outputs[0].data<float>() + index * static_cast<size_t>(classes);
    MultiLabelResult result;
    result.scores.assign(row, row + classes);
    if (topk_ > 0)
      take_best(result);
    else
      take_above_threshold(result);
    return result;
  }

 private:
  void take_best(MultiLabelResult& result) const {
    std::vector<int64_t> order(result.scores.size());
    std::iota(order.begin(), order.end(), int64_t{0});
    const auto score = [&](int64_t label) { return result.scores[static_cast<size_t>(label)]; };
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return score(a) > score(b); });
    order.resize(static_cast<size_t>(topk_));
    result.threshold = score(order.back());
    result.labels = std::move(order);
  }

  void take_above_threshold(MultiLabelResult& result) const {
    result.threshold = threshold_;
    for (size_t i = 0; i < result.scores.size(); ++i)
      if (result.scores[i] >= threshold_) result.labels.push_back(static_cast<int64_t>(i));
  }

  int64_t classes_;
  float threshold_;
  int64_t topk_;
};

std::unique_ptr<Decoder> make(Params& params) {
  const bool best = params.choice("positive", "thr", {"thr", "topk"}) == "topk";
  const auto threshold = static_cast<float>(params.number("thr", 0.5));
  const int64_t topk = params.integer("topk", 0, 1);
  if (best && topk == 0) params.problem("'positive': 'topk' needs 'topk'");
  const int64_t classes = params.integer("num_classes", 0, 1);
  params.ignore({"in_channels", "loss", "init_cfg"});
  return std::make_unique<MultiLabelLinearClsHead>(classes, threshold, best ? topk : 0);
}

const Registration kRegistered(decoders(), "MultiLabelLinearClsHead", DecoderEntry{"mmcls", make});

}  // namespace
}  // namespace slipway::runtime
