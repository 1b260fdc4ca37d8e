// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway inspect`: the graph of a model, as text.
#include <cstdio>
#include <map>

#include "base/log.h"
#include "convert/commands.h"
#include "convert/job.h"
#include "convert/rewrite_hints.h"
#include "graph/text.h"
#include "plugin/plugin.h"

namespace slipway::convert {

int inspect(const InspectOptions& options) {
  log::set_level(log::level_from_name(options.log_level));
  if (!options.rewrites.empty()) {
    const config::Value model_config = config::load(options.rewrites);
    plugin::load_imports(model_config);
    fmt::print("{}", describe_rewrites(*model::build_network(model_config, at::kMeta)));
    return 0;
  }
  const at::NoGradGuard no_gradients;
  Job job;
  ReadRequest request{
      options.deploy_config, options.model_config, options.checkpoint, {options.image}, options.config_options};
  request.config_roots = options.config_roots;
  read_configs(job, request);
  build_model(job, options.checkpoint);
  load_checkpoint(job, options.checkpoint, false);
  capture_graph(job);
  if (!options.raw) optimize_graph(job);
  if (!options.summary) {
    fmt::print("{}", graph::to_text(job.graph));
    return 0;
  }
  std::map<std::string, size_t> counts;
  for (const graph::Node& node : job.graph.nodes) ++counts[node.full_name()];
  for (const auto& [name, count] : counts) fmt::print("{:>5}  {}\n", count, name);
  fmt::print("{:>5}  nodes\n", job.graph.nodes.size());
  return 0;
}

}  // namespace slipway::convert
