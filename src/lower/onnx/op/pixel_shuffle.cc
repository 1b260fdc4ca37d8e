// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/builder.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

void lower_pixel_shuffle(Builder& b) {
  if (b.rank_of("self") != 4) fail("its input has {} axes, not 4", b.rank_of("self"));
  b.output(b.emit("DepthToSpace", {b.input("self")}, {{"blocksize", b.integer("upscale_factor")}, {"mode", "CRD"}}));
}

/// ONNX's SpaceToDepth puts the offsets before the channels, ATen behind them.
void lower_pixel_unshuffle(Builder& b) {
  const Shape& in = b.shape_of("self");
  if (in.size() != 4) fail("its input has {} axes, not 4", in.size());
  const int64_t factor = b.integer("downscale_factor");
  const Shape cells{in[0], in[1], in[2].divided_by(factor), factor, in[3].divided_by(factor), factor};
  const Shape moved{cells[0], cells[1], factor, factor, cells[2], cells[4]};
  const Tensor x = b.transpose(b.reshape(b.input("self"), in, cells), {0, 1, 3, 5, 2, 4});
  b.output(b.reshape(x, moved, b.out_shape()));
}

void lower_channel_shuffle(Builder& b) {
  const Shape& in = b.shape_of("self");
  const int64_t groups = b.integer("groups");
  Shape split{in.at(0), groups, in.at(1).divided_by(groups)};
  split.insert(split.end(), in.begin() + 2, in.end());
  Shape swapped = split;
  std::swap(swapped[1], swapped[2]);
  std::vector<int64_t> permutation{0, 2, 1};
  for (size_t i = 3; i < split.size(); ++i) permutation.push_back(static_cast<int64_t>(i));
  b.output(b.reshape(b.transpose(b.reshape(b.input("self"), in, split), permutation), swapped, in));
}

const RegisterLowering kShuffle({"aten::pixel_shuffle"}, lower_pixel_shuffle);
const RegisterLowering kUnshuffle({"aten::pixel_unshuffle"}, lower_pixel_unshuffle);
const RegisterLowering kChannels({"aten::channel_shuffle"}, lower_channel_shuffle);

}  // namespace
}  // namespace slipway::lower::onnx
