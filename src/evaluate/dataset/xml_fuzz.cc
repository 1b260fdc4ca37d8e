// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes are either refused with an Error or read as elements that have names.
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "evaluate/dataset/xml.h"

namespace {

void require_names(const slipway::evaluate::XmlElement& element) {
  if (element.name.empty()) std::abort();
  for (const slipway::evaluate::XmlElement& child : element.children) require_names(child);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    require_names(slipway::evaluate::parse_xml({reinterpret_cast<const char*>(data), size}));
  } catch (const slipway::Error&) {
    // That is what it is for.
  }
  return 0;
}
