// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/precision.h"

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "base/strings.h"
#include "task/task.h"

namespace slipway::convert {
namespace {

/// Where the config says it: "configs/a.py:3:1: backend_config.precision".
std::string place(const package::DeployConfig& deploy, const std::string& file) {
  const config::Value& backend = deploy.config.at("backend_config");
  const config::Value* value = backend.find("precision");
  if (value == nullptr || !value->is_string()) {
    const config::Value* common = backend.find("common_config");
    value = common == nullptr || !common->is_dict()
                ? nullptr
                : common->find(deploy.precision == "INT8" ? "int8_mode" : "fp16_mode");
  }
  if (value == nullptr) return file + ": backend_config";
  const std::string location = value->location().text();
  return fmt::format("{}: {}", location.empty() ? file : location, value->path());
}

[[noreturn]] void refuse(const config::Value& value, const std::string& why) {
  const std::string location = value.location().text();
  fail("{}{}{}: {}", location, location.empty() ? "" : ": ", value.path(), why);
}

/// Bounds of what f16 can hold: 2^-24 is its smallest number, 65504 its largest.
constexpr double kSmallestHalf = 0x1p-24, kLargestHalf = 65504;

double read_number(const config::Value& value) {
  if (!value.is_int() && !value.is_float()) refuse(value, fmt::format("must be a number, not {}", value.repr()));
  const double number = value.is_int() ? static_cast<double>(value.as_int()) : value.as_float();
  if (!(number >= kSmallestHalf && number <= kLargestHalf))
    refuse(value, fmt::format("must be within {:.3g} and {}, which is what float16 can hold, not {}", kSmallestHalf,
                              kLargestHalf, value.repr()));
  return number;
}

bool read_flag(const config::Value& value) {
  if (!value.is_bool()) refuse(value, fmt::format("must be True or False, not {}", value.repr()));
  return value.as_bool();
}

std::vector<std::string> read_list(const config::Value& value) {
  if (!value.is_sequence()) refuse(value, fmt::format("must be a list, not {}", value.repr()));
  for (const config::Value& item : value.as_sequence())
    if (!item.is_string()) refuse(value, fmt::format("must be a list of names, not {}", value.repr()));
  return value.as_strings();
}

/// The entry of a dict, or the dict where it has none: for messages.
const config::Value& named(const config::Value& dict, std::string_view key) {
  const config::Value* value = dict.find(key);
  return value == nullptr ? dict : *value;
}

/// Whether outputs of the task are positions, which f16 must not round.
bool outputs_coordinates(const package::DeployConfig& deploy) {
  if (deploy.task.empty()) return false;  // a program, of which nobody knows
  const std::vector<task::Role>& roles = task::get(deploy.task).roles(deploy.chooses(), deploy.form);
  return std::any_of(roles.begin(), roles.end(), task::is_position);
}

bool asks_to_keep_io(const package::DeployConfig& deploy) {
  const config::Value* common = deploy.config.at("backend_config").find("common_config");
  const config::Value* keep = common == nullptr || !common->is_dict() ? nullptr : common->find("keep_io_types");
  return keep != nullptr && keep->is_bool() && keep->as_bool();
}

}  // namespace

std::optional<lower::onnx::HalfOptions> half_options(const package::DeployConfig& deploy) {
  if (deploy.precision != "FP16" || !deploy.capabilities.half_precision_in_file) return std::nullopt;
  lower::onnx::HalfOptions options;
  const config::Value& backend = deploy.config.at("backend_config");
  const config::Value* common = backend.find("common_config");
  if (common != nullptr && !common->is_none()) {
    if (!common->is_dict()) refuse(*common, fmt::format("must be a dict, not {}", common->repr()));
    for (const auto& [key, value] : common->as_dict()) {
      const std::string& name = key.as_string();
      if (name == "min_positive_val")
        options.min_positive = read_number(value);
      else if (name == "max_finite_val")
        options.max_finite = read_number(value);
      else if (name == "keep_io_types")
        options.keep_io = read_flag(value);
      else if (name == "disable_shape_infer")
        read_flag(value);  // shapes are known here without it
      else if (name == "op_block_list" && !value.is_none())
        options.op_block_list = read_list(value);
      else if (name == "node_block_list" && !value.is_none())
        options.node_block_list = read_list(value);
      else if (name != "op_block_list" && name != "node_block_list")
        refuse(value,
               "not known for float16" + did_you_mean(name, {"disable_shape_infer", "keep_io_types", "max_finite_val",
                                                             "min_positive_val", "node_block_list", "op_block_list"}));
    }
    if (options.min_positive > options.max_finite)
      refuse(named(*common, "min_positive_val"), fmt::format("is above max_finite_val, {}", options.max_finite));
  }
  // MMDeploy's own FP16 configs say False, so that refusing it would refuse them.
  if (outputs_coordinates(deploy)) options.keep_io = true;
  return options;
}

void require_known_precision(const package::DeployConfig& deploy, const std::string& file) {
  if (deploy.precision == "INT8")
    fail("{}: precision INT8 is not yet supported in this version of Slipway, for any backend; supported: FP32, FP16",
         place(deploy, file));
}

void require_supported_precision(const package::DeployConfig& deploy, const std::string& file) {
  const std::vector<std::string>& taken = deploy.capabilities.precisions;
  if (std::find(taken.begin(), taken.end(), deploy.precision) != taken.end()) {
    half_options(deploy);
    return;
  }
  fail("{}: backend '{}' has no precision {} in Slipway; it has: {}", place(deploy, file), deploy.backend,
       deploy.precision, join(taken, ", "));
}

void warn_about_kept_outputs(const package::DeployConfig& deploy) {
  const auto options = half_options(deploy);
  if (options && options->keep_io && !asks_to_keep_io(deploy))
    log::warning(
        "common_config.keep_io_types=False is not followed: the outputs of this model are coordinates in pixels, "
        "which "
        "float16 would round to 0.5 px from 512 px on; inputs and outputs stay float32 (keep_io_types=True says so)");
}

}  // namespace slipway::convert
