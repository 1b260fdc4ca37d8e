// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// A part of a network: as PyTorch runs it, rewritten on LibTorch, and on backends, each compared with the one before.
#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "base/io.h"
#include "base/strings.h"
#include "capture/capture.h"
#include "capture/interpreter.h"
#include "config/scope.h"
#include "convert/check/blame.h"
#include "convert/check/outputs.h"
#include "convert/check/part.h"
#include "convert/check/target.h"
#include "convert/ir.h"
#include "convert/rewrite_hints.h"
#include "graph/pass.h"
#include "model/head/det_head.h"
#include "model/network/single_stage.h"
#include "package/model_config.h"
#include "package/post_processing.h"
#include "rewrite/rewriter.h"
#include "verify/graph_check.h"
#include "verify/result/result.h"

namespace slipway::convert {
namespace {

/// What scopes of layers begin with in messages.
constexpr const char* kScope = "part";

/// What a module is for, where it says that: a head or a whole network.
struct Purpose {
  const model::Head* head = nullptr;
  const model::Network* network = nullptr;
  explicit Purpose(const model::Module& module)
      : head(dynamic_cast<const model::Head*>(&module)), network(dynamic_cast<const model::Network*>(&module)) {}
  explicit operator bool() const { return head != nullptr || network != nullptr; }
  /// Whether the runtime clamps boxes to the image, which the deployed network leaves to it.
  bool clamps_at_the_end() const {
    const auto* whole = dynamic_cast<const model::SingleStage*>(network);
    const auto* detector = dynamic_cast<const model::DetHead*>(whole != nullptr ? &whole->head() : head);
    return detector != nullptr && detector->clamp() == model::BoxClamp::kOriginal;
  }
  const task::Task& task() const { return network != nullptr ? network->task() : task::get(head->task()); }
  std::string_view form() const { return network != nullptr ? network->form() : head->form(); }
  std::vector<Result> results(const model::Tensors& inputs, const ImageMeta& meta, const task::Limits& limits) const {
    const std::vector<ImageMeta> metas(static_cast<size_t>(inputs.at(0).size(0)), meta);
    return network != nullptr ? network->results(network->raw(inputs.at(0)), metas, limits)
                              : head->results(head->raw(inputs), metas, limits);
  }
};

model::Tensors run(const model::Module& module, const PartCase& part, const model::Tensors& inputs) {
  const capture::Scope scope(kScope);
  return module.run_method(part.method, inputs);
}

/// The checks of one case; problems become lines.
class Check {
 public:
  explicit Check(const PartCase& part) : part_(part) {
    original_ = build_part(part);
    fill_part(*original_, part);
    inputs_ = inputs_of(part);
    if (inputs_.empty()) fail("no inputs are given; name the shape of each");
    purpose_.emplace(*original_);
    predicts_ = *purpose_ && part.method == "predict";
    const at::Tensor& smallest = inputs_.back();
    if (predicts_ && smallest.dim() == 4) {
      const int64_t step = purpose_->network != nullptr ? 1 : purpose_->head->size_step();
      meta_ = untouched(smallest.size(2) * step, smallest.size(3) * step);
    }
  }

  PartOutcome run_all() {
    run_original();
    for (const std::string& backend : part_.backends) {
      try {
        with_rewrite_hints(
            *original_, [&] { check_backend(backend); }, std::string(kScope) + ".");
      } catch (const Error& e) {
        problem(backend, e.what());
      }
    }
    return std::move(outcome_);
  }

  const model::Module& module() const { return *original_; }

 private:
  void line(const std::string& name, const std::string& text) {
    outcome_.text += fmt::format("{:<14}{}\n", name, text);
  }
  void problem(const std::string& name, const std::string& text) {
    outcome_.passed = false;
    line(name, "DIFFERENT: " + text);
  }

  void run_original() {
    const at::NoGradGuard no_gradients;
    std::vector<std::string> shapes;
    model::Tensors copies;
    for (const at::Tensor& input : inputs_) {
      shapes.push_back(describe_tensor(input));
      copies.push_back(input.clone());
    }
    line("inputs", join(shapes, ", "));
    plain_ = blamed(*original_, part_, inputs_, [&] { return run(*original_, part_, inputs_); });
    require_untouched(copies);
    require_no_double(plain_, "original");
    if (predicts_) {
      const auto results = blamed(*original_, part_, inputs_, [&] { return purpose_->results(inputs_, meta_, {}); });
      line("original", fmt::format("{}, by PyTorch's own post-processing", verify::describe(results)));
      if (std::all_of(results.begin(), results.end(), is_empty))
        problem("original",
                "nothing is found, so that nothing would be compared; lower the score threshold of the test_cfg, or "
                "take another seed");
      return;
    }
    std::vector<std::string> outputs;
    for (const at::Tensor& output : plain_) outputs.push_back(describe_tensor(output));
    line("original", join(outputs, ", "));
  }

  void require_untouched(const model::Tensors& copies) {
    for (size_t i = 0; i < inputs_.size(); ++i)
      // By their bytes: a NaN equals nothing.
      if (std::memcmp(inputs_[i].data_ptr(), copies[i].data_ptr(), copies[i].nbytes()) != 0)
        fail(
            "{}: '{}' writes into its input {} in place, which belongs to whoever calls it; use the operator that "
            "returns "
            "its result ({} instead of {})",
            original_->dotted_name(), part_.method, i, "at::add(x, y)", "x.add_(y)");
  }

  void require_no_double(const model::Tensors& outputs, const char* side) {
    for (size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].scalar_type() == at::kDouble)
        fail(
            "{}: output {} of '{}' ({}) is f64: a tensor of doubles got in, as at::tensor(0.5) or a dtype of "
            "at::kDouble "
            "makes one; give what you create the options of an input (x.options())",
            original_->dotted_name(), i, part_.method, side);
  }

  /// The limits that the deploy config sets to what PyTorch keeps.
  task::Limits limits(const Target& target) const {
    if (purpose_->task().kind == task::Kind::kLabelMap) return {.labels_only = target.deploy.chooses()};
    const auto how = package::find_post_processing(
        target.deploy.config, package::read_model_settings(model_around(parse_fragment(part_.fragment), part_.scope)));
    if (!how || purpose_->task().kind != task::Kind::kInstances) return {};
    task::Limits result = task::limits_of(task::kept_within(target.capabilities.max_top_k, *how));
    if (how->candidates_vary && !how->multi_label) result.pre_top_k = -1;
    return result;
  }

  void compare_with_original(const Target& target, const model::Tensors& rewritten, const std::string& uses) {
    if (!predicts_) {
      if (uses.empty()) return;
      compare_tensors("rewritten", rewritten, plain_, uses);
      return;
    }
    const std::vector<task::Role>& roles = purpose_->task().roles(target.deploy.chooses(), purpose_->form());
    if (rewritten.size() != roles.size()) {
      std::vector<std::string> wanted;
      for (const task::Role role : roles) wanted.push_back(task::describe(role));
      return problem("rewritten",
                     fmt::format("'predict' returns {} outputs, and {} models for {} have {}: {}; their order "
                                 "is that of the task{}",
                                 rewritten.size(), purpose_->task().name, target.deploy.backend, roles.size(),
                                 join(wanted, ", "), uses.empty() ? " (no rewriter fired)" : ""));
    }
    const bool boxes = std::find(roles.begin(), roles.end(), task::Role::kBoxes) != roles.end();
    if (boxes && !target.deploy.chooses())
      return line("rewritten",
                  fmt::format("{}: on {} the runtime chooses among all candidates, so results are not compared "
                              "here",
                              uses.empty() ? "nothing fired" : uses, target.deploy.backend));
    const task::Limits cut = limits(target);
    const std::vector<Result> expected = purpose_->results(inputs_, meta_, cut);
    const size_t most = cut.keep_top_k > 0 ? static_cast<size_t>(cut.keep_top_k) : verify::kNoLimit;
    for (size_t image = 0; image < expected.size(); ++image) {
      std::optional<Result> actual = result_of_outputs(roles, rewritten, static_cast<int64_t>(image));
      if (!actual)
        return line("rewritten", uses + ": the runtime decodes these outputs, so they are not compared here");
      if (purpose_->clamps_at_the_end()) clamp_boxes(*actual, meta_);
      const verify::ResultDifference difference =
          verify::compare(*actual, expected[image], most, {part_.pixels, part_.scores});
      if (!difference.passed())
        return problem("rewritten", fmt::format("image {}: {} ({})", image, difference.problem, uses));
    }
    line("rewritten", fmt::format("{}: the same results{}", uses.empty() ? "nothing fired" : uses,
                                  cut.keep_top_k > 0 ? ", as far as the deploy config's limits let them in" : ""));
  }

  void compare_tensors(const std::string& name, const model::Tensors& actual, const model::Tensors& expected,
                       const std::string& what) {
    if (actual.size() != expected.size())
      return problem(name, fmt::format("{} outputs where the original has {} ({}); they cannot be compared",
                                       actual.size(), expected.size(), what));
    double worst = 0;
    for (size_t i = 0; i < actual.size(); ++i) {
      if (actual[i].sizes() != expected[i].sizes() || actual[i].scalar_type() != expected[i].scalar_type())
        return problem(name, fmt::format("output {} is {} where PyTorch has {} ({})", i, describe_tensor(actual[i]),
                                         describe_tensor(expected[i]), what));
      const verify::Difference difference =
          verify::compare(capture::to_host(actual[i].contiguous()), capture::to_host(expected[i].contiguous()),
                          {part_.rtol, part_.atol});
      if (!difference.passed())
        return problem(
            name,
            fmt::format("output {}: {} ({})", i,
                        difference.comparable ? worst_element(actual[i], expected[i]) : difference.problem, what));
      worst = std::max(worst, difference.max_abs);
    }
    line(name, fmt::format("{}: the same, largest difference {:.2g}", what, worst));
  }

  void check_backend(const std::string& backend) {
    const at::NoGradGuard no_gradients;
    Target target = make_target(part_, backend, *purpose_ ? &purpose_->task() : nullptr);
    rewrite::Context context;
    context.backend = target.deploy.backend;
    context.ir = target.deploy.ir;
    context.deploy_config = target.deploy.config;
    context.capabilities = target.capabilities;
    if (*purpose_) target.deploy.form = std::string(purpose_->form());

    std::string uses;
    graph::Graph graph;
    {
      const rewrite::Activate active(context);
      const auto rewritten = build_part(part_);
      fill_part(*rewritten, part_);
      const auto outputs = blamed(*rewritten, part_, inputs_, [&] { return run(*rewritten, part_, inputs_); });
      require_no_double(outputs, "rewritten");
      uses = describe_uses(active.uses());
      if (const auto idle = uses.empty() && !predicts_ ? rewritable_functions(*rewritten, context) : ""; !idle.empty())
        line("rewritten", fmt::format("nothing fired: '{}' never calls hooked() for {}", part_.method, idle));
      name_outputs(target, outputs.size());
      if (seen_.insert(uses + (target.deploy.chooses() ? "" : ", not chosen")).second)
        compare_with_original(target, outputs, uses);
      graph = capture_part(target);
    }
    graph::optimize(graph, capture::evaluate);
    const lower::Exported exported = export_graph(target.deploy, graph);
    check_exported(target.deploy, exported);
    run_backend_on(target, graph, exported);
  }

  static std::string describe_uses(const std::vector<rewrite::Use>& uses) {
    std::vector<std::string> parts;
    for (const rewrite::Use& use : uses)
      parts.push_back(fmt::format("{} {}{}", use.kind, use.name, rewrite::describe(use.target)));
    return join(parts, ", ");
  }

  void name_outputs(Target& target, size_t count) const {
    target.deploy.input_names.clear();
    for (size_t i = 0; i < inputs_.size(); ++i) target.deploy.input_names.push_back(fmt::format("input{}", i));
    target.deploy.output_names.clear();
    const std::vector<task::Role> roles =
        predicts_ ? purpose_->task().roles(target.deploy.chooses(), purpose_->form()) : std::vector<task::Role>();
    for (size_t i = 0; i < count; ++i)
      target.deploy.output_names.push_back(i < roles.size() && roles.size() == count
                                               ? std::string(task::usual_name(roles[i]))
                                               : fmt::format("output{}", i));
  }

  graph::Graph capture_part(const Target& target) const {
    capture::Request request;
    request.input_names = target.deploy.input_names;
    request.output_names = target.deploy.output_names;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      request.input_shapes.push_back(inputs_[i].sizes().vec());
      if (!target.batches.empty()) request.dynamic_axes.push_back({i, 0, "batch", 1});
    }
    if (target.batches.empty() && !target.capabilities.batches)
      for (auto& shape : request.input_shapes) shape.at(0) = 1;
    const auto shadow = build_part(part_, at::kMeta);
    capture::Traceable traceable;
    traceable.forward = [&](const model::Tensors& inputs) { return run(*shadow, part_, inputs); };
    const std::vector<model::Entry> real = model::state_dict(*original_), meta = model::state_dict(*shadow);
    if (real.size() != meta.size())
      fail(
          "the part that is deployed has {} weights, the original {}: a module rewriter must keep the keys of the "
          "state "
          "dict",
          meta.size(), real.size());
    for (size_t i = 0; i < real.size(); ++i)
      traceable.parameters.push_back({real[i].name, meta[i].tensor, capture::to_host(real[i].tensor.contiguous())});
    return capture::capture(traceable, request);
  }

  void run_backend_on(const Target& target, const graph::Graph& graph, const lower::Exported& exported) {
    const io::TemporaryFolder folder("slipway-check");
    const auto session = open_exported(target, exported, folder.path());
    verify::Outputs outputs;
    if (predicts_) outputs = verify::outputs_of(purpose_->task(), purpose_->form(), target.deploy.chooses());
    std::vector<int64_t> batches = target.batches;
    if (batches.empty()) batches.push_back(target.capabilities.batches ? inputs_.at(0).size(0) : 1);
    std::vector<std::string> texts;
    for (const int64_t batch : batches) {
      const model::Tensors inputs = with_batch(inputs_, batch);
      const model::Tensors reference = capture::run(graph, inputs);
      std::vector<HostTensor> host_reference;
      for (const at::Tensor& output : reference) host_reference.push_back(capture::to_host(output.contiguous()));
      std::vector<HostTensor> host_inputs;
      for (const at::Tensor& input : inputs) host_inputs.push_back(capture::to_host(input.contiguous()));
      const at::Tensor frame = at::empty({1, 1, meta_.input_size[1], meta_.input_size[0]}, at::kMeta);
      const verify::Tolerance tolerance{part_.rtol, part_.atol};
      const verify::Alignment actual =
          outputs.align(session->run(host_inputs), host_reference, frame, tolerance, tolerance.atol);
      double worst = 0;
      for (size_t i = 0; i < host_reference.size(); ++i) {
        const verify::Difference difference =
            verify::compare(actual.outputs.at(i), host_reference[i], tolerance, outputs.columns(i, frame));
        worst = std::max(worst, difference.max_abs);
        if (!difference.passed())
          return problem(
              target.deploy.backend,
              fmt::format("batch {}, output '{}': {}; {}", batch, target.deploy.output_names[i],
                          difference.comparable ? worst_element(capture::from_host(actual.outputs[i]), reference[i])
                                                : difference.problem,
                          first_layer(target, graph, inputs)));
      }
      texts.push_back(fmt::format("batch {}: {:.2g}", batch, worst));
    }
    line(target.deploy.backend, fmt::format("the same, largest difference {}{}", join(texts, ", "),
                                            target.note.empty() ? "" : "; " + target.note));
  }

  static std::string first_layer(const Target& target, const graph::Graph& graph, const model::Tensors& inputs) {
    std::optional<verify::LayerDifference> found;
    const io::TemporaryFolder folder("slipway-check");
    try {
      found = verify::find_first_difference(graph, inputs, [&](const std::vector<graph::ValueId>& extra_outputs) {
        const lower::Exported all = export_graph(target.deploy, graph, extra_outputs);
        return verify::LayerSession{open_exported(target, all, folder.path()), all.names};
      });
    } catch (const Error& e) {
      return fmt::format("the first layer that differs was not found: {}", e.what());
    }
    if (!found) return "no layer differs by more than rounding";
    return fmt::format("the first layer that differs is {} in {} ('{}'), by {:.2g} of {:.2g}", found->op, found->scope,
                       found->value, found->max_abs, found->largest);
  }

  const PartCase& part_;
  std::shared_ptr<model::Module> original_;
  model::Tensors inputs_, plain_;
  std::optional<Purpose> purpose_;
  bool predicts_ = false;
  ImageMeta meta_ = untouched(1, 1);
  std::set<std::string> seen_;
  PartOutcome outcome_;
};

std::string quoted(const std::string& text) {
  return text.find_first_of(" '\"$\\") == std::string::npos ? text : "'" + text + "'";
}

}  // namespace

PartOutcome check_part(const PartCase& part, const std::string& save) {
  Check check(part);
  PartOutcome outcome = check.run_all();
  if (outcome.passed && save.empty()) return outcome;
  const std::filesystem::path folder =
      save_case(part, check.module(), save.empty() ? new_case_folder() : std::filesystem::path(save));
  std::string plugins;
  for (const std::string& plugin : part.plugins) plugins += " --plugin " + quoted(plugin);
  outcome.text += fmt::format("replay: slipway check-module --case {}{}\n", quoted(folder.string()), plugins);
  return outcome;
}

}  // namespace slipway::convert
