// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "slipway/backend.h"
#include "slipway/result.h"

namespace slipway::runtime {

/// So many images, boxes or windows of images go through a network at once, where it does not fix or limit that itself.
inline constexpr size_t kMaxBatch = 8;

/// One sample ready for the network: an image, or a box of one.
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

  /// Whether a sample is a box in an image (top-down), not the whole of it.
  bool takes_boxes() const;
  /// @param image BGR u8[H,W,3]
  /// @param box what of it the sample is; for a top-down model that is given none, the whole image. Errors: a box
  /// without an area; any box, where takes_boxes() is false
  /// @param batch_shape height, width of the box that LetterResize fits the image into, px; its own where they are 0
  Preprocessed preprocess(const cv::Mat& image, const std::optional<InputBox>& box = std::nullopt,
                          const std::array<int64_t, 2>& batch_shape = {}) const;
  /// The network on a batch: at once, or in windows where the pipeline says so (slide.h).
  /// @param batch f32[N,3,H,W], N as the session takes it @return what decode() takes
  std::vector<HostTensor> run(backend::Session& session, const HostTensor& batch) const;
  /// The same with another network in the place of the session's. @param most images at once, at least N
  std::vector<HostTensor> run(const std::function<std::vector<HostTensor>(const HostTensor&)>& network,
                              const HostTensor& batch, size_t most) const;
  /// What of an input the network sees at first: all of it, or a window.
  HostTensor network_input(const HostTensor& input) const;
  /// @param outputs of the network, as its session gives them, for a batch
  /// @param index which image of the batch
  Result decode(const std::vector<HostTensor>& outputs, size_t index, const ImageMeta& meta) const;
  /// The outputs of a flip test: the mean of those for a batch and for its mirror images (see mirror()), turned back.
  /// @param flip_indices [K] the keypoint of the other side of the body. Errors: a model that is no top-down one
  std::vector<HostTensor> merge_flipped(const std::vector<HostTensor>& outputs, const std::vector<HostTensor>& flipped,
                                        const std::vector<size_t>& flip_indices) const;
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

/// Whether a pipeline.json has a network and nothing before or after it, as `slipway convert` writes it: such a model
/// takes tensors, and a Pipeline of it is an error.
bool is_network_alone(const nlohmann::json& pipeline);

/// Runs samples through the network: those of one input shape together, in batches of at most kMaxBatch (or of the size
/// that the network fixes or is limited to).
/// @param prepare makes sample i
/// @param observe where it is not empty, is given what decode() is given of each sample: its number, the outputs of its
/// batch, its place in them
/// @return one result per sample, in their order
std::vector<Result> run_samples(
    backend::Session& session, const Pipeline& pipeline, size_t count,
    const std::function<Preprocessed(size_t)>& prepare,
    const std::function<void(size_t sample, const std::vector<HostTensor>& outputs, size_t index)>& observe = {});

struct ModelFolder;

/// A model directory, loaded: deploy.json + pipeline.json + model files. One thread at a time may call run().
class Model {
 public:
  /// Errors: slipway::Error for a folder without these files, broken JSON, a backend that is not there, files that it
  /// can't read, a network that has other inputs than the pipeline makes.
  explicit Model(const std::filesystem::path& folder, const backend::SessionOptions& options = {});

  Model(const ModelFolder& files, const backend::SessionOptions& options);

  const Pipeline& pipeline() const { return pipeline_; }
  backend::Session& session() { return *session_; }
  /// Images, in batches; of a top-down model each as one box.
  /// @param images BGR u8[H,W,3], of any sizes
  /// @return one result per image, in their order
  std::vector<Result> run(const std::vector<cv::Mat>& images);
  /// Top-down: the boxes of one image, in batches.
  /// @return one instance per box, in their order
  Instances run(const cv::Mat& image, const std::vector<InputBox>& boxes);

 private:
  Pipeline pipeline_;
  std::unique_ptr<backend::Session> session_;
};

/// A batch f32[N,C,H,W] with left and right exchanged.
HostTensor mirror(const HostTensor& batch);

/// Batches f32[1,...] tensors of one shape into f32[N,...]. Errors: shapes that differ.
HostTensor stack(const std::vector<HostTensor>& inputs);

}  // namespace slipway::runtime
