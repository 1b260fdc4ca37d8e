// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps from a model config to a model file.
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/log.h"
#include "base/strings.h"
#include "capture/capture.h"
#include "capture/interpreter.h"
#include "checkpoint/match.h"
#include "cli/convert/ir.h"
#include "cli/convert/job.h"
#include "model/state.h"
#include "rewrite/rewriter.h"

namespace slipway::cli {
namespace {

/// Largest stride of the networks here: height and width may vary in steps of it.
constexpr int64_t kSizeStep = 32;

}  // namespace

std::string build_model(Job& job) {
  job.network = model::build_network(job.model_config);
  job.network->eval();
  job.shadow = model::build_network(job.model_config, at::kMeta);
  job.shadow->eval();
  if (job.network->task() != job.deploy.task)
    fail("the model is for {}, the deploy config for {} (codebase_config.task)", job.network->task(), job.deploy.task);
  int64_t count = 0;
  for (const at::Tensor& parameter : job.network->parameters()) count += parameter.numel();
  return fmt::format("{}, {:.2f} M parameters", job.model_config.at("model").at("type").as_string(),
                     static_cast<double>(count) * 1e-6);
}

std::string load_checkpoint(Job& job, const std::string& file, bool allow_missing) {
  job.checkpoint = checkpoint::load(file);
  std::vector<checkpoint::ExpectedEntry> expected;
  for (const model::Entry& entry : model::state_dict(*job.network))
    expected.push_back({entry.name, capture::dtype_of(entry.tensor.scalar_type()), entry.tensor.sizes().vec()});
  checkpoint::MatchResult match = checkpoint::match(expected, job.checkpoint);
  const std::vector<std::string> ignorable = job.network->ignorable_keys();
  std::erase_if(match.unexpected, [&](const std::string& name) {
    return std::any_of(ignorable.begin(), ignorable.end(),
                       [&](const std::string& prefix) { return starts_with(name, prefix); });
  });
  if (!match.loadable()) {
    const std::string text = fmt::format("checkpoint {} does not fit the model:\n{}", file, match.report());
    if (!allow_missing) fail("{}\n(--allow-missing goes on without these weights)", text);
    log::warning("{}\ngoing on without these weights (--allow-missing): they are zero, so results mean nothing", text);
  } else if (!match.exact()) {
    log::warning("checkpoint {}:\n{}", file, match.report());
  }
  std::unordered_map<std::string_view, const HostTensor*> tensors;
  for (const checkpoint::NamedTensor& entry : job.checkpoint.state_dict) tensors.emplace(entry.name, &entry.tensor);
  // Mis-shaped weights are as good as missing once the user has allowed that.
  for (const checkpoint::ShapeMismatch& mismatch : match.mismatched) tensors.erase(mismatch.name);
  const model::LoadReport report = model::load_state(*job.network, [&](const std::string& name) -> const HostTensor* {
    auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : found->second;
  });
  return fmt::format("{} tensors", report.aliased + report.converted);
}

std::string capture_graph(Job& job) {
  const package::DeployConfig& deploy = job.deploy;
  const HostTensor& example = job.images.front().ready.input;
  capture::Request request;
  request.input_names = deploy.input_names;
  request.input_shapes = {example.shape()};
  request.output_names = deploy.output_names;
  for (int64_t dim : {0, 2, 3})
    if (const std::string name = deploy.axis_name(dim); !name.empty())
      request.dynamic_axes.push_back({0, dim, name, dim == 0 ? 1 : kSizeStep});

  capture::Traceable traceable;
  traceable.forward = [&](const std::vector<at::Tensor>& inputs) { return job.shadow->deploy_forward(inputs.at(0)); };
  const std::vector<model::Entry> real = model::state_dict(*job.network);
  const std::vector<model::Entry> shadow = model::state_dict(*job.shadow);
  for (size_t i = 0; i < real.size(); ++i)
    traceable.parameters.push_back({real[i].name, shadow.at(i).tensor, capture::to_host(real[i].tensor)});

  const rewrite::Context context{deploy.backend, deploy.ir, deploy.config, deploy.selects_detections, deploy.max_top_k};
  const rewrite::Activate active(context);
  job.graph = capture::capture(traceable, request);
  job.captured_nodes = job.graph.nodes.size();
  std::string axes = join(job.graph.axis_names(), ", ");
  return fmt::format("{} calls{}", job.captured_nodes, axes.empty() ? ", all sizes fixed" : ", dynamic: " + axes);
}

std::string rewrite_graph(Job& job) {
  if (!job.deploy.optimize) {
    graph::eliminate_dead_code(job.graph);
    return fmt::format("{} nodes, as captured (optimize=False)", job.graph.nodes.size());
  }
  const std::vector<graph::PassReport> passes = graph::optimize(job.graph, capture::evaluate);
  for (const graph::PassReport& pass : passes)
    log::debug("pass {}: {} changes, {} nodes left", pass.name, pass.changes, pass.nodes_after);
  return fmt::format("{} nodes", job.graph.nodes.size());
}

std::string lower_graph(Job& job) {
  job.exported = export_graph(job.deploy, job.graph);
  return fmt::format("{}, {:.1f} MB", describe_exported(job.deploy, job.exported),
                     static_cast<double>(job.exported.bytes.size()) * 1e-6);
}

std::string check_model(const Job& job) { return check_exported(job.deploy, job.exported); }

}  // namespace slipway::cli
