// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/half_weights.h"

#include <ncnn/modelbin.h>
#include <ncnn/net.h>

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/half.h"

namespace slipway::backend::ncnn {
namespace {

constexpr uint32_t kHalfTag = 0x01306B47;  // stands before weights in f16; zero before weights in f32
constexpr int kWithTag = 0;                // the kind of what a layer loads, of ModelBin::load

uint16_t to_half(float value) {
  constexpr float kTooLarge = 65520;  // from here on the nearest is infinity
  if (!(std::abs(value) < kTooLarge)) fail("a weight is {}, which float16 does not have (up to 65504)", value);
  return float_to_half(value);
}

/// Gives layers their weights from a file in f32, and writes them down in f16 as they come by.
class Rewriter : public ::ncnn::ModelBin {
 public:
  explicit Rewriter(const std::string& weights) : rest_(weights) {}
  using ::ncnn::ModelBin::load;

  ::ncnn::Mat load(int count, int kind) const override {
    const bool tagged = kind == kWithTag;
    if (tagged) {
      uint32_t tag = 0;
      std::memcpy(&tag, take(sizeof tag), sizeof tag);
      if (tag != 0) fail("the converted network has weights that are no f32");
    }
    const auto size = static_cast<size_t>(count);
    ::ncnn::Mat values(count);
    if (values.empty()) fail("out of memory");
    std::memcpy(values.data, take(size * sizeof(float)), size * sizeof(float));
    if (!tagged) {
      append(values.data, size * sizeof(float));
      return values;
    }
    append(&kHalfTag, sizeof kHalfTag);
    std::string halves((size + 1) / 2 * 2 * sizeof(uint16_t), '\0');  // whole words of four bytes
    for (size_t i = 0; i < size; ++i) {
      const uint16_t half = to_half(static_cast<const float*>(values.data)[i]);
      std::memcpy(halves.data() + i * sizeof half, &half, sizeof half);
    }
    append(halves.data(), halves.size());
    return values;
  }

  bool finished() const { return rest_.empty(); }
  const std::string& result() const { return result_; }

 private:
  const char* take(size_t size) const {
    if (size > rest_.size()) fail("the converted network's weights end too early");
    const char* data = rest_.data();
    rest_.remove_prefix(size);
    return data;
  }
  void append(const void* data, size_t size) const { result_.append(static_cast<const char*>(data), size); }

  // ncnn's interface is const.
  mutable std::string_view rest_;
  mutable std::string result_;
};

}  // namespace

std::string store_in_half(const Network& network) {
  ::ncnn::Net net;
  if (net.load_param_mem(network.param.c_str()) != 0) fail("ncnn cannot read the converted network");
  const Rewriter rewriter(network.weights);
  for (::ncnn::Layer* layer : net.layers())
    if (layer->load_model(rewriter) != 0) fail("ncnn cannot read the weights of the converted layer '{}'", layer->name);
  if (!rewriter.finished()) fail("the converted network has more weights than layers take");
  return rewriter.result();
}

}  // namespace slipway::backend::ncnn
