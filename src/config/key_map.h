// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "slipway/config.h"

namespace slipway::config {

/// What the names of a checkpoint's tensors are in the model, for weights that another library wrote.
class KeyMap {
 public:
  KeyMap() = default;
  /// A config (.py, .json, .yaml) with one or both of
  /// - `names`: a dict of whole names, old to new;
  /// - `revise_keys`: a list of (pattern, replacement) as mmengine's `load_checkpoint` takes it: one after the other,
  /// each
  ///   by Python's `re.sub` on the names that the one before gave.
  /// Errors: slipway::Error, for other keys and types with file and line.
  explicit KeyMap(const std::filesystem::path& file);

  /// The names in the model, one for each given; those of which the map says nothing stay.
  /// Errors: slipway::Error that shows the pattern which is no regular expression.
  std::vector<std::string> apply(const std::vector<std::string>& names) const;
  bool empty() const { return names_.is_none() && revise_keys_.is_none(); }
  const std::string& source() const { return source_; }

 private:
  std::string source_;
  Value names_, revise_keys_;
};

}  // namespace slipway::config
