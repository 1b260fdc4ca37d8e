// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// mmpretrain's ConfusionMatrix: rows are the true classes, columns the predicted ones.
#include <fmt/format.h>

#include <algorithm>

#include "evaluate/metric/class_metric.h"

namespace slipway::evaluate {
namespace {

using Matrix = std::vector<std::vector<int64_t>>;

/// Rows or columns to print: all, or of a large matrix three of each end (kGap between them).
constexpr size_t kGap = static_cast<size_t>(-1);
std::vector<size_t> shown(size_t n, bool all) {
  constexpr size_t kEdge = 3;
  std::vector<size_t> result;
  for (size_t i = 0; i < n; ++i) {
    if (all || n <= 2 * kEdge || i < kEdge || i >= n - kEdge) {
      result.push_back(i);
    } else if (i == kEdge) {
      result.push_back(kGap);
    }
  }
  return result;
}

/// As torch prints a tensor.
std::string tensor_text(const Matrix& matrix) {
  constexpr size_t kPrintAll = 1000;
  const std::vector<size_t> picked = shown(matrix.size(), matrix.size() * matrix.size() <= kPrintAll);
  size_t width = 1;
  for (size_t row : picked) {
    for (size_t column : picked) {
      if (row != kGap && column != kGap) width = std::max(width, std::to_string(matrix[row][column]).size());
    }
  }
  std::string text = "tensor([";
  const std::string indent(text.size(), ' ');
  for (size_t i = 0; i < picked.size(); ++i) {
    if (i > 0) text += ",\n" + indent;
    if (picked[i] == kGap) {
      text += "...";
      continue;
    }
    text += "[";
    for (size_t j = 0; j < picked.size(); ++j) {
      if (j > 0) text += ", ";
      text += picked[j] == kGap ? " ..." : fmt::format("{:>{}}", matrix[picked[i]][picked[j]], width);
    }
    text += "]";
  }
  return text + "])";
}

class ConfusionMatrix : public ClassMetric {
 public:
  explicit ConfusionMatrix(const config::Value& metric) : ClassMetric(metric, "confusion_matrix", 1) {
    check_metric_keys(metric, {"num_classes"});
    fallback_classes_ = read_num_classes(metric);
  }

 protected:
  Outcome compute(const std::vector<ClassRecord>& records) override {
    Matrix matrix(num_classes(), std::vector<int64_t>(num_classes(), 0));
    for (const ClassRecord& record : records) {
      ++matrix[static_cast<size_t>(record.label)][static_cast<size_t>(record.first_top)];
    }
    Outcome outcome;
    outcome.metrics[key("result")] = matrix;
    outcome.text = key("result") + ": \n" + tensor_text(matrix) + "\n";
    return outcome;
  }
};

const RegisterMetric kConfusionMatrix({"mmpretrain.ConfusionMatrix"},
                                      [](const config::Value& metric, const DatasetInfo&) {
                                        return std::make_unique<ConfusionMatrix>(metric);
                                      });

}  // namespace
}  // namespace slipway::evaluate
