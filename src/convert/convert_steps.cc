// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps from a model config to a model file.
#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/log.h"
#include "base/strings.h"
#include "capture/capture.h"
#include "capture/interpreter.h"
#include "checkpoint/match.h"
#include "config/key_map.h"
#include "convert/ir.h"
#include "convert/job.h"
#include "convert/precision.h"
#include "convert/rewrite_hints.h"
#include "model/state.h"
#include "program/exporter_notes.h"
#include "rewrite/rewriter.h"

namespace slipway::convert {
namespace {

/// "the checkpoint is for 80 classes, the model config for 4 ...", where that is what the shapes say.
std::string other_number_of_classes(const checkpoint::MatchResult& match, int64_t classes) {
  std::set<int64_t> found;
  for (const checkpoint::ShapeMismatch& mismatch : match.mismatched) {
    const auto rest = [](const std::vector<int64_t>& shape) {
      return std::vector<int64_t>(shape.begin() + (shape.empty() ? 0 : 1), shape.end());
    };
    if (mismatch.expected.empty() || mismatch.found.empty() || mismatch.expected[0] != classes ||
        rest(mismatch.expected) != rest(mismatch.found))
      return "";
    found.insert(mismatch.found[0]);
  }
  if (found.size() != 1) return "";
  return fmt::format(
      "the checkpoint is for {} classes, the model config for {}: it is another model's, or num_classes is wrong\n",
      *found.begin(), classes);
}

/// Outputs by task and form: names are the deploy config's, and it must have one for each, in order.
void require_outputs(const package::DeployConfig& deploy, const task::Task& task) {
  const std::vector<task::Role>& roles = task.roles(deploy.chooses(), deploy.form);
  const config::Location& location = deploy.config.location();
  const std::string file = location.file ? *location.file : "the deploy config";
  const std::vector<std::string>& names = deploy.output_names;
  std::vector<std::string> expected;
  for (task::Role role : roles) expected.push_back(task::describe(role));
  const std::string wanted =
      fmt::format("{} output{}: {}", roles.size(), roles.size() == 1 ? "" : "s", join(expected, ", "));
  if (names.size() != roles.size())
    fail("{}: {} output_names ({}), but {} models for {} have {}", file, names.size(), join(names, ", "), deploy.task,
         deploy.backend, wanted);
  for (const std::string& name : names)
    if (task.knows_output(name) &&
        std::none_of(roles.begin(), roles.end(), [&](task::Role role) { return task::usual_name(role) == name; }))
      fail("{}: output_names ({}) are those of another kind of head; this model's, for {}, are {}", file,
           join(names, ", "), deploy.backend, wanted);
  for (size_t i = 0; i < names.size(); ++i)
    for (size_t other = 0; other < roles.size(); ++other)
      if (other != i && names[i] == task::usual_name(roles[other]) && names[i] != task::usual_name(roles[i]))
        fail("{}: output_names ({}) are in another order than the outputs; {} models have {}", file, join(names, ", "),
             deploy.task, wanted);
}

/// The network that is deployed must take the original's weights.
void require_same_keys(const std::vector<model::Entry>& real, const std::vector<model::Entry>& deployed) {
  const auto same = [](const model::Entry& a, const model::Entry& b) {
    return a.name == b.name && a.tensor.sizes() == b.tensor.sizes();
  };
  if (std::equal(real.begin(), real.end(), deployed.begin(), deployed.end(), same)) return;
  std::string known;
  for (const std::string& line : rewrite::list_rewriters())
    if (starts_with(line, "module ")) known += "\n  " + line;
  throw InternalError("a rewriter of a module changes the state dict of the network; there are" + known);
}

/// Where the network is not what the config says.
std::string describe_program(const Job& job) {
  if (!job.program) return "";
  const program::Program& program = *job.program->program;
  return fmt::format("; {} of {} ({})", job.program->decoded ? "network and post-processing are" : "the network is",
                     program.source, program.origin);
}

}  // namespace

void require_task(const Job& job, const task::Task& task) {
  if (task.name != job.deploy.task)
    fail("the model is for {}, the deploy config for {} (codebase_config.task); take one of {}", task.name,
         job.deploy.task, task.configs);
}

std::shared_ptr<model::Network> make_network(const Job& job, at::Device device) {
  if (job.program) return build_program_network(*job.program, job.model_config, job.deploy, *job.pipeline, device);
  return model::build_network(job.model_config, device);
}

std::string build_model(Job& job, const std::string& checkpoint) {
  if (program::is_program(checkpoint)) {
    const HostTensor example = job.pipeline->network_input(job.samples.front().ready.input);
    job.program = fit_program(read_program_file(checkpoint), job.model_config, job.deploy, example.shape());
  }
  job.network = make_network(job, at::kCPU);
  job.network->eval();
  require_task(job, job.network->task());
  job.deploy.form = std::string(job.network->form());
  require_outputs(job.deploy, job.network->task());
  warn_about_kept_outputs(job.deploy);
  for (const std::string& warning : job.network->warnings()) log::warning("{}", warning);
  int64_t count = 0;
  for (const at::Tensor& parameter : job.network->parameters()) count += parameter.numel();
  return fmt::format("{}, {:.2f} M parameters{}", job.model_config.at("model").at("type").as_string(),
                     static_cast<double>(count) * 1e-6, describe_program(job));
}

std::string load_checkpoint(Job& job, const std::string& file, bool allow_missing, const std::string& key_map) {
  if (job.program) {
    if (!key_map.empty()) fail("--key-map is for checkpoints; the program {} has its own weights", file);
    job.checkpoint.meta = program::checkpoint_meta(*job.program->program);
    return fmt::format("{} tensors of the program", job.program->program->parameters.size());
  }
  job.checkpoint = checkpoint::load(file);
  if (!key_map.empty())
    checkpoint::rename(job.checkpoint, config::KeyMap(key_map).apply(checkpoint::names_of(job.checkpoint)));
  std::vector<checkpoint::ExpectedEntry> expected;
  for (const model::Entry& entry : model::state_dict(*job.network))
    expected.push_back({.name = entry.name,
                        .dtype = capture::dtype_of(entry.tensor.scalar_type()),
                        .shape = entry.tensor.sizes().vec(),
                        // A mask may hold infinities, statistics of batch norm may not.
                        .may_be_inf = entry.is_buffer && entry.name.find(".running_") == std::string::npos});
  checkpoint::MatchResult match = checkpoint::match(expected, job.checkpoint);
  const std::vector<std::string> ignorable = job.network->ignorable_keys();
  std::erase_if(match.unexpected, [&](const std::string& name) {
    return std::any_of(ignorable.begin(), ignorable.end(),
                       [&](const std::string& prefix) { return starts_with(name, prefix); });
  });
  if (!match.loadable()) {
    const std::string text = fmt::format("checkpoint {} {}:\n{}{}", file,
                                         match.not_finite.empty() ? "does not fit the model" : "cannot be used",
                                         other_number_of_classes(match, job.network->num_classes()), match.report());
    if (!match.not_finite.empty()) fail("{}", text);
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
  const HostTensor example = job.pipeline->network_input(job.samples.front().ready.input);
  capture::Request request;
  request.input_names = deploy.input_names;
  request.input_shapes = {example.shape()};
  request.output_names = deploy.output_names;
  for (int64_t dim : {0, 2, 3})
    if (const std::string name = deploy.axis_name(dim); !name.empty())
      request.dynamic_axes.push_back({0, dim, name, dim == 0 ? 1 : job.network->size_step()});

  const rewrite::Context context{deploy.backend,      deploy.ir,       deploy.config,
                                 deploy.capabilities, job.no_rewriter, job.rewriter_trace};
  const rewrite::Activate active(context);
  job.shadow = make_network(job, at::kMeta);
  capture::Traceable traceable;
  traceable.forward = [&](const std::vector<at::Tensor>& inputs) { return job.shadow->deploy_forward(inputs.at(0)); };
  const std::vector<model::Entry> real = model::state_dict(*job.network);
  const std::vector<model::Entry> shadow = model::state_dict(*job.shadow);
  require_same_keys(real, shadow);
  for (size_t i = 0; i < real.size(); ++i)
    traceable.parameters.push_back({real[i].name, shadow.at(i).tensor, capture::to_host(real[i].tensor)});

  job.graph = with_rewrite_hints(*job.shadow, [&] { return capture::capture(traceable, request); });
  job.report.rewriters = active.uses();
  job.captured_nodes = job.graph.nodes.size();
  std::string axes = join(job.graph.axis_names(), ", ");
  return fmt::format("{} calls{}", job.captured_nodes, axes.empty() ? ", all sizes fixed" : ", dynamic: " + axes);
}

std::string optimize_graph(Job& job) {
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
  job.exported = with_rewrite_hints(*job.shadow, [&] { return export_graph(job.deploy, job.graph); });
  for (const auto& [name, where] : job.exported.for_backend)
    job.report.rewriters.push_back({"operator", name, {job.deploy.backend, job.deploy.ir}, where});
  return fmt::format("{}, {:.1f} MB", describe_exported(job.deploy, job.exported),
                     static_cast<double>(job.exported.bytes.size()) * 1e-6);
}

std::string check_model(const Job& job) { return check_exported(job.deploy, job.exported); }

}  // namespace slipway::convert
