// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "base/registry.h"
#include "base/tensor.h"
#include "runtime/params.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// An image on its way to the network.
struct Sample {
  cv::Mat image;  ///< u8 or f32 [H,W,3], BGR until a Normalize with to_rgb; transforms must not write into its memory
  HostTensor tensor;  ///< f32[1,3,H,W], once there is one
  ImageMeta meta;
  std::array<int64_t, 2> batch_shape{};  ///< height, width, px: LetterResize's box in place of its own; 0: its own
  bool normalized = false;  ///< what is padded from here on fills a batch up, and img_shape stays what it is
};

/// Which transforms may follow which: stages never go back.
enum class Stage { kLoad, kImage, kTensor, kCollect };

/// One step of pre-processing, made from its JSON parameters. Immutable, so any number of threads may apply it.
/// One transform is one file here; its last line registers it under the name that pipeline.json uses.
class Transform {
 public:
  virtual ~Transform() = default;
  virtual void apply(Sample& sample) const = 0;
  virtual Stage stage() const { return Stage::kImage; }
  /// Whether it looks at the box that the sample is (meta.input_box): the model is a top-down one.
  virtual bool takes_box() const { return false; }
};

/// Reads the parameters; reports what is wrong through them and then may return whatever it likes.
using TransformMaker = std::unique_ptr<Transform> (*)(Params& params);

Registry<TransformMaker>& transforms();

/// A colour in the order of the image's channels.
/// @param value integer (all three channels), float (the first one), [b,g,r], or {"img": one of these, ...}; nullptr
/// gives `fallback` in all channels
cv::Scalar read_color(Params& params, std::string_view key, const nlohmann::json* value, double fallback);

/// Refuses an image that a broken or hostile pipeline.json would make, before memory is taken for it: one of more than
/// 2^27 px that is more than twice as large as the image it is made of. Errors: slipway::Error.
void require_size(const cv::Mat& from, int64_t width, int64_t height, const char* owner);

/// Rounds as Python does: halves to the even neighbour.
int64_t round_half_even(double value);

}  // namespace slipway::runtime
