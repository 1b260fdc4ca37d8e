// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/registry.h"
#include "base/tensor.h"
#include "runtime/params.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// Turns the network's outputs into results in image pixels. Immutable. One decoder is one file here; its last line
/// registers it under the component's name in pipeline.json.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Errors: slipway::Error for outputs of another number, dtype or shape than the component takes.
  virtual Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const = 0;
  /// The mean of the outputs for a batch and for its mirror images, which are turned back first.
  /// @param flip_indices [K] the keypoint of the other side of the body
  /// Errors: slipway::Error for a component that has no such thing, and for outputs as decode().
  virtual std::vector<HostTensor> merge_flipped(const std::vector<HostTensor>& outputs,
                                                const std::vector<HostTensor>& flipped,
                                                const std::vector<size_t>& flip_indices) const;
};

struct DecoderEntry {
  std::string_view module;  ///< of the postprocess task: "mmcls", "mmpose", ...
  std::unique_ptr<Decoder> (*make)(Params& params);
};

Registry<DecoderEntry>& decoders();

/// Which keypoints results have: `output_keypoint_indices`; empty for all.
std::vector<size_t> read_keypoint_indices(Params& params);

/// "f32[1,100,5], f32[1,100,17,3]", for messages.
std::string describe_all(const std::vector<HostTensor>& tensors);

}  // namespace slipway::runtime
