// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "codebase/mmseg/decode_heads/decode_head.h"
#include "model/model.h"
#include "package/slide.h"

namespace slipway::model {

/// EncoderDecoder and, where `decode_head` is a list of heads one after the other, CascadeEncoderDecoder. Keys
/// `backbone.*`, `neck.*`, `decode_head.*` (`decode_head.I.*`).
class EncoderDecoder : public Network {
 public:
  static constexpr std::array kHooks{"predict"};

  EncoderDecoder(Args& args, const BuildContext& context, bool cascade);

  const task::Task& task() const override { return task::get("Segmentation"); }
  Tensors deploy_forward(const Tensor& input) const override;
  /// Logits f32[B,C,H,W] in the size of the input.
  Tensors raw(const Tensor& input) const override { return {slide_ ? slide(input) : encode_decode(input)}; }
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits& limits) const override;
  std::vector<std::string> ignorable_keys() const override;
  int64_t size_step() const override;
  std::vector<RawOutput> program_outputs(const std::vector<int64_t>& input) const override {
    return {{"logits", {input.at(0), scores_of(head()), -1, -1}}};
  }
  int64_t num_classes() const override { return head().num_classes(); }

  /// Logits f32[B,C,H,W] to classes i64[B,1,H,W].
  Tensor choose(const Tensor& logits) const;
  /// Whether it is used in windows, whose scores are averaged.
  bool slides() const { return slide_.has_value(); }
  const FeatureModule& backbone() const { return *backbone_; }
  /// The last head.
  const DecodeHead& head() const { return *heads_.back(); }

 private:
  void read_test_cfg(Args& args);
  void add_heads(Args& args, const BuildContext& context, bool cascade);
  Tensor encode_decode(const Tensor& input) const;
  Tensor slide(const Tensor& input) const;
  Tensor decode(const Tensors& features) const;
  LabelMap label_map(const Tensor& logits, const ImageMeta& meta, const task::Limits& limits) const;

  /// One score tells two classes apart, or each has its own.
  static int64_t scores_of(const DecodeHead& head) { return head.threshold() ? 1 : head.num_classes(); }

  const FeatureModule* program_ = nullptr;  // in the place of the layers: logits
  const FeatureModule* backbone_ = nullptr;
  const FeatureModule* neck_ = nullptr;
  const Module* cascade_ = nullptr;  // of several heads
  std::vector<const DecodeHead*> heads_;
  std::optional<package::SlideSettings> slide_;
};

}  // namespace slipway::model
