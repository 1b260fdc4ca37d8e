// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/tensor.h"
#include "runtime/params.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// How likely each keypoint can be seen, where the network says so in an output of its own: the last one, f32[B,K].
class Visibility {
 public:
  enum class Form { kNone, kScores, kLogits };
  explicit Visibility(Form form = Form::kNone) : form_(form) {}

  /// How many outputs there are besides.
  size_t others(const std::vector<HostTensor>& outputs) const;
  /// Errors: slipway::Error for a last output of another dtype or shape. @param who the component, for messages
  void check(const std::vector<HostTensor>& outputs, std::string_view who) const;
  /// The column of the one instance of `result`. @param indices the keypoints that it has; empty for all
  /// Errors: slipway::Error where the output is of another number of keypoints.
  void add(Instances& result, const std::vector<HostTensor>& outputs, size_t index,
           const std::vector<size_t>& indices) const;
  /// Adds the mean of both sides to `merged`, those of mirror images turned back.
  void merge_flipped(std::vector<HostTensor>& merged, const std::vector<HostTensor>& outputs,
                     const std::vector<HostTensor>& flipped, const std::vector<size_t>& flip_indices) const;

 private:
  Form form_;
};

/// `visibility`: "scores" in [0,1], "logits" of them, or nothing: there is no such output.
Visibility read_visibility(Params& params);

}  // namespace slipway::runtime
