// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/args.h"
#include "model/layer/conv_module.h"
#include "model/layer/resize.h"

namespace slipway::model {

/// Heads of segmentors: features to the scores of all classes, in the size of a feature map. Keys `conv_seg.*` and
/// those of the type.
class DecodeHead : public Module {
 public:
  /// Which of the features a head takes.
  enum class Inputs { kOne, kConcatenated, kSeveral };

  /// @param inputs how several features are taken where the type says it, not the config
  DecodeHead(Args& args, const BuildContext& context, std::optional<Inputs> inputs = std::nullopt);

  /// @param features of the backbone or neck @param previous scores of the head before in a cascade
  /// @return logits f32[B,C,h,w]
  Tensor operator()(const Tensors& features, const Tensor& previous = {}) const {
    return scoped([&] { return forward(features, previous); });
  }
  int64_t num_classes() const { return num_classes_; }
  bool align_corners() const { return align_corners_; }
  /// For one score that tells two classes apart: the second one is above this, after a sigmoid. None for a score each.
  const std::optional<double>& threshold() const { return threshold_; }
  /// Whether it wants the scores of another head.
  virtual bool follows_another() const { return false; }

 protected:
  virtual Tensor forward(const Tensors& features, const Tensor& previous) const = 0;

  /// Channels of the one input, or of all that are concatenated.
  int64_t in_channels() const { return in_channels_.front(); }
  /// Channels of each of several inputs.
  const std::vector<int64_t>& all_in_channels() const { return in_channels_; }
  int64_t channels() const { return channels_; }
  const BlockStyle& style() const { return style_; }

  /// The one input.
  Tensor input(const Tensors& features) const;
  /// Each of several inputs.
  Tensors inputs(const Tensors& features) const;
  Tensor classify(const Tensor& feature) const { return (*conv_seg_)(feature); }
  Tensor resized_like(const Tensor& x, const Tensor& like) const { return resize_like(x, like, align_corners_); }

 private:
  void read_inputs(Args& args, std::optional<Inputs> inputs);
  const Tensor& at(const Tensors& features, int64_t index) const;

  int64_t num_classes_;
  int64_t channels_;
  bool align_corners_ = false;
  std::optional<double> threshold_;
  BlockStyle style_;
  Inputs kind_ = Inputs::kOne;
  std::vector<int64_t> in_channels_;
  std::vector<int64_t> in_index_;
  const Layer* conv_seg_ = nullptr;
};

}  // namespace slipway::model
