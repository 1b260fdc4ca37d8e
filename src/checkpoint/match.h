// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "checkpoint/checkpoint.h"

namespace slipway::checkpoint {

/// A parameter or buffer that a model wants from a checkpoint.
struct ExpectedEntry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  bool optional = false;    ///< no problem when the checkpoint lacks it
  bool may_be_inf = false;  ///< a buffer such as a mask, where an infinity means something
};

struct ShapeMismatch {
  std::string name;
  std::vector<int64_t> expected;  ///< the model's
  std::vector<int64_t> found;     ///< the checkpoint's
};

/// A tensor with values that nothing can be computed with.
struct NotFinite {
  std::string name;
  int64_t nan = 0;       ///< elements that are NaN
  int64_t infinite = 0;  ///< elements that are infinite, or become so in the model's element type
  int64_t count = 0;     ///< all elements
};

/// What does not fit between a model and a checkpoint, each list in the order of its side.
struct MatchResult {
  std::vector<std::string>
      missing;  ///< in the model, not in the checkpoint; `num_batches_tracked` and optional ones left out
  std::vector<std::string> unexpected;  ///< in the checkpoint, not in the model
  std::vector<ShapeMismatch> mismatched;
  std::vector<NotFinite> not_finite;   ///< of those that the model takes; others do no harm
  std::vector<std::string> converted;  ///< "name (f16 in the checkpoint, f32 in the model)": loadable by conversion
  std::string hint;  ///< e.g. "... names fit when the prefix 'backbone.' is removed"; empty where there is none

  /// Every weight of the model is there in its shape, and a number; unexpected names are allowed.
  bool loadable() const { return missing.empty() && mismatched.empty() && not_finite.empty(); }
  /// Nothing to report at all.
  bool exact() const { return loadable() && unexpected.empty(); }
  /// All lists in one text of several lines, long ones shortened to their first 20 names; empty when exact().
  std::string report() const;
  /// The part of the report that says which values are NaN or infinite; empty where there are none.
  std::string report_not_finite() const;
};

/// Compares names and shapes, and looks for values that are no numbers. A one-element tensor of any shape fits a
/// model's scalar; an element type that differs is converted by the loader, so that it is reported in `converted` only.
MatchResult match(std::span<const ExpectedEntry> expected, const Checkpoint& checkpoint);

}  // namespace slipway::checkpoint
