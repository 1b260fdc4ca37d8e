// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "model/layer/resize.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// FeatureMapProcessor: chooses feature maps, joins them in the size of the first, and enlarges them. No keys.
class FeatureMapProcessor : public FeatureModule {
 public:
  FeatureMapProcessor(Args& args, const BuildContext&)
      : concat_(args.boolean("concat", false)),
        factor_(args.number("scale_factor", 1.0)),
        relu_(args.boolean("apply_relu", false)),
        align_corners_(args.boolean("align_corners", false)) {
    if (!(factor_ > 0)) args.refuse("scale_factor", "must be positive");
    if (const config::Value* index = args.find("select_index"))
      select_ = index->is_int() ? std::vector<int64_t>{index->as_int()} : args.integers("select_index", {});
  }

 protected:
  Tensors forward(const Tensors& inputs) const override {
    Tensors maps;
    if (select_.empty()) maps = inputs;
    for (int64_t index : select_) {
      const auto count = static_cast<int64_t>(inputs.size());
      if (index < -count || index >= count)
        fail("mmpose.FeatureMapProcessor: select_index has {}, but the backbone gives {} feature maps", index, count);
      maps.push_back(inputs[static_cast<size_t>(index < 0 ? index + count : index)]);
    }
    if (concat_) {
      for (Tensor& map : maps) map = resize_like(map, maps.front(), align_corners_);
      maps = {at::cat(maps, 1)};
    }
    for (Tensor& map : maps) {
      if (relu_) map = at::relu(map);
      if (factor_ != 1) map = resize(map, {scaled_size(map.size(2)), scaled_size(map.size(3))}, align_corners_);
    }
    return maps;
  }

 private:
  /// Where the factor gives no whole size, the original interpolates by the factor and not by the sizes.
  int64_t scaled_size(int64_t size) const {
    const double scaled = static_cast<double>(size) * factor_;
    if (scaled != std::floor(scaled))
      fail("mmpose.FeatureMapProcessor: scale_factor {} of a feature map of {} pixels gives no whole number", factor_,
           size);
    return static_cast<int64_t>(scaled);
  }

  bool concat_;
  double factor_;
  bool relu_, align_corners_;
  std::vector<int64_t> select_;
};

const RegisterModel<FeatureMapProcessor> kFeatureMapProcessor("mmpose.models.necks.fmap_proc_neck.FeatureMapProcessor");

}  // namespace
}  // namespace slipway::model
