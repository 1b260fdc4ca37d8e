// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/visibility.h"

#include <cmath>

#include "base/error.h"

namespace slipway::runtime {

size_t Visibility::others(const std::vector<HostTensor>& outputs) const {
  return form_ == Form::kNone ? outputs.size() : outputs.size() - 1;
}

void Visibility::check(const std::vector<HostTensor>& outputs, std::string_view who) const {
  if (form_ == Form::kNone) return;
  if (outputs.empty() || outputs.back().dtype() != DType::kF32 || outputs.back().shape().size() != 2 ||
      outputs.back().dim(0) != outputs.front().dim(0))
    fail("{}: the last output must be the visibility f32[B,K] of the keypoints, got {}", who,
         outputs.empty() ? "none" : outputs.back().describe());
}

void Visibility::add(Instances& result, const std::vector<HostTensor>& outputs, size_t index,
                     const std::vector<size_t>& indices) const {
  if (form_ == Form::kNone) return;
  const HostTensor& output = outputs.back();
  const auto count = static_cast<size_t>(output.dim(1));
  const size_t wanted = indices.empty() ? result.keypoints.front().size() : indices.size();
  auto& column = result.keypoints_visible.emplace_back();
  for (size_t i = 0; i < wanted; ++i) {
    const size_t k = indices.empty() ? i : indices[i];
    if (k >= count) fail("the visibility is that of {} keypoints, but there are more", count);
    const float value = output.data<float>()[index * count + k];
    column.push_back(form_ == Form::kLogits ? 1 / (1 + std::exp(-value)) : value);
  }
}

void Visibility::merge_flipped(std::vector<HostTensor>& merged, const std::vector<HostTensor>& outputs,
                               const std::vector<HostTensor>& flipped, const std::vector<size_t>& flip_indices) const {
  if (form_ == Form::kNone) return;
  const auto count = static_cast<size_t>(outputs.back().dim(1));
  if (count != flip_indices.size())
    fail("the network gives the visibility of {} keypoints, but the metainfo of the dataset has {}", count,
         flip_indices.size());
  HostTensor mean(DType::kF32, outputs.back().shape());
  float* to = mean.mutable_data<float>();
  for (size_t box = 0; box < static_cast<size_t>(mean.dim(0)); ++box)
    for (size_t k = 0; k < count; ++k)
      *to++ = (outputs.back().data<float>()[box * count + k] +
               flipped.back().data<float>()[box * count + flip_indices[k]]) *
              0.5F;
  merged.push_back(std::move(mean));
}

Visibility read_visibility(Params& params) {
  const std::string form = params.choice("visibility", "none", {"none", "scores", "logits"});
  if (form == "none") return Visibility();
  return Visibility(form == "logits" ? Visibility::Form::kLogits : Visibility::Form::kScores);
}

}  // namespace slipway::runtime
