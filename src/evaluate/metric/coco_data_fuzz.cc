// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes are either refused with an Error or read; the reader and another parser agree on what is JSON.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "evaluate/metric/coco_eval.h"
#include "evaluate/metric/json_reader.h"

namespace {

template <typename Body>
bool works(Body&& body) {
  try {
    body();
    return true;
  } catch (const slipway::Error&) {
    return false;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::evaluate;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool is_json = works([&] {
    JsonReader in(text);
    in.skip();
    in.finish();
  });
  // The other parser looks into strings for broken UTF-8, skips a byte order mark, takes NUL for the end, and has no
  // limit of depth.
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
  if (plain && size < 1000 && is_json != nlohmann::json::accept(text)) {
    std::fprintf(stderr, "the readers disagree: %s\n", is_json ? "read" : "refused");
    std::abort();
  }
  CocoTruth truth;
  CocoResults results;
  CocoFile file;
  const bool has_file = works([&] { file = parse_coco_file(text, "gt.json"); });
  if (has_file && file.images.size() != file.truth->image_ids.size()) std::abort();
  const bool has_truth = works([&] { truth = parse_coco_truth(text, "gt.json"); });
  const bool has_results = works([&] { results = parse_coco_results(text, "dt.json"); });
  if (has_truth) {
    for (CocoKind kind : {CocoKind::kBbox, CocoKind::kKeypoints}) {
      for (CocoRules rules : {CocoRules::kPycocotools, CocoRules::kXtcocotools}) {
        works([&] { evaluate_coco(truth, results, coco_params(kind, rules)); });
      }
    }
  }
  if (has_results) {
    CocoTruth one;
    one.has_annotations = true;
    one.category_ids = {1};
    one.category_names[1] = "thing";
    for (const CocoDetection& detection : results.detections) one.image_ids.push_back(detection.image_id);
    CocoAnnotation annotation;
    annotation.id = 1;
    annotation.category_id = 1;
    annotation.image_id = results.detections.empty() ? 1 : results.detections.front().image_id;
    annotation.has_bbox = annotation.has_area = true;
    annotation.bbox = {0, 0, 10, 10};
    annotation.area = 50;
    one.annotations.push_back(annotation);
    works([&] { evaluate_coco(one, results, coco_params(CocoKind::kBbox, CocoRules::kPycocotools)); });
  }
  return 0;
}
