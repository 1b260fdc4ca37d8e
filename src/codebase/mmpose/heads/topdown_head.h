// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codebase/mmpose/codecs/codec.h"
#include "model/head/head.h"

namespace slipway::model {

/// Heads of top-down pose: each input shows one box of an image, and each result is one instance, that of its box.
/// K keypoints.
class TopdownHead : public Head {
 public:
  std::string_view task() const override { return "PoseDetection"; }
  std::vector<std::string> ignorable_keys() const override { return {"loss_module."}; }
  std::vector<Result> results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                              const task::Limits&) const override;
  std::vector<std::string> warnings() const override { return warnings_; }
  /// K of the network, of which results may have some only.
  int64_t num_keypoints() const { return num_keypoints_; }
  /// The keypoints that results have; empty: all.
  const std::vector<size_t>& output_indices() const { return output_indices_; }

 protected:
  /// What `test_cfg` says of the mirror images of a flip test.
  struct FlipTest {
    std::string mode = "heatmap";
    bool shift = false;  ///< `shift_heatmap`
  };

  /// Reads `decoder`, `test_cfg`, and leaves out what is training's. @param channels of the network's outputs
  void read_topdown(Args& args, const BuildContext& context, int64_t channels);
  const FlipTest& flip_test() const { return flip_test_; }

 private:
  FlipTest flip_test_;
  std::unique_ptr<Codec> codec_;
  int64_t num_keypoints_ = 0;
  std::vector<size_t> output_indices_;
  std::vector<std::string> warnings_;
};

}  // namespace slipway::model
