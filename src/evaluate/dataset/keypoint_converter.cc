// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's KeypointConverter: keypoints in the order of another dataset. A keypoint that none is mapped to is at 0,0
// and not labelled; one of a pair is in the middle between both, and labelled where both are.
#include <algorithm>
#include <array>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/dataset/sample_step.h"

namespace slipway::evaluate {
namespace {

struct Converter {
  struct Part {
    std::array<size_t, 2> from;  ///< twice the same where one keypoint is taken as it is
    size_t to;
  };
  size_t count = 0;  ///< keypoints that come out
  size_t needs = 0;  ///< keypoints that must go in
  std::vector<Part> parts;
};

/// @param limit 0 for none
size_t read_index(const config::Value& value, size_t limit) {
  const int64_t index = value.as_int();
  if (index < 0 || (limit > 0 && index >= static_cast<int64_t>(limit)))
    fail("{}: keypoint {} is none of {}", config::place(value), index, limit > 0 ? std::to_string(limit) : "them");
  return static_cast<size_t>(index);
}

Converter read_converter(const config::Value& step, size_t given) {
  config::Args args(step, "KeypointConverter");
  args.ignore({"type", "_scope_"});
  Converter converter;
  const int64_t count = args.integer("num_keypoints");
  if (count < 1) fail("{}: num_keypoints must be positive", config::place(step));
  converter.count = static_cast<size_t>(count);
  for (const config::Value& entry : args.require("mapping").as_sequence()) {
    args.attempt([&] {
      if (!entry.is_sequence() || entry.size() != 2)
        fail("{}: an entry of `mapping` is (source, target) or ((source, source), target)", config::place(entry));
      const config::Value& from = entry.at(size_t{0});
      if (from.is_sequence() && from.size() != 2)
        fail("{}: a source is one keypoint, or the middle of two", config::place(from));
      Converter::Part part{{}, read_index(entry.at(size_t{1}), converter.count)};
      for (const size_t side : {size_t{0}, size_t{1}}) {
        part.from[side] = read_index(from.is_sequence() ? from.at(side) : from, given);
        converter.needs = std::max(converter.needs, part.from[side] + 1);
      }
      converter.parts.push_back(part);
      return true;
    });
  }
  args.finish();
  return converter;
}

void convert(const Converter& converter, GroundTruth& truth) {
  std::vector<std::array<float, 2>> keypoints(converter.count);
  std::vector<char> visible(converter.count, 0);
  // Of several sources of one target the last counts.
  for (const auto& [from, to] : converter.parts) {
    const auto& [a, b] = from;
    for (const size_t axis : {size_t{0}, size_t{1}})
      keypoints[to][axis] =
          a == b ? truth.keypoints[a][axis] : 0.5F * (truth.keypoints[a][axis] + truth.keypoints[b][axis]);
    visible[to] = static_cast<char>(truth.keypoints_visible[a] != 0 && truth.keypoints_visible[b] != 0);
  }
  truth.keypoints = std::move(keypoints);
  truth.keypoints_visible = std::move(visible);
}

void convert_keypoints(const config::Value& step, Dataset& dataset) {
  const Converter converter = read_converter(step, static_cast<size_t>(dataset.info.num_keypoints));
  if (!dataset.top_down)
    fail("{}: keypoints are converted where a sample is one person (data_mode='topdown')", config::place(step));
  std::vector<DataItem> kept;
  for (DataItem& item : dataset.items) {
    // Boxes of a file have none.
    const size_t count = item.truth.keypoints.size();
    if (count > 0 && count < converter.needs) {
      dataset.bad.push_back(fmt::format("{}: a person in image {} has {} keypoints, but {} takes the one with index {}",
                                        dataset.info.ann_file, item.truth.image_id, count, config::place(step),
                                        converter.needs - 1));
      continue;
    }
    if (count > 0) convert(converter, item.truth);
    kept.push_back(std::move(item));
  }
  dataset.items = std::move(kept);
  dataset.info.num_keypoints = static_cast<int64_t>(converter.count);
  dataset.info.keypoints_in_f64 = true;
}

const Registration kKeypointConverter(sample_steps(), "mmpose.KeypointConverter", SampleStep(convert_keypoints));

}  // namespace
}  // namespace slipway::evaluate
