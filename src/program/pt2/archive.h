// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/tensor.h"
#include "checkpoint/bytes.h"
#include "checkpoint/zip.h"

namespace slipway::program::pt2 {

/// A `.pt2` archive taken apart. PyTorch 2.5 to 2.7 write flat members with weights as torch.save does, 2.8 a folder of
/// the archive's name, from 2.9 on weights are raw files that a JSON file describes; which it is, the members say.
/// Weights refer to the file's bytes where they lie contiguous and aligned in it.
class Archive {
 public:
  /// Errors: slipway::Error for what is no such archive, saying what it is instead.
  explicit Archive(checkpoint::Bytes file);

  /// The program itself, as JSON text.
  std::string_view model() const { return model_; }
  /// A parameter or buffer of the state dict, or a constant, by its name; null where there is none.
  const HostTensor* weight(const std::string& name);
  const HostTensor* constant(const std::string& name);
  /// What the exporter wrote besides (`extra_files` of torch.export.save).
  const std::map<std::string, std::string>& extra() const { return extra_; }

 private:
  using Tensors = std::map<std::string, HostTensor, std::less<>>;
  /// Reads the torch.save archive `pickled`, or what the description `config` says of raw files in `folder`.
  Tensors read(const std::string& pickled, const std::string& config, const std::string& folder);
  Tensors read_raw(const std::string& config, const std::string& folder);
  HostTensor read_raw_tensor(const nlohmann::json& meta, checkpoint::ByteSpan bytes);
  HostTensor read_pickled_tensor(checkpoint::ByteSpan bytes);
  bool has(const std::string& member) const { return zip_.contains(folder_ + member); }

  checkpoint::Bytes file_;
  checkpoint::ZipArchive zip_;
  std::string folder_;  ///< "" or "NAME/"
  bool flat_ = false;
  std::string_view model_;
  std::map<std::string, std::string> extra_;
  std::unique_ptr<Tensors> weights_, constants_;
  uint64_t copy_budget_;  ///< bytes that may still be copied, of all tensors together
};

/// What `ScalarType` numbers of the schema mean; they are not c10's.
/// Errors: slipway::Error for types that no tensor here has (complex, quantised, ...).
DType dtype_of_schema(int64_t number);

}  // namespace slipway::program::pt2
