// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmseg/decode_heads/decode_head.h"

#include "base/error.h"

namespace slipway::model {
namespace {

std::vector<int64_t> one_or_more(Args& args, std::string_view key, std::vector<int64_t> fallback) {
  const config::Value* value = args.find(key);
  if (value == nullptr) return fallback;
  return args.attempt([&] { return value->is_int() ? std::vector<int64_t>{value->as_int()} : value->as_ints(); });
}

}  // namespace

DecodeHead::DecodeHead(Args& args, const BuildContext& context, std::optional<Inputs> inputs)
    : num_classes_(args.integer("num_classes")), channels_(args.integer("channels")) {
  align_corners_ = args.boolean("align_corners", false);
  read_conv(args);
  style_ = {read_norm(args, {}), read_activation(args, "ReLU")};
  // Without the entry there is none, unlike in ConvModules of other libraries.
  if (args.entry("norm_cfg") == nullptr) style_.norm.reset();
  read_inputs(args, inputs);
  int64_t out_channels = num_classes_;
  if (const config::Value* given = args.find("out_channels"); given != nullptr)
    out_channels = args.attempt([&] { return given->as_int(); });
  if (out_channels != num_classes_ && !(out_channels == 1 && num_classes_ == 2))
    args.refuse("out_channels",
                fmt::format("{} is neither num_classes={} nor 1 for two classes", out_channels, num_classes_));
  const config::Value* threshold = args.find("threshold");
  if (out_channels == 1) threshold_ = threshold == nullptr ? 0.3 : args.attempt([&] { return threshold->as_float(); });
  args.ignore({"dropout_ratio", "loss_decode", "ignore_index", "sampler", "init_cfg", "test_cfg"});
  conv_seg_ = &add<Conv2d>("conv_seg", context, channels_, out_channels, ConvSize{});
}

void DecodeHead::read_inputs(Args& args, std::optional<Inputs> inputs) {
  in_channels_ = one_or_more(args, "in_channels", {});
  in_index_ = one_or_more(args, "in_index", {-1});
  std::string transform = inputs ? "" : args.choice("input_transform", "", {"resize_concat", "multiple_select"});
  if (const config::Value* value = args.entry("input_transform"); value != nullptr && value->is_none()) transform = "";
  kind_ = inputs                           ? *inputs
          : transform == "resize_concat"   ? Inputs::kConcatenated
          : transform == "multiple_select" ? Inputs::kSeveral
                                           : Inputs::kOne;
  if (in_channels_.empty()) return args.refuse("in_channels", "is missing");
  if (in_channels_.size() != in_index_.size())
    args.refuse("in_index", fmt::format("has {} entries for {} in_channels", in_index_.size(), in_channels_.size()));
  if (kind_ == Inputs::kOne && in_channels_.size() != 1)
    args.refuse("in_channels", "is a list, so 'input_transform' must say what becomes of several features");
  if (kind_ == Inputs::kConcatenated) {
    int64_t sum = 0;
    for (int64_t channels : in_channels_) sum += channels;
    in_channels_ = {sum};
  }
  args.check();
}

const Tensor& DecodeHead::at(const Tensors& features, int64_t index) const {
  const auto count = static_cast<int64_t>(features.size());
  const int64_t place = index < 0 ? index + count : index;
  if (place < 0 || place >= count)
    fail("in_index {} of the head '{}' is not one of the {} outputs of the backbone", index, dotted_name(), count);
  return features[static_cast<size_t>(place)];
}

Tensor DecodeHead::input(const Tensors& features) const {
  if (kind_ == Inputs::kOne) return at(features, in_index_.front());
  Tensors all = inputs(features);
  for (size_t i = 1; i < all.size(); ++i) all[i] = resized_like(all[i], all[0]);
  return at::cat(all, 1);
}

Tensors DecodeHead::inputs(const Tensors& features) const {
  Tensors all;
  for (int64_t index : in_index_) all.push_back(at(features, index));
  return all;
}

}  // namespace slipway::model
