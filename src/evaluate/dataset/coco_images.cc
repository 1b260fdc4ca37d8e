// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/coco_images.h"

namespace slipway::evaluate {
namespace {

/// Positions of entries with ids of their own: of several with one id the last, at the place of the first.
template <typename T>
std::vector<size_t> unique_ids(const std::vector<T>& entries) {
  std::unordered_map<int64_t, size_t> places;
  std::vector<size_t> result;
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto [place, fresh] = places.emplace(entries[i].id, result.size());
    if (fresh)
      result.push_back(i);
    else
      result[place->second] = i;
  }
  return result;
}

}  // namespace

AnnotatedImages group_by_image(CocoFile& file) {
  AnnotatedImages result;
  result.truth = file.truth.get();
  for (const size_t i : unique_ids(file.images)) {
    result.places.emplace(file.images[i].id, result.images.size());
    result.images.push_back(std::move(file.images[i]));
  }
  result.annotations.resize(result.images.size());
  const std::vector<size_t> kept = unique_ids(file.truth->annotations);
  for (const size_t k : kept) {
    const CocoAnnotation& annotation = file.truth->annotations[k];
    const auto place = result.places.find(annotation.image_id);
    if (place == result.places.end())
      ++result.orphans;
    else
      result.annotations[place->second].push_back(&annotation);
  }
  result.duplicate_images = file.images.size() - result.images.size();
  result.duplicate_annotations = file.truth->annotations.size() - kept.size();
  return result;
}

void AnnotatedImages::add_notes(Dataset& dataset) const {
  const auto note = [&](size_t count, const char* text) {
    if (count > 0) dataset.notes.push_back(fmt::format("{}: {} {}", dataset.info.ann_file, count, text));
  };
  note(duplicate_images, "images have the id of another one; of each id the last one counts");
  note(duplicate_annotations, "annotations have the id of another one; of each id the last one counts");
  note(orphans, "annotations are of images that are not in the file; they are not used");
}

}  // namespace slipway::evaluate
