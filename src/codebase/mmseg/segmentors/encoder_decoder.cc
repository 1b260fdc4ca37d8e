// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/segmentors/encoder_decoder.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// Heads one after the other, "0", "1", ...
class HeadList : public Module {
 public:
  const DecodeHead& append(std::shared_ptr<DecodeHead> head) {
    return adopt(std::to_string(count_++), std::move(head));
  }

 private:
  int count_ = 0;
};

/// Enlarged as the runtime does it: the pixel that contains the place, floor(place · from / to). i64[1,1,h,w]
Tensor nearest(const Tensor& labels, int64_t height, int64_t width) {
  const auto places = [&](int64_t from, int64_t to) { return at::floor_divide(at::arange(to, at::kLong) * from, to); };
  return labels.index_select(2, places(labels.size(2), height)).index_select(3, places(labels.size(3), width));
}

template <typename T>
std::vector<T> values_of(const Tensor& tensor) {
  const Tensor dense = tensor.contiguous();
  const T* data = dense.data_ptr<T>();
  return {data, data + dense.numel()};
}

}  // namespace

EncoderDecoder::EncoderDecoder(Args& args, const BuildContext& context, bool cascade) {
  args.ignore({"pretrained", "train_cfg", "data_preprocessor", "init_cfg", "auxiliary_head"});
  if (context.program) {
    args.ignore({"backbone", "neck"});
    program_ = &adopt_program(context.program);
    BuildContext without_weights = context;
    without_weights.device = at::kMeta;
    add_heads(args, without_weights, cascade);
    read_test_cfg(args);
    args.finish();
    return;
  }
  const config::Value* neck_config = args.find("neck");
  auto backbone = args.attempt([&] { return build_as<FeatureModule>(args.require("backbone"), context, "backbone"); });
  auto neck = args.attempt(
      [&] { return neck_config == nullptr ? nullptr : build_as<FeatureModule>(*neck_config, context, "neck"); });
  if (backbone) backbone_ = &adopt("backbone", std::move(backbone));
  if (neck) neck_ = &adopt("neck", std::move(neck));
  add_heads(args, context, cascade);
  read_test_cfg(args);
  args.finish();
}

void EncoderDecoder::add_heads(Args& args, const BuildContext& context, bool cascade) {
  const auto build_head = [&](const config::Value& config) {
    return args.attempt([&] { return build_as<DecodeHead>(config, context, "decode head"); });
  };
  if (!cascade) {
    auto head = args.attempt([&] { return build_as<DecodeHead>(args.require("decode_head"), context, "decode head"); });
    if (!head) return;
    if (head->follows_another())
      args.refuse("decode_head", "wants the scores of another head: CascadeEncoderDecoder's");
    heads_.push_back(program_ != nullptr ? &hold("decode_head", std::move(head))
                                         : &adopt("decode_head", std::move(head)));
    return;
  }
  const config::Value& list = args.require("decode_head");
  const int64_t stages = args.integer("num_stages");
  if (!list.is_sequence() || static_cast<int64_t>(list.size()) != stages || stages < 1)
    return args.refuse("decode_head", fmt::format("must be a list of num_stages={} heads", stages));
  auto list_of_heads = std::make_shared<HeadList>();
  HeadList& heads = program_ != nullptr ? hold("decode_head", std::move(list_of_heads))
                                        : adopt("decode_head", std::move(list_of_heads));
  cascade_ = &heads;
  for (size_t i = 0; i < list.size(); ++i) {
    auto head = build_head(list.at(i));
    if (!head) continue;
    if (head->follows_another() != (i > 0))
      args.refuse("decode_head",
                  fmt::format("its head {} {}", i,
                              i > 0 ? "takes no scores of the head before" : "wants scores of another head"));
    heads_.push_back(&heads.append(std::move(head)));
  }
}

void EncoderDecoder::read_test_cfg(Args& args) {
  const config::Value* test_cfg = args.find("test_cfg");
  if (test_cfg != nullptr) slide_ = args.attempt([&] { return package::read_slide_settings(*test_cfg); });
}

Tensor EncoderDecoder::decode(const Tensors& features) const {
  Tensor scores = (*heads_.front())(features);
  for (size_t i = 1; i < heads_.size(); ++i) scores = (*heads_[i])(features, scores);
  return scores;
}

Tensor EncoderDecoder::encode_decode(const Tensor& input) const {
  if (program_ != nullptr) return resize_like((*program_)({input}).at(0), input, head().align_corners());
  Tensors features = (*backbone_)({input});
  if (neck_ != nullptr) features = (*neck_)(features);
  const Tensor scores = cascade_ == nullptr ? decode(features) : cascade_->scoped([&] { return decode(features); });
  return resize_like(scores, input, head().align_corners());
}

Tensor EncoderDecoder::slide(const Tensor& input) const {
  const int64_t height = input.size(2), width = input.size(3);
  const auto [crop_h, crop_w] = slide_->crop;
  const auto [stride_h, stride_w] = slide_->stride;
  Tensor sum, count;
  for (int64_t y = 0;; y += stride_h) {
    const int64_t y2 = std::min(y + crop_h, height), y1 = std::max<int64_t>(y2 - crop_h, 0);
    for (int64_t x = 0;; x += stride_w) {
      const int64_t x2 = std::min(x + crop_w, width), x1 = std::max<int64_t>(x2 - crop_w, 0);
      const Tensor scores = encode_decode(input.slice(2, y1, y2).slice(3, x1, x2));
      if (!sum.defined()) {
        sum = at::zeros({input.size(0), scores.size(1), height, width}, scores.options());
        count = at::zeros({1, 1, height, width}, scores.options());
      }
      sum.slice(2, y1, y2).slice(3, x1, x2).add_(scores);
      count.slice(2, y1, y2).slice(3, x1, x2).add_(1);
      if (x2 == width) break;
    }
    if (y2 == height) break;
  }
  return sum / count;
}

Tensors EncoderDecoder::deploy_forward(const Tensor& input) const {
  return hooked("predict", {input}, [&] { return Tensors{encode_decode(input)}; });
}

Tensor EncoderDecoder::choose(const Tensor& logits) const {
  if (head().threshold()) return at::gt(at::sigmoid(logits), *head().threshold()).to(at::kLong);
  return at::argmax(logits, 1, /*keepdim=*/true);
}

LabelMap EncoderDecoder::label_map(const Tensor& logits, const ImageMeta& meta, const task::Limits& limits) const {
  const int64_t height = meta.ori_shape[0], width = meta.ori_shape[1];
  const auto enlarge = [&](const Tensor& x) { return limits.labels_only ? nearest(x, height, width) : x; };
  const Tensor scores = limits.labels_only ? logits : resize(logits, {height, width}, head().align_corners());
  const Tensor labels = choose(scores);
  Tensor lead, other;
  if (head().threshold()) {
    lead = at::abs(at::sigmoid(scores) - *head().threshold());
    other = 1 - labels;
  } else {
    const Tensor rest = scores.scatter(1, labels, -std::numeric_limits<double>::infinity());
    const auto [best, index] = at::max(rest, 1, /*keepdim=*/true);
    lead = scores.gather(1, labels) - best;
    other = index;
  }
  return {height, width, values_of<int32_t>(enlarge(labels).to(at::kInt)),
          values_of<float>(enlarge(lead).to(at::kFloat)), values_of<int32_t>(enlarge(other).to(at::kInt))};
}

std::vector<Result> EncoderDecoder::results(const Tensors& raw, const std::vector<ImageMeta>& metas,
                                            const task::Limits& limits) const {
  const Tensor logits = raw.at(0).to(at::kCPU);
  require(logits.size(0) == static_cast<int64_t>(metas.size()), "one meta per image");
  std::vector<Result> results;
  for (size_t image = 0; image < metas.size(); ++image) {
    const ImageMeta& meta = metas[image];
    // What pads a batch up is no part of the image.
    const Tensor own = logits.slice(0, static_cast<int64_t>(image), static_cast<int64_t>(image) + 1)
                           .slice(2, 0, meta.img_shape[0])
                           .slice(3, 0, meta.img_shape[1]);
    results.emplace_back(label_map(own, meta, limits));
  }
  return results;
}

std::vector<std::string> EncoderDecoder::ignorable_keys() const {
  std::vector<std::string> keys{"data_preprocessor.", "auxiliary_head."};
  if (cascade_ == nullptr) keys.emplace_back("decode_head.loss_");
  for (size_t i = 0; cascade_ != nullptr && i < heads_.size(); ++i)
    keys.push_back(fmt::format("decode_head.{}.loss_", i));
  return keys;
}

int64_t EncoderDecoder::size_step() const {
  if (program_ != nullptr) return program_->size_step();
  return std::max(backbone_->size_step(), neck_ != nullptr ? neck_->size_step() : 1);
}

namespace {

const RegisterModel<EncoderDecoder> kEncoderDecoder("mmseg.models.segmentors.encoder_decoder.EncoderDecoder", false);
const RegisterModel<EncoderDecoder> kCascade("mmseg.models.segmentors.cascade_encoder_decoder.CascadeEncoderDecoder",
                                             true);

}  // namespace
}  // namespace slipway::model
