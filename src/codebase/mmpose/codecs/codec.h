// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/registry.h"
#include "model/args.h"
#include "model/layer/layer.h"

namespace slipway::model {

/// The keypoints of one input. K of them.
struct DecodedPoints {
  std::vector<std::array<double, 2>> places;  ///< [K] x,y in input_px; f32 where the original's are
  std::vector<float> scores;                  ///< [K]
};

/// How a head's outputs say where keypoints are: mmpose's codecs, decoding only. The reference; what runtimes do is
/// another implementation, so that one can be checked against the other.
class Codec {
 public:
  virtual ~Codec() = default;
  /// @param outputs of the head for one input, without the batch's dimension, on the CPU; f32 or f64
  virtual DecodedPoints decode(const Tensors& outputs) const = 0;
  /// How many channels of the outputs one keypoint takes.
  virtual int64_t channels_per_keypoint() const { return 1; }
  /// What its config asks for that decoding leaves out: a sentence for the user; "" for nothing.
  virtual std::string note() const { return ""; }
};

using CodecMaker = std::function<std::unique_ptr<Codec>(Args& args)>;
/// Keys are types: "mmpose.SimCCLabel".
Registry<CodecMaker>& codecs();

/// The codec of a head's `decoder`. Errors: an unknown type, arguments that it does not have or cannot honour.
std::unique_ptr<Codec> make_codec(const config::Value& config, const std::string& scope);

}  // namespace slipway::model
