// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// ResizeMask: i64[B,1,H,W] (or i32), the class of each pixel, enlarged to the image by the nearest pixel; or scores
// f32[B,C,H,W], enlarged bilinearly and chosen among then, as PyTorch does. What pads the image is left out.
//   align_corners: how scores are enlarged
//   threshold: of one score for two classes (C=1): the second class where its sigmoid is above; 0.3 by default
//   num_classes: what C is to be, where it is not 1
//   with_argmax and what else MMDeploy writes of the head says nothing that the outputs do not.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "runtime/decode/decoder.h"

namespace slipway::runtime {
namespace {

struct MaskSettings {
  bool align_corners = false;
  float threshold = 0.3F;
  int64_t num_classes = 0;
};

/// Where along an axis PyTorch's bilinear interpolation reads: two places and the weight of the second.
struct Tap {
  size_t first, second;
  float weight;
};

std::vector<Tap> taps(size_t from, size_t to, bool align_corners) {
  std::vector<Tap> result(to);
  const auto scale = align_corners ? (to > 1 ? static_cast<float>(from - 1) / static_cast<float>(to - 1) : 0.0F)
                                   : static_cast<float>(from) / static_cast<float>(to);
  for (size_t i = 0; i < to; ++i) {
    const float place =
        align_corners ? scale * static_cast<float>(i) : std::max(0.0F, scale * (static_cast<float>(i) + 0.5F) - 0.5F);
    const size_t first = std::min(static_cast<size_t>(place), from - 1);
    result[i] = {first, std::min(first + 1, from - 1), std::clamp(place - static_cast<float>(first), 0.0F, 1.0F)};
  }
  return result;
}

class ResizeMask : public Decoder {
 public:
  explicit ResizeMask(const MaskSettings& settings) : settings_(settings) {}

  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const override {
    const bool labels = outputs.size() == 1 && outputs[0].shape().size() == 4 && outputs[0].dim(1) == 1 &&
                        (outputs[0].dtype() == DType::kI64 || outputs[0].dtype() == DType::kI32);
    const bool scores = outputs.size() == 1 && outputs[0].shape().size() == 4 && outputs[0].dtype() == DType::kF32;
    if (!labels && !scores)
      fail("ResizeMask takes one output i64[B,1,H,W] or f32[B,C,H,W], got {}", describe_all(outputs));
    const HostTensor& output = outputs[0];
    if (index >= static_cast<size_t>(output.dim(0))) fail("no image {} in a batch of {}", index, output.dim(0));
    if (meta.img_shape[0] < 1 || meta.img_shape[1] < 1 || meta.img_shape[0] > output.dim(2) ||
        meta.img_shape[1] > output.dim(3))
      fail("ResizeMask gets maps of {}x{} px for an image of {}x{} px in the network's input", output.dim(3),
           output.dim(2), meta.img_shape[1], meta.img_shape[0]);
    LabelMap map{meta.ori_shape[0], meta.ori_shape[1], {}};
    map.labels.resize(static_cast<size_t>(map.height * map.width));
    if (scores)
      choose(output, index, meta, map);
    else if (output.dtype() == DType::kI64)
      enlarge(output.data<int64_t>(), output, index, meta, map);
    else
      enlarge(output.data<int32_t>(), output, index, meta, map);
    return map;
  }

 private:
  /// The pixel that contains the place, floor(place · from / to).
  template <typename T>
  static void enlarge(const T* data, const HostTensor& output, size_t index, const ImageMeta& meta, LabelMap& map) {
    const auto stride = static_cast<size_t>(output.dim(3));
    const T* image = data + index * static_cast<size_t>(output.dim(2)) * stride;
    for (int64_t y = 0; y < map.height; ++y) {
      const T* row = image + static_cast<size_t>(y * meta.img_shape[0] / map.height) * stride;
      int32_t* to = map.labels.data() + y * map.width;
      for (int64_t x = 0; x < map.width; ++x) to[x] = static_cast<int32_t>(row[x * meta.img_shape[1] / map.width]);
    }
  }

  /// Row by row, so that scores in the size of the image never exist.
  void choose(const HostTensor& output, size_t index, const ImageMeta& meta, LabelMap& map) const {
    const auto classes = static_cast<size_t>(output.dim(1));
    if (settings_.num_classes > 0 && classes != 1 && static_cast<int64_t>(classes) != settings_.num_classes)
      fail("ResizeMask is for {} classes, the network gives {}", settings_.num_classes, classes);
    const auto stride = static_cast<size_t>(output.dim(3)), plane = static_cast<size_t>(output.dim(2)) * stride;
    const float* image = output.data<float>() + index * classes * plane;
    const auto width = static_cast<size_t>(map.width);
    const std::vector<Tap> down =
        taps(static_cast<size_t>(meta.img_shape[0]), static_cast<size_t>(map.height), settings_.align_corners);
    const std::vector<Tap> across = taps(static_cast<size_t>(meta.img_shape[1]), width, settings_.align_corners);
    std::vector<float> best(width), score(width);
    for (size_t y = 0; y < down.size(); ++y) {
      int32_t* labels = map.labels.data() + y * width;
      for (size_t c = 0; c < classes; ++c) {
        const float* upper = image + c * plane + down[y].first * stride;
        const float* lower = image + c * plane + down[y].second * stride;
        const float low = down[y].weight, high = 1 - low;
        for (size_t x = 0; x < width; ++x) {
          const Tap& tap = across[x];
          const float right = tap.weight, left = 1 - right;
          score[x] = high * (left * upper[tap.first] + right * upper[tap.second]) +
                     low * (left * lower[tap.first] + right * lower[tap.second]);
        }
        for (size_t x = 0; x < width; ++x)
          if (c == 0 || score[x] > best[x]) {
            best[x] = score[x];
            labels[x] = static_cast<int32_t>(c);
          }
      }
      if (classes == 1)
        for (size_t x = 0; x < width; ++x) labels[x] = 1 / (1 + std::exp(-best[x])) > settings_.threshold ? 1 : 0;
    }
  }

  MaskSettings settings_;
};

std::unique_ptr<Decoder> make_resize_mask(Params& params) {
  MaskSettings settings;
  settings.align_corners = params.boolean("align_corners", false);
  settings.threshold = static_cast<float>(params.number("threshold", 0.3));
  settings.num_classes = params.integer("num_classes", 0, 1);
  params.ignore_others();
  return std::make_unique<ResizeMask>(settings);
}

const Registration kResizeMask(decoders(), "ResizeMask", DecoderEntry{"mmseg", make_resize_mask});

}  // namespace
}  // namespace slipway::runtime
