// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/workload.h"

#include <algorithm>
#include <random>

#include "base/error.h"
#include "base/process.h"
#include "runtime/pipeline.h"

namespace slipway::profile {
namespace {

class DirectoryWorkload : public Workload {
 public:
  DirectoryWorkload(const std::filesystem::path& folder, std::vector<cv::Mat> images,
                    const backend::SessionOptions& options)
      : model_(folder, options), images_(std::move(images)) {}

  int64_t prepare(int64_t batch) override {
    const int64_t fixed = fixed_batch(model_.session().inputs()[0]);
    if (batch == 0) batch = fixed > 0 ? fixed : 1;
    // The runtime would fill up a smaller batch, which is another one than was asked for.
    if (fixed > 0 && batch != fixed) fail("the model takes batch {} only, not {}", fixed, batch);
    return batch_ = batch;
  }

  StageTimes run() override {
    const cv::Mat& image = images_[next_++ % images_.size()];
    const runtime::Pipeline& pipeline = model_.pipeline();
    const double start = wall_seconds();
    std::vector<HostTensor> inputs;
    std::vector<ImageMeta> metas;
    for (int64_t i = 0; i < batch_; ++i) {
      runtime::Preprocessed ready = pipeline.preprocess(image);
      inputs.push_back(std::move(ready.input));
      metas.push_back(std::move(ready.meta));
    }
    const HostTensor input = inputs.size() == 1 ? inputs.front() : runtime::stack(inputs);
    const double transformed = wall_seconds();
    const std::vector<HostTensor> outputs = model_.pipeline().run(model_.session(), input);
    const double inferred = wall_seconds();
    for (size_t i = 0; i < metas.size(); ++i) pipeline.decode(outputs, i, metas[i]);
    const double decoded = wall_seconds();
    return {transformed - start, inferred - transformed, decoded - inferred};
  }

 private:
  runtime::Model model_;
  std::vector<cv::Mat> images_;
  int64_t batch_ = 1;
  size_t next_ = 0;
};

template <typename T>
void fill_random(HostTensor& tensor) {
  std::minstd_rand random(1);
  constexpr double kRange = std::minstd_rand::max();
  T* values = tensor.mutable_data<T>();
  for (int64_t i = 0; i < tensor.numel(); ++i) values[i] = static_cast<T>(random() / kRange);
}

/// Half floats of either kind between two positive numbers, given as bits: in that order their bits are too.
void fill_random_bits(HostTensor& tensor, uint16_t from, uint16_t to) {
  std::minstd_rand random(1);
  auto* values = tensor.mutable_data<uint16_t>();
  for (int64_t i = 0; i < tensor.numel(); ++i) values[i] = static_cast<uint16_t>(from + random() % (to - from));
}

HostTensor make_input(const backend::TensorInfo& info, std::vector<int64_t> shape) {
  HostTensor tensor(info.dtype, std::move(shape));
  if (info.dtype == DType::kF32) fill_random<float>(tensor);
  if (info.dtype == DType::kF64) fill_random<double>(tensor);
  if (info.dtype == DType::kF16) fill_random_bits(tensor, 0x3000, 0x3C00);   // [0.125, 1)
  if (info.dtype == DType::kBF16) fill_random_bits(tensor, 0x3E00, 0x3F80);  // [0.125, 1)
  return tensor;
}

class FilesWorkload : public Workload {
 public:
  FilesWorkload(std::unique_ptr<backend::Session> session, std::optional<Shape> shape)
      : session_(std::move(session)), shape_(std::move(shape)) {}

  int64_t prepare(int64_t batch) override {
    const std::vector<backend::TensorInfo>& infos = session_->inputs();
    if (batch == 0 && !infos.empty()) batch = fixed_batch(infos[0]);
    if (batch == 0) batch = 1;
    for (size_t i = 0; i < infos.size(); ++i) {
      // The first input says what the batch is; the first axis of another one may be something else.
      const int64_t fixed = i > 0 ? fixed_batch(infos[i]) : 0;
      inputs_.push_back(make_input(infos[i], feed_shape(infos[i], fixed > 0 ? fixed : batch, shape_)));
    }
    return batch;
  }

  StageTimes run() override {
    const double start = wall_seconds();
    const std::vector<HostTensor> outputs = session_->run(inputs_);
    return {0, wall_seconds() - start, 0};
  }

 private:
  std::unique_ptr<backend::Session> session_;
  std::optional<Shape> shape_;
  std::vector<HostTensor> inputs_;
};

}  // namespace

std::unique_ptr<Workload> open_directory(const std::filesystem::path& folder, std::vector<cv::Mat> images,
                                         const backend::SessionOptions& options) {
  return std::make_unique<DirectoryWorkload>(folder, std::move(images), options);
}

std::unique_ptr<Workload> open_files(const std::string& backend, const std::vector<std::filesystem::path>& files,
                                     std::optional<Shape> shape, const backend::SessionOptions& options) {
  return std::make_unique<FilesWorkload>(backend::get(backend).open(files, options), std::move(shape));
}

cv::Mat synthetic_image(int height, int width) {
  cv::Mat image(height, width, CV_8UC3);
  std::minstd_rand random(1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        image.at<cv::Vec3b>(y, x)[c] =
            static_cast<uchar>(60 * c + 100 * (c == 1 ? y : x) / std::max(1, c == 1 ? height : width) + random() % 16);
  return image;
}

}  // namespace slipway::profile
