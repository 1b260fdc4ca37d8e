// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// @Name@: outputs of a classifier, f32[B,C] in [0,1], to classes.
//   threshold: 0.5 by default; classes that score less are none
#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

class @Name@ : public Decoder {
 public:
  explicit @Name@(double threshold) : threshold_(static_cast<float>(threshold)) {}

  /// @param index of the image in the batch
  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta&) const override {
    if (outputs.size() != 1 || outputs[0].dtype() != DType::kF32 || outputs[0].shape().size() != 2)
      fail("@Name@ takes one output f32[B,C], got {}", describe_all(outputs));
    const auto count = static_cast<size_t>(outputs[0].dim(1));
    const float* first = outputs[0].data<float>() + index * count;
    Classes classes;
    classes.scores.assign(first, first + count);
    classes.threshold = threshold_;
    for (size_t i = 0; i < count; ++i)
      if (first[i] >= threshold_) classes.labels.push_back(static_cast<int64_t>(i));
    return classes;
  }

 private:
  float threshold_;
};

std::unique_ptr<Decoder> make_@name@(Params& params) {
  return std::make_unique<@Name@>(params.number("threshold", 0.5));
}

const Registration k@Name@(decoders(), "@Name@", DecoderEntry{"mmcls", make_@name@});

}  // namespace
}  // namespace slipway::runtime
