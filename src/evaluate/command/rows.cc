// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "evaluate/command/job.h"

namespace slipway::evaluate {
namespace {

constexpr size_t kWidth = 110;  ///< characters of a line
constexpr size_t kShortList = 6;

/// One number, or a short list of them; nothing for what does not fit into a cell.
std::string cell(const nlohmann::ordered_json& value) {
  if (value.is_null()) return "nan";
  if (value.is_number_float()) return fmt::format("{:.4f}", value.get<double>());
  if (value.is_number()) return value.dump();
  if (!value.is_array() || value.size() > kShortList) return "...";
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : " ") + cell(item);
  return text;
}

/// second - first, where both are numbers.
std::string difference(const nlohmann::ordered_json& first, const nlohmann::ordered_json& second) {
  if (!first.is_number() || !second.is_number()) return first == second ? "0" : "-";
  const double change = second.get<double>() - first.get<double>();
  return std::isnan(change) ? "-" : fmt::format("{:+.4f}", change);
}

}  // namespace

nlohmann::ordered_json rows_json(const std::vector<Row>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows) list.push_back({{"name", row.name}, {"metrics", row.outcome.metrics}});
  return {{"rows", list}};
}

std::string rows_table(const std::vector<Row>& rows) {
  std::vector<std::string> names{""};
  for (const Row& row : rows) names.push_back(row.name);
  const bool compare = rows.size() == 2;
  if (compare) names.emplace_back("difference");
  size_t margin = 0;
  for (const std::string& name : names) margin = std::max(margin, name.size());

  std::vector<std::vector<std::string>> columns;
  for (const auto& [key, value] : rows.front().outcome.metrics.items()) {
    std::vector<std::string> column{key};
    for (const Row& row : rows)
      column.push_back(row.outcome.metrics.contains(key) ? cell(row.outcome.metrics.at(key)) : "-");
    if (compare && rows[1].outcome.metrics.contains(key))
      column.push_back(difference(value, rows[1].outcome.metrics.at(key)));
    column.resize(names.size());
    columns.push_back(std::move(column));
  }
  std::string text;
  for (size_t first = 0; first < columns.size();) {
    std::vector<std::string> lines;
    for (const std::string& name : names) lines.push_back(fmt::format("{:<{}}", name, margin));
    size_t next = first;
    for (; next < columns.size(); ++next) {
      size_t width = 0;
      for (const std::string& item : columns[next]) width = std::max(width, item.size());
      if (next > first && lines.front().size() + 2 + width > kWidth) break;
      for (size_t i = 0; i < lines.size(); ++i) lines[i] += fmt::format("  {:>{}}", columns[next][i], width);
    }
    if (first > 0) text += "\n";
    for (const std::string& line : lines) text += line + "\n";
    first = next;
  }
  return text;
}

}  // namespace slipway::evaluate
