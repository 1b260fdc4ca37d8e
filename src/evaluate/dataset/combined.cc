// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpose's CombinedDataset: the samples of several datasets one behind the other, each with the keypoints that its own
// `pipeline` makes of its annotations; what is said of keypoints is the `metainfo` of the whole.
#include <iterator>

#include "base/error.h"
#include "config/args.h"
#include "config/scope.h"
#include "evaluate/dataset/metainfo.h"
#include "evaluate/dataset/sample_step.h"

namespace slipway::evaluate {
namespace {

/// Runs through each sample once, or says why it would not.
void check_ratios(config::Args& args, size_t count) {
  const config::Value* factors = args.find("sample_ratio_factor");
  if (factors == nullptr) return;
  const std::vector<double> values = factors->as_floats();
  if (values.size() != count)
    args.refuse("sample_ratio_factor", fmt::format("has {} factors for {} datasets", values.size(), count));
  for (const double value : values)
    if (value != 1)
      return args.refuse("sample_ratio_factor",
                         "draws samples by chance, so that every test would give other numbers; leave it out");
}

Dataset make_part(const config::Value& config, const DatasetContext& context) {
  Dataset part = make_dataset(config, context);
  if (const config::Value* pipeline = config.find("pipeline"); pipeline != nullptr && !pipeline->is_none()) {
    const std::string scope = config::scope_within(config, context.default_scope);
    for (const config::Value& step : pipeline->as_sequence())
      config::require_type(sample_steps(), step, scope)(step, part);
  }
  return part;
}

/// Adds `part` to what is there. @param first whether nothing is there yet
void append(Dataset& whole, Dataset part, const config::Value& config, bool first) {
  if (part.info.num_keypoints != whole.info.num_keypoints)
    fail(
        "{}: {} has {} keypoints, but the metainfo of the CombinedDataset {}; a KeypointConverter in its `pipeline` "
        "says "
        "which is which",
        config::place(config), part.type, part.info.num_keypoints, whole.info.num_keypoints);
  if (!first && part.top_down != whole.top_down)
    fail("{}: all datasets of a CombinedDataset must have the same data_mode", config::place(config));
  whole.top_down = part.top_down;
  whole.info.keypoints_in_f64 = whole.info.keypoints_in_f64 || part.info.keypoints_in_f64;
  // Metrics that name no file take the one of the last dataset of that name, as mmpose's do.
  if (part.info.dataset_name == whole.info.dataset_name && config.get("test_mode", false)) {
    whole.info.ann_file = part.info.ann_file;
    whole.info.truth = part.info.truth;
  }
  const auto move_to = [](auto& all, auto& more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  move_to(whole.items, part.items);
  move_to(whole.bad, part.bad);
  move_to(whole.notes, part.notes);
}

Dataset make_combined(const config::Value& dataset, const DatasetContext& outer) {
  config::Args args(dataset, "CombinedDataset");
  args.ignore({"type", "_scope_", "pipeline", "serialize_data", "test_mode", "lazy_init", "max_refetch"});
  for (const char* key : {"ann_file", "data_root", "data_prefix", "filter_cfg", "indices"})
    args.refuse_if_set(key, "a CombinedDataset takes no notice of it; say it of each of its `datasets`");
  const std::vector<config::Value>& parts = args.require("datasets").as_sequence();
  check_ratios(args, parts.size());
  Dataset whole;
  args.attempt([&] {
    read_pose_metainfo(&args.require("metainfo"), outer, whole.info);
    return true;
  });
  DatasetContext context = outer;
  context.default_scope = config::scope_within(dataset, outer.default_scope);
  std::vector<Dataset> made;
  for (const config::Value& part : parts) made.push_back(args.attempt([&] { return make_part(part, context); }));
  args.finish();
  for (size_t i = 0; i < parts.size(); ++i) append(whole, std::move(made[i]), parts[i], i == 0);
  return whole;
}

const RegisterDataset kCombined({"mmpose.CombinedDataset"}, make_combined);

}  // namespace

Registry<SampleStep>& sample_steps() {
  static Registry<SampleStep> registry("transform of a dataset within a CombinedDataset");
  return registry;
}

}  // namespace slipway::evaluate
