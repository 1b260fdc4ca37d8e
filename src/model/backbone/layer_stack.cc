// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/layer_stack.h"

#include <algorithm>

#include "base/error.h"

namespace slipway::model {

void LayerStack::append(LayerList& list, std::shared_ptr<Layer> layer) {
  list.append(std::move(layer));
  append([&list, index = list.size() - 1](const Tensor& x) { return list.run(index, x); });
}

void LayerStack::read_out_indices(Args& args, std::vector<int64_t> fallback, bool from_end) {
  const config::Value* value = args.entry("out_indices");
  if (value == nullptr || value->is_none())
    out_indices_ = std::move(fallback);
  else if (value->is_int())
    out_indices_ = {value->as_int()};
  else
    out_indices_ = args.integers("out_indices");
  const auto count = static_cast<int64_t>(stages_.size());
  for (int64_t& index : out_indices_) {
    if (from_end && index < 0) index += count;
    if (index < 0 || index >= count)
      args.refuse("out_indices", fmt::format("{} is not one of the {} stages", index, count));
  }
  if (out_indices_.empty()) args.refuse("out_indices", "no output is chosen");
}

Tensors LayerStack::forward(const Tensors& inputs) const {
  Tensor x = stem_ ? stem_(inputs.at(0)) : inputs.at(0);
  Tensors outputs;
  for (size_t i = 0; i < stages_.size(); ++i) {
    x = stages_[i](x);
    if (std::count(out_indices_.begin(), out_indices_.end(), static_cast<int64_t>(i)) > 0) outputs.push_back(x);
  }
  return outputs;
}

void ignore_training(Args& args) {
  args.ignore({"frozen_stages", "norm_eval", "with_cp", "init_cfg", "pretrained", "drop_path_rate"});
}

}  // namespace slipway::model
