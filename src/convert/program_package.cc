// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The model directory of a program: the network alone, tensors in and out.
#include <algorithm>

#include "base/io.h"
#include "convert/program_job.h"
#include "task/tensors.h"

namespace slipway::convert {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kPackageIndent = 4;  // as MMDeploy writes them

/// Name, element type and shape, -1 for a dynamic size.
Json describe_tensors(const graph::Graph& graph, const std::vector<graph::ValueId>& ids) {
  Json list = Json::array();
  for (const graph::ValueId id : ids) {
    const graph::Value& value = graph.value(id);
    Json shape = Json::array();
    for (const graph::SymInt& size : value.shape) shape.push_back(size.is_constant() ? size.constant() : -1);
    list.push_back({{"name", value.name}, {"dtype", name_of(value.dtype)}, {"shape", shape}});
  }
  return list;
}

Json names_of(const std::vector<std::string>& names) { return Json(names); }

}  // namespace

std::string package_program(const ProgramJob& job, const std::filesystem::path& folder) {
  const std::string name = std::filesystem::path(job.program->source).stem().string();
  const auto file = [&](size_t i) { return i < job.model_files.size() ? job.model_files[i].filename().string() : ""; };
  const bool dynamic = !job.program->axes.empty();
  const Json deploy{{"version", SLIPWAY_VERSION},
                    {"task", task::kTensorsClass},
                    {"models", Json::array({{{"name", name},
                                             {"net", file(0)},
                                             {"weights", file(1)},
                                             {"backend", job.deploy.backend},
                                             {"precision", job.deploy.precision},
                                             {"batch_size", 1},
                                             {"dynamic_shape", dynamic}}})},
                    {"customs", Json::array()},
                    {"inputs", describe_tensors(job.graph, job.graph.inputs)},
                    {"outputs", describe_tensors(job.graph, job.graph.outputs)}};
  const bool by_place = job.deploy.ir == "torchscript";  // which knows no names
  Json input_map = Json::object();
  Json output_map = Json::object();
  for (size_t i = 0; i < job.deploy.input_names.size(); ++i)
    input_map[job.deploy.input_names[i]] = by_place ? "#" + std::to_string(i) : job.deploy.input_names[i];
  for (size_t i = 0; by_place && i < job.deploy.output_names.size(); ++i)
    output_map[job.deploy.output_names[i]] = "#" + std::to_string(i);
  const Json net{{"name", name},
                 {"type", "Task"},
                 {"module", "Net"},
                 {"is_batched", dynamic},
                 {"input", names_of(job.deploy.input_names)},
                 {"output", names_of(job.deploy.output_names)},
                 {"input_map", input_map},
                 {"output_map", output_map}};
  const Json pipeline{{"pipeline",
                       {{"input", names_of(job.deploy.input_names)},
                        {"output", names_of(job.deploy.output_names)},
                        {"tasks", Json::array({net})}}}};
  const Json detail{{"version", SLIPWAY_VERSION},
                    {"program", {{"file", job.program->source}, {"origin", job.program->origin}}},
                    {"backend_config", Json::parse(config::to_json(job.deploy.config.at("backend_config")))}};
  io::write_file(folder / "deploy.json", deploy.dump(kPackageIndent) + "\n");
  io::write_file(folder / "pipeline.json", pipeline.dump(kPackageIndent) + "\n");
  io::write_file(folder / "detail.json", detail.dump(kPackageIndent) + "\n");
  return "deploy.json, pipeline.json, detail.json";
}

}  // namespace slipway::convert
