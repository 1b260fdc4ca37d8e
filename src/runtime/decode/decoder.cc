// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/decode/decoder.h"

#include "base/error.h"
#include "base/strings.h"

namespace slipway::runtime {

Registry<DecoderEntry>& decoders() {
  static Registry<DecoderEntry> registry("post-processing component");
  return registry;
}

std::vector<HostTensor> Decoder::merge_flipped(const std::vector<HostTensor>&, const std::vector<HostTensor>&,
                                               const std::vector<size_t>&) const {
  fail("flip tests are for top-down models");
}

std::vector<size_t> read_keypoint_indices(Params& params) {
  std::vector<size_t> result;
  const nlohmann::json* indices = params.raw("output_keypoint_indices");
  if (indices == nullptr) return result;
  for (const nlohmann::json& item : *indices) {
    if (item.is_number_integer() && item.get<int64_t>() >= 0)
      result.push_back(item.get<size_t>());
    else
      params.problem("'output_keypoint_indices' must be a list of integers, got " + brief(*indices));
  }
  return result;
}

std::string describe_all(const std::vector<HostTensor>& tensors) {
  std::vector<std::string> parts;
  for (const HostTensor& tensor : tensors) parts.push_back(tensor.describe());
  return parts.empty() ? "none" : join(parts, ", ");
}

}  // namespace slipway::runtime
