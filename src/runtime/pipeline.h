// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "slipway/backend.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// One image ready for the network.
struct Preprocessed {
  HostTensor input;  ///< f32[1,3,H,W], normalised
  ImageMeta meta;
};

/// Pre-processing and decoding of one model, as its pipeline.json says. Immutable after construction: any number of
/// threads may use it.
class Pipeline {
 public:
  /// @param pipeline contents of pipeline.json. Errors: all unknown transforms, components and bad parameters at once.
  explicit Pipeline(const nlohmann::json& pipeline);
  ~Pipeline();
  Pipeline(Pipeline&&) noexcept;
  Pipeline& operator=(Pipeline&&) noexcept;

  /// @param image BGR u8[H,W,3]
  Preprocessed preprocess(const cv::Mat& image) const;
  /// @param outputs of the network, as its session gives them, for a batch
  /// @param index which image of the batch
  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const;
  /// Which input of the network takes Preprocessed::input, as the Net task's input_map says: its name, or "#0", its
  /// place; "" where it says nothing.
  const std::string& input_name() const;
  /// Whether the network takes what preprocess() makes. Errors: slipway::Error where it has not one input, f32[B,3,H,W]
  /// (or sizes left open), under the name that input_map gives.
  /// @param source where that name comes from, for the message: "pipeline.json"
  void require_input_of(const backend::Session& session, const char* source) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A model directory, loaded: deploy.json + pipeline.json + model files. One thread at a time may call run().
class Model {
 public:
  /// Errors: slipway::Error for a folder without these files, broken JSON, a backend that is not there, files that it
  /// can't read, a network that has other inputs than the pipeline makes.
  explicit Model(const std::filesystem::path& folder, const backend::SessionOptions& options = {});

  const Pipeline& pipeline() const { return pipeline_; }
  backend::Session& session() { return *session_; }
  /// Images of one input shape go through the network together, in batches of at most kMaxBatch (or of the size that
  /// the network fixes or is limited to).
  /// @param images BGR u8[H,W,3], of any sizes
  /// @return one result per image, in their order
  std::vector<Result> run(const std::vector<cv::Mat>& images);
  static constexpr size_t kMaxBatch = 8;

 private:
  Pipeline pipeline_;
  std::unique_ptr<backend::Session> session_;
};

/// Batches f32[1,...] tensors of one shape into f32[N,...]. Errors: shapes that differ.
HostTensor stack(const std::vector<HostTensor>& inputs);

}  // namespace slipway::runtime
