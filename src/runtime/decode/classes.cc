// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A classifier's output f32[B,C], scores in [0,1], to scores and the positive classes. One component for each way in
// which MMDeploy's files name it: LinearClsHead: classes exclude each other; the best one is positive, the first of
// equal ones.
//   topk: how many classes MMDeploy's runtime returns, a positive integer; this one returns all
// MultiLabelLinearClsHead: any number of classes is positive.
//   positive: "thr" (default), those that score at least `thr`, ascending; or "topk", the `topk` best ones, best first,
//     the lower index first where scores are equal
//   thr: 0.5 by default
//   topk: a positive integer of at most C; MMDeploy's files have one that means nothing, hence `positive`
// num_classes: C, checked against the output where it is given.
// The head's other keys stand in MMDeploy's files as well and are not used: in_channels, loss, cal_acc, init_cfg, and
// what makes the layers of a StackedLinearClsHead.
#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

constexpr const char* kExclusive = "LinearClsHead";
constexpr const char* kIndependent = "MultiLabelLinearClsHead";

struct ClassesSettings {
  const char* component = kExclusive;
  int64_t classes = 0;  // 0: not known
  std::optional<float> threshold;
  int64_t topk = 0;  // of independent classes, where no threshold decides
};

class ClassesDecoder : public Decoder {
 public:
  explicit ClassesDecoder(const ClassesSettings& settings) : settings_(settings) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta&) const override {
    const char* component = settings_.component;
    if (outputs.size() != 1 || outputs[0].dtype() != DType::kF32 || outputs[0].shape().size() != 2 ||
        outputs[0].dim(1) < 1)
      fail("{} takes one output f32[B,C], got {}", component, describe_all(outputs));
    const int64_t classes = outputs[0].dim(1);
    if (settings_.classes > 0 && classes != settings_.classes)
      fail("{} is for {} classes, the network gives {}", component, settings_.classes, classes);
    if (settings_.topk > classes) fail("{} wants the {} best of {} classes", component, settings_.topk, classes);
    if (index >= static_cast<size_t>(outputs[0].dim(0))) fail("no image {} in a batch of {}", index, outputs[0].dim(0));
    const float* row = outputs[0].data<float>() + index * static_cast<size_t>(classes);
    Classes result;
    result.scores.assign(row, row + classes);
    if (settings_.topk > 0)
      take_best(result);
    else if (settings_.threshold)
      take_above_threshold(result);
    else
      result.labels = {std::max_element(row, row + classes) - row};
    return result;
  }

 private:
  void take_best(Classes& result) const {
    std::vector<int64_t> order(result.scores.size());
    std::iota(order.begin(), order.end(), int64_t{0});
    const auto score = [&](int64_t label) { return result.scores[static_cast<size_t>(label)]; };
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return score(a) > score(b); });
    order.resize(static_cast<size_t>(settings_.topk));
    result.threshold = score(order.back());
    result.labels = std::move(order);
  }

  void take_above_threshold(Classes& result) const {
    result.threshold = settings_.threshold;
    for (size_t i = 0; i < result.scores.size(); ++i)
      if (result.scores[i] >= *settings_.threshold) result.labels.push_back(static_cast<int64_t>(i));
  }

  ClassesSettings settings_;
};

std::unique_ptr<Decoder> make_exclusive(Params& params) {
  ClassesSettings settings;
  params.integer("topk", 1, 1);
  settings.classes = params.integer("num_classes", 0, 1);
  params.ignore({"in_channels", "loss", "cal_acc", "init_cfg", "mid_channels", "dropout_rate", "norm_cfg", "act_cfg"});
  return std::make_unique<ClassesDecoder>(settings);
}

std::unique_ptr<Decoder> make_independent(Params& params) {
  ClassesSettings settings;
  settings.component = kIndependent;
  const bool best = params.choice("positive", "thr", {"thr", "topk"}) == "topk";
  settings.threshold = static_cast<float>(params.number("thr", 0.5));
  const int64_t topk = params.integer("topk", 0, 1);
  if (best && topk == 0) params.problem("'positive': 'topk' needs 'topk'");
  settings.classes = params.integer("num_classes", 0, 1);
  params.ignore({"in_channels", "loss", "init_cfg"});
  if (best) settings.topk = topk;
  return std::make_unique<ClassesDecoder>(settings);
}

const Registration kLinear(decoders(), kExclusive, DecoderEntry{"mmcls", make_exclusive});
const Registration kMultiLabel(decoders(), kIndependent, DecoderEntry{"mmcls", make_independent});

}  // namespace
}  // namespace slipway::runtime
