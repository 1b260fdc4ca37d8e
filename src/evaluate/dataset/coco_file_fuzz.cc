// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes are either refused with an Error or read, and what is read is what it says it is.
#include <cstdlib>
#include <set>

#include "evaluate/dataset/coco_file.h"
#include "slipway/error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace slipway::evaluate;
  try {
    const CocoFile file = parse_coco({reinterpret_cast<const char*>(data), size}, "gt.json");
    std::set<int64_t> ids;
    for (const CocoImage& image : file.images)
      if (!ids.insert(image.id).second) std::abort();
    ids.clear();
    for (const CocoInstance& instance : file.instances)
      if (!ids.insert(instance.id).second) std::abort();
    if (file.bad.size() != file.bad_images.size() + file.bad_annotations.size()) std::abort();
  } catch (const slipway::Error&) {
  }
  return 0;
}
