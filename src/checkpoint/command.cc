// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/command.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/strings.h"
#include "checkpoint/bytes.h"
#include "checkpoint/compare.h"
#include "checkpoint/container.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/save.h"
#include "checkpoint/zip.h"

namespace slipway::checkpoint {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr size_t kMaxShownNames = 20;
constexpr size_t kMaxShownText = 100;

/// Everything that is not a tensor's values: names and numbers of one checkpoint.
struct Overview {
  std::string format;
  uint64_t file_bytes = 0;
  int64_t elements = 0, tensor_bytes = 0, not_finite = 0;
  std::map<std::string, int64_t> tensors_of_dtype;
};

std::string format_name(const std::filesystem::path& file) {
  const Bytes bytes = map_file(file);
  if (looks_like_zip(bytes.data)) return "PyTorch zip";
  if (looks_safetensors(bytes.data)) return "safetensors";
  return "PyTorch legacy (before 1.6)";
}

Overview overview(const Checkpoint& checkpoint, const std::filesystem::path& file,
                  const std::vector<Statistics>& statistics) {
  Overview result;
  result.format = format_name(file);
  result.file_bytes = std::filesystem::file_size(file);
  for (size_t i = 0; i < checkpoint.state_dict.size(); ++i) {
    const HostTensor& tensor = checkpoint.state_dict[i].tensor;
    result.elements += tensor.numel();
    result.tensor_bytes += static_cast<int64_t>(tensor.nbytes());
    result.not_finite += statistics[i].not_finite;
    ++result.tensors_of_dtype[std::string(name_of(tensor.dtype()))];
  }
  return result;
}

/// Whether its top level is the tensors themselves.
bool is_bare(const Checkpoint& checkpoint) {
  return std::any_of(checkpoint.keys.begin(), checkpoint.keys.end(), [&](const std::string& key) {
    return key != "state_dict" && checkpoint.find(model_name(key)) != nullptr;
  });
}

/// Infinity has no JSON.
OrderedJson number_json(double value) { return std::isfinite(value) ? OrderedJson(value) : OrderedJson("inf"); }

OrderedJson tensor_json(const NamedTensor& entry, const Statistics& statistics) {
  return {{"name", entry.name},
          {"dtype", name_of(entry.tensor.dtype())},
          {"shape", entry.tensor.shape()},
          {"bytes", entry.tensor.nbytes()},
          {"sum", statistics.sum},
          {"min", statistics.min},
          {"max", statistics.max},
          {"not_finite", statistics.not_finite}};
}

OrderedJson overview_json(const Checkpoint& checkpoint, const Overview& all) {
  return {{"file", checkpoint.source},
          {"format", all.format},
          {"file_bytes", all.file_bytes},
          {"tensors", checkpoint.state_dict.size()},
          {"elements", all.elements},
          {"tensor_bytes", all.tensor_bytes},
          {"dtypes", all.tensors_of_dtype},
          {"not_finite", all.not_finite},
          {"ema_tensors", checkpoint.ema_state_dict.size()},
          {"keys", is_bare(checkpoint) ? OrderedJson::array() : OrderedJson(checkpoint.keys)},
          {"skipped", checkpoint.skipped},
          {"meta", checkpoint.meta}};
}

std::string several(const std::vector<std::string>& names, const std::string& separator) {
  const size_t count = std::min(names.size(), kMaxShownNames);
  const std::vector<std::string> some(names.begin(), names.begin() + static_cast<ptrdiff_t>(count));
  const std::string more =
      names.size() > count ? fmt::format("{}... and {} more", separator, names.size() - count) : "";
  return join(some, separator) + more;
}

/// One line of a value of `meta`: texts shortened to their first line, lists and dicts counted.
std::string meta_text(const nlohmann::json& value) {
  if (value.is_string()) {
    const std::string text = value.get<std::string>();
    const std::string line = shown(text.substr(0, text.find('\n')), kMaxShownText);
    return text.size() > line.size() ? fmt::format("{} ... ({} characters)", line, text.size()) : line;
  }
  if (value.is_array() || value.is_object()) {
    const std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text.size() <= kMaxShownText ? text
                                        : fmt::format("{} ... ({} entries)", shown(text, kMaxShownText), value.size());
  }
  return value.dump();
}

std::string table_line(const std::string& name, const std::string& text) {
  return fmt::format("{:<14}{}\n", name, text);
}

std::string overview_text(const Checkpoint& checkpoint, const Overview& all) {
  std::string text = table_line("file", fmt::format("{}, {} bytes", checkpoint.source, all.file_bytes));
  text += table_line("format", all.format);
  std::vector<std::string> dtypes;
  for (const auto& [name, count] : all.tensors_of_dtype) dtypes.push_back(fmt::format("{} {}", count, name));
  text += table_line("tensors", fmt::format("{} ({}), {} elements, {} bytes", checkpoint.state_dict.size(),
                                            join(dtypes, ", "), all.elements, all.tensor_bytes));
  if (!checkpoint.ema_state_dict.empty())
    text += table_line("EMA", fmt::format("{} raw tensors beside; those above are the averaged ones",
                                          checkpoint.ema_state_dict.size()));
  if (all.not_finite > 0)
    text += table_line("NOT FINITE", fmt::format("{} values are NaN or infinite", all.not_finite));
  if (!checkpoint.skipped.empty()) text += table_line("not loaded", several(checkpoint.skipped, ", "));
  std::vector<std::string> keys;
  for (const std::string& key : checkpoint.keys) keys.push_back(shown(key, 60));
  text += table_line("keys", is_bare(checkpoint) ? "the tensors' names" : several(keys, ", "));
  for (const auto& [key, value] : checkpoint.meta.items()) {
    if (key == "dataset_meta" && value.is_object()) {
      for (const auto& [of_data, item] : value.items())
        text += table_line("dataset_meta", fmt::format("{}: {}", shown(of_data, 60), meta_text(item)));
    } else {
      text += table_line("meta", fmt::format("{}: {}", shown(key, 60), meta_text(value)));
    }
  }
  return text;
}

std::string list_text(const Checkpoint& checkpoint, const std::vector<Statistics>& statistics) {
  size_t name_width = 4, type_width = 5;
  for (const NamedTensor& entry : checkpoint.state_dict) {
    name_width = std::max(name_width, shown(entry.name).size());
    type_width = std::max(type_width, entry.tensor.describe().size());
  }
  std::string text = fmt::format("\n{:<{}}  {:<{}}  {:>10}  {:>12}  {:>12}  {:>12}\n", "name", name_width, "shape",
                                 type_width, "bytes", "sum", "min", "max");
  for (size_t i = 0; i < checkpoint.state_dict.size(); ++i) {
    const auto& [name, tensor] = checkpoint.state_dict[i];
    text += fmt::format("{:<{}}  {:<{}}  {:>10}  {:>12.6g}  {:>12.6g}  {:>12.6g}{}\n", shown(name), name_width,
                        tensor.describe(), type_width, tensor.nbytes(), statistics[i].sum, statistics[i].min,
                        statistics[i].max,
                        statistics[i].not_finite > 0 ? fmt::format("  {} not finite", statistics[i].not_finite) : "");
  }
  return text;
}

OrderedJson comparison_json(const Comparison& comparison) {
  OrderedJson values = OrderedJson::array();
  for (const ValueDifference& difference : comparison.values)
    values.push_back({{"name", difference.name},
                      {"largest", number_json(difference.largest)},
                      {"relative", number_json(difference.relative)},
                      {"count", difference.count}});
  return {{"same", comparison.same()},
          {"equal", comparison.equal},
          {"only_first", comparison.only_first},
          {"only_second", comparison.only_second},
          {"shapes", comparison.shapes},
          {"dtypes", comparison.dtypes},
          {"values", values}};
}

std::string comparison_text(const Comparison& comparison, const std::string& first, const std::string& second) {
  std::string text = fmt::format("- {}\n+ {}\n{} tensors are equal\n", first, second, comparison.equal);
  for (const std::string& name : comparison.only_first) text += fmt::format("- {}\n", shown(name));
  for (const std::string& name : comparison.only_second) text += fmt::format("+ {}\n", shown(name));
  for (const std::string& line : comparison.shapes) text += fmt::format("shape   {}\n", shown(line));
  for (const std::string& line : comparison.dtypes) text += fmt::format("type    {}\n", shown(line));
  for (const ValueDifference& difference : comparison.values)
    text += fmt::format("values  {}  {} differ, by at most {:.6g} ({:.2g} of the largest value)\n",
                        shown(difference.name), difference.count, difference.largest, difference.relative);
  return text + (comparison.same() ? "they hold the same weights\n" : "they differ\n");
}

/// Writes it, reads what was written, and says what the new file has not.
std::string convert(const Checkpoint& checkpoint, const std::filesystem::path& to) {
  save(checkpoint, to);
  require(compare(checkpoint, load(to)).same(), "a checkpoint that was written must hold what was to be written");
  std::vector<std::string> left_out;
  if (to.extension() == ".safetensors" && !checkpoint.ema_state_dict.empty()) left_out.push_back("ema_state_dict");
  const bool bare = is_bare(checkpoint);
  for (const std::string& key : checkpoint.keys)
    if (!bare && key != "state_dict" && key != "meta" && key != "ema_state_dict") left_out.push_back(shown(key, 60));
  return fmt::format("written {}: {} tensors, read back and equal{}\n", to.string(), checkpoint.state_dict.size(),
                     left_out.empty() ? "" : "; left out: " + several(left_out, ", "));
}

}  // namespace

std::string run_checkpoint_command(const CheckpointCommandOptions& options) {
  Checkpoint checkpoint = load(options.file);
  if (options.new_names) rename(checkpoint, options.new_names(names_of(checkpoint)));
  std::vector<Statistics> numbers;
  for (const NamedTensor& entry : checkpoint.state_dict) numbers.push_back(statistics(entry.tensor));
  const Overview all = overview(checkpoint, options.file, numbers);
  std::string note = options.to.empty() ? "" : convert(checkpoint, options.to);
  if (options.json) {
    OrderedJson document = overview_json(checkpoint, all);
    if (options.list) {
      document["list"] = OrderedJson::array();
      for (size_t i = 0; i < numbers.size(); ++i)
        document["list"].push_back(tensor_json(checkpoint.state_dict[i], numbers[i]));
    }
    if (!options.diff.empty()) document["diff"] = comparison_json(compare(checkpoint, load(options.diff)));
    return document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  if (!options.diff.empty())
    return note +
           comparison_text(compare(checkpoint, load(options.diff)), options.file.string(), options.diff.string());
  if (!note.empty() && !options.list) return note;
  return note + overview_text(checkpoint, all) + (options.list ? list_text(checkpoint, numbers) : "");
}

}  // namespace slipway::checkpoint
