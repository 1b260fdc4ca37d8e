// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The table and its JSON.
#include <algorithm>

#include "base/error.h"
#include "base/strings.h"
#include "profile/row.h"

namespace slipway::profile {
namespace {

using nlohmann::ordered_json;

constexpr double kMs = 1000;
constexpr double kMiB = 1024.0 * 1024.0;

template <typename Stage>
Statistics of_stage(const Row& row, Stage&& stage) {
  std::vector<double> values;
  for (const StageTimes& time : row.times) values.push_back(stage(time) * kMs);
  return summarize(std::move(values));
}

const char* name_of(Status status) {
  switch (status) {
    case Status::kMeasured:
      return "measured";
    case Status::kRefused:
      return "refused";
    case Status::kNotAvailable:
      return "not available";
    case Status::kFailed:
      return "failed";
    case Status::kUnreadable:
      return "unreadable";
    case Status::kInterrupted:
      return "interrupted";
  }
  return "";
}

/// Milliseconds with three digits or so.
std::string ms(double value) {
  return fmt::format("{:.{}f}", value, value < 1 ? 4 : value < 10 ? 3 : value < 100 ? 2 : 1);
}

using Lines = std::vector<std::vector<std::string>>;  // [line][cell]

const std::vector<std::string> kNames{"model", "backend", "precision", "batch", "threads"};
const std::vector<std::string> kLatencyColumns{"mean ms", "p50", "p90", "p99", "images/s"};
const std::vector<std::string> kCosts{"transform", "inference", "decode", "load ms", "memory MiB"};

std::vector<std::string> name_cells(const Conditions& conditions, const Row& row) {
  const int threads = conditions.options.threads;
  return {row.target.label, row.target.backend, row.target.precision.empty() ? "-" : row.target.precision,
          row.batch > 0 ? std::to_string(row.batch) : "-", threads > 0 ? std::to_string(threads) : "auto"};
}

std::vector<std::string> latency_cells(const Summary& summary) {
  return {ms(summary.latency.mean), ms(summary.latency.p50), ms(summary.latency.p90), ms(summary.latency.p99),
          fmt::format("{:.1f}", summary.images_per_second)};
}

std::vector<std::string> cost_cells(const Row& row, const Summary& summary) {
  const bool stages = row.target.directory;
  return {stages ? ms(summary.transform.mean) : "-", ms(summary.inference.mean), stages ? ms(summary.decode.mean) : "-",
          fmt::format("{:.0f}", row.loaded.load_seconds * kMs),
          fmt::format("{:.1f}", static_cast<double>(row.memory.peak - row.memory.baseline) / kMiB)};
}

std::vector<std::string> joined(std::vector<std::string> cells, const std::vector<std::string>& more) {
  cells.insert(cells.end(), more.begin(), more.end());
  return cells;
}

/// Columns as wide as their widest cell; a line that ends early ends with text that may be of any length.
std::string format_lines(const Lines& lines) {
  const size_t columns = lines.front().size();
  constexpr size_t kLeft = 3;  // model, backend and precision are words
  std::vector<size_t> widths(columns, 0);
  for (const auto& line : lines)
    for (size_t i = 0; i < line.size(); ++i)
      if (i < kNames.size() || line.size() == columns) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) {
      if (i > 0) text += "  ";
      if (i < kLeft)
        text += fmt::format("{:<{}}", line[i], widths[i]);
      else if (i >= kNames.size() && line.size() < columns)
        text += line[i];
      else
        text += fmt::format("{:>{}}", line[i], widths[i]);
    }
    text += "\n";
  }
  return text;
}

size_t longest_line(const std::string& text) {
  size_t longest = 0;
  for (const std::string& line : split(text, '\n')) longest = std::max(longest, line.size());
  return longest;
}

/// @param latency,costs which parts
std::string format_table(const Conditions& conditions, const std::vector<Row>& rows, bool latency, bool costs) {
  Lines lines{kNames};
  if (latency) lines[0] = joined(lines[0], kLatencyColumns);
  if (costs) lines[0] = joined(lines[0], kCosts);
  const Row* above = nullptr;
  for (const Row& row : rows) {
    std::vector<std::string> cells = name_cells(conditions, row);
    // What is missing takes many words to say, once.
    const bool repeated = above != nullptr && above->target.label == row.target.label && above->reason == row.reason;
    above = &row;
    if (row.measured()) {
      const Summary summary = summarize(row);
      if (latency) cells = joined(cells, latency_cells(summary));
      if (costs) cells = joined(cells, cost_cells(row, summary));
    } else if (latency) {
      cells.push_back(fmt::format("{}: {}", name_of(row.status), repeated ? "as above" : row.reason));
    } else {
      continue;
    }
    lines.push_back(std::move(cells));
  }
  return format_lines(lines);
}

std::string describe_conditions(const Conditions& conditions, const std::vector<Row>& rows) {
  const Options& options = conditions.options;
  std::string text =
      fmt::format("device {}, {} runs to warm up, {} counted", options.device, options.warmup, options.iterations);
  if (options.time_limit > 0) text += fmt::format(" or as many as fit into {:g} s", options.time_limit);
  text += std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.measured(); }) > 1 ? ", in turns\n"
                                                                                                     : "\n";
  if (!conditions.images.empty()) text += fmt::format("image {}\n", conditions.images);
  return text;
}

ordered_json to_json(const Statistics& s) {
  return {{"mean", s.mean}, {"std", s.deviation}, {"min", s.min}, {"p10", s.p10},
          {"p50", s.p50},   {"p90", s.p90},       {"p99", s.p99}, {"max", s.max}};
}

ordered_json to_json(const Row& row) {
  ordered_json json{{"model", row.target.label}, {"path", row.target.path}, {"backend", row.target.backend}};
  json["precision"] = row.target.precision.empty() ? ordered_json(nullptr) : ordered_json(row.target.precision);
  json["batch"] = row.batch > 0 ? ordered_json(row.batch) : ordered_json(nullptr);
  json["status"] = name_of(row.measured() ? Status::kMeasured : row.status);
  if (!row.reason.empty()) json["reason"] = row.reason;
  if (!row.measured()) return json;
  const Summary summary = summarize(row);
  json["iterations"] = row.times.size();
  json["latency_ms"] = to_json(summary.latency);
  json["images_per_s"] = summary.images_per_second;
  json["stages_ms"] = {{"inference", to_json(summary.inference)}};
  if (row.target.directory)
    json["stages_ms"] = {{"transform", to_json(summary.transform)},
                         {"inference", to_json(summary.inference)},
                         {"decode", to_json(summary.decode)}};
  json["load_ms"] = row.loaded.load_seconds * kMs;
  json["library_ms"] = row.loaded.library_seconds * kMs;
  json["first_run_ms"] = row.loaded.first_seconds * kMs;
  json["memory_bytes"] = {{"peak", row.memory.peak},
                          {"baseline", row.memory.baseline},
                          {"over_baseline", row.memory.peak - row.memory.baseline}};
  return json;
}

}  // namespace

Summary summarize(const Row& row) {
  Summary summary;
  summary.transform = of_stage(row, [](const StageTimes& t) { return t.transform; });
  summary.inference = of_stage(row, [](const StageTimes& t) { return t.inference; });
  summary.decode = of_stage(row, [](const StageTimes& t) { return t.decode; });
  summary.latency = of_stage(row, [](const StageTimes& t) { return t.transform + t.inference + t.decode; });
  summary.images_per_second =
      summary.latency.mean > 0 ? static_cast<double>(row.batch) * kMs / summary.latency.mean : 0;
  return summary;
}

std::string format_text(const Conditions& conditions, const std::vector<Row>& rows, size_t width) {
  std::string table = format_table(conditions, rows, true, true);
  if (width > 0 && longest_line(table) > width)
    table = format_table(conditions, rows, true, false) + "\n" + format_table(conditions, rows, false, true);
  std::string text = describe_conditions(conditions, rows) + "\n" + table;
  std::string notes;
  for (const Row& row : rows)
    if (row.measured() && !row.reason.empty())
      notes += fmt::format("{}, batch {}: {} after {} runs: {}\n", row.target.label, row.batch, name_of(row.status),
                           row.times.size(), row.reason);
  if (!notes.empty()) text += "\n" + notes;
  return text;
}

ordered_json format_json(const Conditions& conditions, const std::vector<Row>& rows) {
  const Options& options = conditions.options;
  ordered_json json{{"device", options.device},
                    {"threads", options.threads > 0 ? ordered_json(options.threads) : ordered_json(nullptr)},
                    {"warmup", options.warmup},
                    {"iterations", options.iterations}};
  json["time_limit_s"] = options.time_limit > 0 ? ordered_json(options.time_limit) : ordered_json(nullptr);
  json["images"] = conditions.images.empty() ? ordered_json(nullptr) : ordered_json(conditions.images);
  json["interrupted"] = conditions.interrupted;
  json["rows"] = ordered_json::array();
  for (const Row& row : rows) json["rows"].push_back(to_json(row));
  return json;
}

}  // namespace slipway::profile
