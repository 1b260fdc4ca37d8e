// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmseg's CityscapesMetric, as far as mmseg computes it by itself: a picture of each image's classes, by the ids that
// Cityscapes gives them. The numbers are cityscapesscripts', programs of their own.
#include <array>
#include <filesystem>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/metric/bytes.h"
#include "evaluate/metric/metric.h"
#include "evaluate/metric/records.h"

namespace slipway::evaluate {
namespace {

/// Ids of the 19 classes that networks are trained for, in their order: road, sidewalk, building, ..., bicycle.
constexpr std::array<int32_t, 19> kIds{7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33};
constexpr int32_t kNoClass = 255;

struct Written {
  int64_t index = 0;
};

class CityscapesMetric : public Metric {
 public:
  CityscapesMetric(const config::Value& metric, const DatasetInfo& dataset)
      : name_(metric.at("type").as_string()), write_(dataset.write_label_map) {
    check_metric_keys(metric, {"output_dir", "ignore_index", "format_only", "keep_results"});
    config::Args args(metric, name_);
    folder_ = args.string("output_dir") + dataset.file_suffix;
    if (!args.boolean("format_only", false))
      args.refuse(
          "format_only",
          "must be True: the numbers of CityscapesMetric are those of cityscapesscripts, programs of their own, "
          "as in mmseg. Set format_only=True and keep_results=True for the files that they judge, or take "
          "IoUMetric, whose mIoU is over the same 19 classes");
    else if (!args.boolean("keep_results", false))
      args.refuse("keep_results", "must be True where format_only is, as in mmseg: the files are all there is");
    args.check();
    if (!write_) fail("{} writes maps of classes, which are of datasets of segmentation", name_);
  }

  const std::string& name() const override { return name_; }
  size_t size() const override { return written_.size(); }

  void check(const Result& result, const GroundTruth&) const override { map_of(result); }

  void add(const Sample& sample) override {
    LabelMap map = map_of(sample.prediction);
    for (int32_t& label : map.labels) {
      if (label >= 0 && label < static_cast<int32_t>(kIds.size()))
        label = kIds[static_cast<size_t>(label)];
      else if (label == kNoClass)
        label = 0;
    }
    const std::filesystem::path file =
        std::filesystem::path(folder_) / std::filesystem::path(sample.truth.image).filename().replace_extension(".png");
    write_(file.string(), map);
    written_.push_back({sample.index});
  }

  Outcome compute(const ComputeOptions&) override {
    if (written_.empty()) fail("{} has no samples", name_);
    sort_by_index(written_);
    Outcome outcome;
    outcome.files.push_back(folder_);
    return outcome;
  }

  std::string serialise() const override {
    ByteWriter out;
    out.put_text(name_);
    out.put<uint64_t>(written_.size());
    for (const Written& written : written_) out.put(written.index);
    return out.take();
  }
  void merge(std::string_view bytes) override {
    with_context("merging predictions of " + name_, [&] {
      ByteReader in(bytes);
      if (in.get_text() != name_) fail("they are of another metric");
      std::vector<Written> merged;
      for (auto count = in.get<uint64_t>(); count > 0; --count) merged.push_back({in.get<int64_t>()});
      in.finish();
      written_.insert(written_.end(), merged.begin(), merged.end());
    });
  }

 private:
  const LabelMap& map_of(const Result& result) const {
    const auto* map = std::get_if<LabelMap>(&result);
    if (map == nullptr) fail("{} writes maps of classes, but the model gives none", name_);
    return *map;
  }

  std::string name_, folder_;
  std::function<void(const std::string&, const LabelMap&)> write_;
  std::vector<Written> written_;
};

const RegisterMetric kCityscapes({"mmseg.CityscapesMetric"},
                                 [](const config::Value& metric, const DatasetInfo& dataset) {
                                   return std::make_unique<CityscapesMetric>(metric, dataset);
                                 });

}  // namespace
}  // namespace slipway::evaluate
