// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What turns predictions and ground truth into numbers. One metric is one file that registers itself.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/registry.h"
#include "slipway/config.h"
#include "slipway/result.h"

namespace slipway::config {
class Args;
}

namespace slipway::evaluate {

/// A thing that is in an image.
struct AnnotatedBox {
  std::array<float, 4> box{};  ///< x1,y1,x2,y2 in image_px
  int32_t label = 0;           ///< index of the class
  bool ignore = false;         ///< a crowd, or difficult: it need not be found, nor is it wrong to find it
};

/// What a dataset says about one of its samples. What else COCO's annotations say is not here: metrics read the file.
struct GroundTruth {
  std::string image;     ///< path of the image's file
  int64_t image_id = 0;  ///< COCO: id of the image, with which results are written; VOC: position in the list
  int width = 0;         ///< of the image as it was read, px
  int height = 0;
  /// COCO, top-down: id of the instance that this sample shows (the annotation's, or the position in the box file). Two
  /// samples of one image with the same id are one. Bottom-up: absent, the whole image is one sample.
  std::optional<int64_t> instance_id;
  /// COCO: category that results are written with. Bottom-up: 1, as mmpose has it, whatever the annotations say.
  int64_t category_id = 1;
  /// COCO, top-down: w*h of each instance's padded box (`bbox_scales`), px^2. Empty (bottom-up): from the keypoints.
  std::vector<float> bbox_areas;
  /// Top-down, of the annotated person that the sample shows: x1,y1,x2,y2 in image_px, K keypoints x,y and which of
  /// them are labelled. Empty where boxes come from a file.
  std::array<float, 4> person_box{};
  std::vector<std::array<float, 2>> keypoints;
  std::vector<char> keypoints_visible;
  double head_size = 0;  ///< of that person, px; 0 where the dataset does not say
  int64_t label = -1;    ///< classification: index of the class; -1 where there is none
  /// Detection: what is in the image, of the dataset's classes, as the library's LoadAnnotations has it.
  std::vector<AnnotatedBox> boxes;
  /// Segmentation: reads the class of each pixel, as the library's LoadAnnotations has it; null where there is none.
  /// Errors: slipway::Error for a file that cannot be read.
  std::function<LabelMap()> label_map{};
};

/// One sample of a dataset, with what a model says about it.
struct Sample {
  int64_t index = 0;  ///< position in the dataset, from 0; unique
  GroundTruth truth;
  Result prediction;
};

struct CocoTruth;

/// What metrics know of the dataset as a whole.
struct DatasetInfo {
  std::string dataset_name;  ///< of the metainfo: "coco"
  std::string ann_file;      ///< COCO: the annotation file as the dataset found it; "" where there is none
  /// COCO: what that file says, without entries that are broken. Read once, whatever the number of metrics.
  std::shared_ptr<const CocoTruth> truth;
  std::vector<std::string> classes;         ///< names, by label
  std::vector<std::array<int, 3>> palette;  ///< RGB by label; empty where the dataset has none
  bool reduce_zero_label = false;           ///< segmentation: label 0 of the files is no class, 1 is the first one
  bool has_boxes = false;                   ///< whether its samples say which boxes are in them
  std::string voc_year;                     ///< "VOC2007", "VOC2012", "" for anything else
  int64_t num_keypoints = 0;                ///< K of the metainfo, 0 where there are none
  std::vector<double> sigmas;               ///< [K] of the metainfo
  std::vector<size_t> flip_indices;         ///< [K] the keypoint of the other side of the body
  /// Whether the library has keypoints of samples in f64 (it converted some), so that its metrics subtract in f64.
  bool keypoints_in_f64 = false;
  /// What names end in of the files or folders that a metric of these samples writes: not empty for a second side of
  /// the same run, whose files would replace those of the first.
  std::string file_suffix;
  /// Segmentation: writes classes as a grey PNG file, with the folders above it; null where there is none. Errors:
  /// slipway::Error for a file that cannot be written, and labels above 255.
  std::function<void(const std::string& file, const LabelMap& map)> write_label_map{};
};

struct ComputeOptions {
  /// The run did not reach every sample (a limit, an interruption): COCO images of which there is no sample are left
  /// out of the ground truth. Otherwise they count as images in which nothing was found.
  bool partial = false;
};

struct Outcome {
  /// Ordered; keys with their prefix ("coco/AP"), values are doubles or, of class-wise ones, arrays of numbers.
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  std::string text;                ///< table(s) as the library prints them, lines end in \n; may be empty
  std::vector<std::string> files;  ///< files that were written
};

/// Collects predictions, then computes. Not thread-safe. Memory grows with the results only, never with images.
class Metric {
 public:
  virtual ~Metric() = default;
  /// Type as the config wrote it ("CocoMetric").
  virtual const std::string& name() const = 0;
  /// What can be said of a model and a dataset before the first sample. Errors: slipway::Error where results of this
  /// kind and size, or a ground truth like this, are none that the metric judges. Empty parts of `result` say nothing.
  virtual void check(const Result& result, const GroundTruth& truth) const = 0;
  /// Annotations without what it reads of them, "FILE: annotations[3] (id 7): has no 'area'". It leaves them out, so
  /// whoever runs it says so, or ends before the first sample.
  virtual const std::vector<std::string>& bad_annotations() const;
  /// As check(), of the number of a model's classes. Errors: slipway::Error where it is not what the dataset has.
  virtual void check_classes(int64_t num_classes) const { static_cast<void>(num_classes); }
  /// Keeps what the computation needs of one sample. The order of calls does not matter: everything is sorted by
  /// `index`; a sample whose index is already there changes nothing. Errors: slipway::Error where the result is of
  /// another kind than the metric's, or its sizes do not fit.
  virtual void add(const Sample& sample) = 0;
  /// Number of samples collected.
  virtual size_t size() const = 0;
  /// Numbers over all collected samples. Errors: slipway::Error where there are none, or the annotations do not fit.
  virtual Outcome compute(const ComputeOptions& options = {}) = 0;
  /// What was collected, for another process of the same program and machine type. merge() adds it, as if its samples
  /// had been add()ed there: the numbers are those of one process, to the last bit.
  virtual std::string serialise() const = 0;
  /// Errors: slipway::Error for bytes that serialise() of the same metric did not write.
  virtual void merge(std::string_view bytes) = 0;
};

/// Makes a metric of its dict in `test_evaluator`. Errors: slipway::Error that names the key, its place and what is
/// allowed.
using MetricMaker = std::function<std::unique_ptr<Metric>(const config::Value& metric, const DatasetInfo& dataset)>;

/// Keys are "scope.Type" ("mmpose.CocoMetric").
Registry<MetricMaker>& metrics();

struct RegisterMetric {
  RegisterMetric(std::initializer_list<const char*> keys, MetricMaker make);
};

/// One metric of its dict; a type without a scope is looked up in `default_scope`. Errors: an unknown type, with the
/// list of known ones; those of its maker.
std::unique_ptr<Metric> make_metric(const config::Value& metric, const std::string& default_scope,
                                    const DatasetInfo& dataset);
/// All metrics of `test_evaluator`: a dict, a list of dicts, or `dict(type='Evaluator', metrics=...)`. Errors: as
/// make_metric; all unknown types in one.
std::vector<std::unique_ptr<Metric>> make_metrics(const config::Value& evaluator, const std::string& default_scope,
                                                  const DatasetInfo& dataset);

/// Outcomes of several metrics of one run as one. Errors: slipway::Error where two have the same key (their `prefix`
/// tells them apart).
Outcome join_outcomes(const std::vector<Outcome>& outcomes);

/// @name Helpers for makers
/// @{

/// "CocoMetric (cfg.py:12)" for messages.
std::string name_metric(const config::Value& metric);
/// Errors for keys that are neither `type`, `_scope_`, `prefix`, `collect_device`, `collect_dir` nor `known`.
void check_metric_keys(const config::Value& metric, std::initializer_list<std::string_view> known);
/// `prefix` of the dict, or `fallback` where it is absent, None or empty, as in mmengine.
std::string metric_prefix(const config::Value& metric, const char* fallback);
/// A path, or "" for None.
std::string optional_text(const config::Value& metric, const char* key);
/// Refuses `backend_args` and `file_client_args` that mean data on another machine; of datasets as well.
void refuse_remote_files(config::Args& args);
/// @}

}  // namespace slipway::evaluate
