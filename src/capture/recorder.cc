// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/recorder.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "capture/boxing.h"
#include "capture/canonical.h"
#include "capture/describe.h"
#include "capture/interpreter.h"

namespace slipway::capture {
namespace {

using graph::Graph;
using graph::Node;
using graph::ValueId;

/// Arguments that refer to tensors with data stand as ids from here downwards until it is known that the call is
/// recorded.
constexpr ValueId kFirstHostTensor = -2;

/// A call that is running.
struct Call {
  Node node;
  const c10::FunctionSchema* schema = nullptr;
  at::Tensor written;                    ///< the tensor that an in-place call writes
  std::vector<at::Tensor> host_tensors;  ///< arguments with data, see kFirstHostTensor
};

class Recorder {
 public:
  Recorder(const Traceable& network, const ParameterIndex& parameters) : network_(network), parameters_(parameters) {}

  Graph record(const std::vector<std::vector<int64_t>>& input_shapes, const Request& request);

  /// @name Callbacks; they never throw: the first error is kept and thrown when the forward has ended.
  /// @{
  std::unique_ptr<Call> start(const at::RecordFunction& function) noexcept;
  void end(const at::RecordFunction& function, Call& call) noexcept;
  /// @}

 private:
  struct Seen {
    ValueId id;
    std::string stale_since;  ///< the in-place call that changed the tensor through another one that shares its memory;
                              ///< "" for none
  };

  void begin(Call& call, c10::ArrayRef<const c10::IValue> inputs);
  void make_functional(Call& call, c10::ArrayRef<const c10::IValue> inputs);
  void finish(Call& call, const std::vector<c10::IValue>& results);
  ValueId id_of(const at::Tensor& tensor, std::vector<at::Tensor>& host_tensors);
  ValueId host_constant(const at::Tensor& tensor, const std::string& scope);
  void take_host_tensors(Call& call);
  void see(const at::Tensor& tensor, ValueId id);
  ValueId add_value(const at::Tensor& tensor, const Node& node);
  void set_outputs(const std::vector<at::Tensor>& results, const std::vector<std::string>& names);
  std::string unique_name(std::string name);

  const Traceable& network_;
  const ParameterIndex& parameters_;
  Graph graph_;
  std::unordered_map<const c10::TensorImpl*, Seen> seen_;
  std::unordered_map<const c10::StorageImpl*, std::vector<const c10::TensorImpl*>> sharing_;
  std::vector<at::Tensor> keep_alive_;  ///< so that no address is used twice
  std::unordered_map<std::string, int> names_;
  std::optional<Node> running_;  ///< the call that started last, without arguments
  std::exception_ptr error_;
};

thread_local Recorder* current_recorder = nullptr;

struct CallContext : at::ObserverContext {
  std::unique_ptr<Call> call;
  Recorder* recorder = nullptr;
  // Calls inside this one are not looked at, and cost nothing.
  at::DisableRecordFunctionGuard no_inner_calls;
};

std::unique_ptr<at::ObserverContext> on_start(const at::RecordFunction& function) {
  Recorder* recorder = current_recorder;
  if (recorder == nullptr) return nullptr;
  std::unique_ptr<Call> call = recorder->start(function);
  if (!call) return nullptr;
  auto context = std::make_unique<CallContext>();
  context->call = std::move(call);
  context->recorder = recorder;
  return context;
}

void on_end(const at::RecordFunction& function, at::ObserverContext* context) {
  if (auto* call_context = static_cast<CallContext*>(context))
    call_context->recorder->end(function, *call_context->call);
}

/// Observes this thread's calls while it lives.
class Observation {
 public:
  explicit Observation(Recorder* recorder) {
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(on_start, on_end)
                                             .needsInputs(true)
                                             .needsOutputs(true)
                                             .scopes({at::RecordScope::FUNCTION}));
    current_recorder = recorder;
  }
  ~Observation() {
    current_recorder = nullptr;
    at::removeCallback(handle_);
  }
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

 private:
  at::CallbackHandle handle_;
  // Someone may have switched observation off for this thread.
  at::RecordFunctionGuard enabled_{true};
};

std::unique_ptr<Call> Recorder::start(const at::RecordFunction& function) noexcept {
  if (error_) return nullptr;
  try {
    const auto name = function.operator_name();
    if (!name) return nullptr;  // a named section of code, no operator
    const auto op = c10::Dispatcher::singleton().findSchema(*name);
    if (!op) return nullptr;
    auto call = std::make_unique<Call>();
    call->schema = &op->schema();
    call->node.op = name->name;
    call->node.overload = name->overload_name;
    call->node.scope = Scope::current();
    running_ = call->node;
    begin(*call, function.inputs());
    return call;
  } catch (...) {
    error_ = std::current_exception();
    return nullptr;
  }
}

void Recorder::end(const at::RecordFunction& function, Call& call) noexcept {
  if (error_) return;
  // No outputs of an operator that has some: it has thrown.
  if (function.outputs().empty() && !call.schema->returns().empty()) return;
  try {
    finish(call, function.outputs());
    running_.reset();
  } catch (Error& e) {
    e.in(describe(call.node));
    error_ = std::current_exception();
  } catch (...) {
    error_ = std::current_exception();
  }
}

void Recorder::begin(Call& call, c10::ArrayRef<const c10::IValue> inputs) {
  try {
    const std::vector<c10::Argument>& arguments = call.schema->arguments();
    const auto id = [&](const at::Tensor& tensor) { return id_of(tensor, call.host_tensors); };
    call.node.args.reserve(arguments.size());
    for (size_t i = 0; i < arguments.size(); ++i)
      call.node.args.emplace_back(arguments[i].name(), to_argument(inputs[i], arguments[i], id));
    if (call.schema->is_mutable()) make_functional(call, inputs);
  } catch (Error& e) {
    e.in(describe(call.node));
    throw;
  }
}

/// Turns a call that writes to one of its arguments into its twin that returns the result.
void Recorder::make_functional(Call& call, c10::ArrayRef<const c10::IValue> inputs) {
  const std::vector<c10::Argument>& arguments = call.schema->arguments();
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].alias_info() == nullptr || !arguments[i].alias_info()->isWrite()) continue;
    if (!inputs[i].isTensor() || call.written.defined() || call.schema->returns().size() != 1)
      fail("it writes to several tensors in place, which is not supported; use the operator that returns its result");
    call.written = inputs[i].toTensor();
  }
  if (!call.written.defined() || !call.written.is_meta()) return;
  std::string twin = call.node.op;
  if (!twin.empty() && twin.back() == '_') twin.pop_back();
  const auto op = c10::Dispatcher::singleton().findSchema(c10::OperatorName(twin, call.node.overload));
  const bool same = op && !op->schema().is_mutable() && op->schema().arguments().size() == arguments.size() &&
                    std::equal(arguments.begin(), arguments.end(), op->schema().arguments().begin(),
                               [](const c10::Argument& a, const c10::Argument& b) { return a.name() == b.name(); });
  if (!same) fail("it writes in place and has no form that returns its result; write the network without it");
  const auto position = seen_.find(call.written.unsafeGetTensorImpl());
  if (position != seen_.end() && graph_.value(position->second.id).is_constant)
    fail("it writes to the parameter '{}'", graph_.value(position->second.id).name);
  call.node.op = twin;
}

/// What a result holds, tensor lists spread out.
std::vector<at::Tensor> tensors_of(const std::vector<c10::IValue>& results) {
  std::vector<at::Tensor> tensors;
  for (const c10::IValue& result : results) {
    if (result.isTensor())
      tensors.push_back(result.toTensor());
    else if (result.isTensorList())
      for (const at::Tensor& tensor : result.toTensorVector()) tensors.push_back(tensor);
  }
  return tensors;
}

void Recorder::finish(Call& call, const std::vector<c10::IValue>& results) {
  const std::vector<at::Tensor> tensors = tensors_of(results);
  if (tensors.empty()) {
    if (call.written.defined()) fail("it writes in place without returning the result, which is not supported");
    return;  // a question about sizes or types, answered by now
  }
  // What is computed from data alone, on the CPU, is no part of the network: its result becomes a constant where the
  // network reads it.
  const auto has_data = [](const at::Tensor& tensor) { return tensor.defined() && !tensor.is_meta(); };
  if (std::all_of(tensors.begin(), tensors.end(), has_data)) return;

  Node& node = call.node;
  const bool is_argument =
      tensors.size() == 1 && !call.written.defined() && seen_.count(tensors[0].unsafeGetTensorImpl()) > 0;
  if (is_argument) return;  // `to` of the same type and the like return what they got
  take_host_tensors(call);
  if (changes_only_layout(node)) {
    see(tensors.at(0), node.tensor("self"));
    return;
  }
  for (const at::Tensor& tensor : tensors) {
    if (!tensor.defined()) fail("one of its results is no tensor, which is not supported");
    node.outputs.push_back(add_value(tensor, node));
  }
  if (call.written.defined()) {
    const auto others = sharing_.find(call.written.storage().unsafeGetStorageImpl());
    if (others != sharing_.end())
      for (const c10::TensorImpl* other : others->second) seen_.at(other).stale_since = describe(node);
    if (!tensors[0].is_same(call.written)) see(call.written, node.outputs[0]);
  }
  for (size_t i = 0; i < tensors.size(); ++i) see(tensors[i], node.outputs[i]);
  canonicalize(graph_, node);
  graph_.nodes.push_back(std::move(node));
}

void Recorder::see(const at::Tensor& tensor, ValueId id) {
  const c10::TensorImpl* key = tensor.unsafeGetTensorImpl();
  const auto [position, is_new] = seen_.insert_or_assign(key, Seen{id, ""});
  if (!is_new) return;
  keep_alive_.push_back(tensor);
  if (tensor.has_storage()) sharing_[tensor.storage().unsafeGetStorageImpl()].push_back(key);
}

ValueId Recorder::id_of(const at::Tensor& tensor, std::vector<at::Tensor>& host_tensors) {
  const auto position = seen_.find(tensor.unsafeGetTensorImpl());
  if (position != seen_.end()) {
    if (!position->second.stale_since.empty())
      fail(
          "it reads a tensor that {} has changed in place through another view of the same memory; write the network "
          "without that",
          position->second.stale_since);
    return position->second.id;
  }
  if (!tensor.is_meta()) {
    host_tensors.push_back(tensor);
    return kFirstHostTensor - static_cast<ValueId>(host_tensors.size() - 1);
  }
  const auto parameter = parameters_.find(tensor.unsafeGetTensorImpl());
  if (parameter == parameters_.end())
    fail(
        "it reads a tensor of type {}{} that is neither an input, nor a parameter, nor the result of an operator; "
        "register it as a buffer",
        name_of(dtype_of(tensor.scalar_type())), format_shape(tensor.sizes().vec()));
  const Parameter& found = network_.parameters[parameter->second];
  if (!found.data.defined() || found.data.dtype() != dtype_of(tensor.scalar_type()) ||
      found.data.shape() != tensor.sizes().vec())
    throw InternalError(fmt::format("parameter '{}' has data {}, the network wants {}{}", found.name,
                                    found.data.describe(), name_of(dtype_of(tensor.scalar_type())),
                                    format_shape(tensor.sizes().vec())));
  graph::Value value{unique_name(found.name), found.data.dtype(), {}, found.data, true};
  value.shape.assign(found.data.shape().begin(), found.data.shape().end());
  graph_.values.push_back(std::move(value));
  const auto id = static_cast<ValueId>(graph_.values.size() - 1);
  see(tensor, id);
  return id;
}

ValueId Recorder::host_constant(const at::Tensor& tensor, const std::string& scope) {
  // A copy, since the network may write to the tensor later.
  HostTensor data = to_host(tensor.clone());
  graph::Value value{unique_name(scope.empty() ? "constant" : scope + "/constant"), data.dtype(), {}, data, true};
  value.shape.assign(data.shape().begin(), data.shape().end());
  graph_.values.push_back(std::move(value));
  return static_cast<ValueId>(graph_.values.size() - 1);
}

void Recorder::take_host_tensors(Call& call) {
  if (call.host_tensors.empty()) return;
  std::vector<ValueId> ids;
  for (const at::Tensor& tensor : call.host_tensors) ids.push_back(host_constant(tensor, call.node.scope));
  const auto take = [&](ValueId& id) {
    if (id <= kFirstHostTensor) id = ids[static_cast<size_t>(kFirstHostTensor - id)];
  };
  for (auto& [name, argument] : call.node.args) {
    if (auto* reference = std::get_if<graph::TensorRef>(&argument)) take(reference->id);
    if (auto* list = std::get_if<graph::TensorList>(&argument)) std::for_each(list->ids.begin(), list->ids.end(), take);
  }
}

ValueId Recorder::add_value(const at::Tensor& tensor, const Node& node) {
  const std::string operation = node.op.substr(node.op.rfind(':') + 1);
  graph::Value value{unique_name(node.scope.empty() ? operation : node.scope + "/" + operation),
                     dtype_of(tensor.scalar_type()),
                     {},
                     {},
                     false};
  const auto sizes = tensor.sizes();
  value.shape.assign(sizes.begin(), sizes.end());
  graph_.values.push_back(std::move(value));
  return static_cast<ValueId>(graph_.values.size() - 1);
}

std::string Recorder::unique_name(std::string name) {
  const auto [position, is_new] = names_.emplace(name, 0);
  if (is_new) return name;
  while (true) {
    std::string candidate = fmt::format("{}_{}", name, ++position->second);
    if (names_.emplace(candidate, 0).second) return candidate;
  }
}

void Recorder::set_outputs(const std::vector<at::Tensor>& results, const std::vector<std::string>& names) {
  if (results.size() != names.size())
    fail("the network has {} outputs, but {} names are given for them ({})", results.size(), names.size(),
         fmt::join(names, ", "));
  std::vector<bool> is_made(graph_.values.size(), false);
  for (const Node& node : graph_.nodes)
    for (ValueId id : node.outputs) is_made[static_cast<size_t>(id)] = true;
  for (size_t i = 0; i < results.size(); ++i) {
    ValueId id = with_context(fmt::format("output '{}'", names[i]), [&] {
      std::vector<at::Tensor> host_tensors;
      const ValueId seen = id_of(results[i], host_tensors);
      return host_tensors.empty() ? seen : host_constant(results[i], "");
    });
    // An output is the result of a node of its own: what is an input, a constant or another output as well goes through
    // a node that does nothing.
    if (static_cast<size_t>(id) >= is_made.size() || !is_made[static_cast<size_t>(id)]) {
      Node node{"aten::alias", "", {{"self", graph::TensorRef{id}}}, {}, ""};
      graph::Value value = graph_.value(id);
      value.constant = {};
      value.is_constant = false;
      graph_.values.push_back(std::move(value));
      id = static_cast<ValueId>(graph_.values.size() - 1);
      node.outputs = {id};
      graph_.nodes.push_back(std::move(node));
    } else {
      is_made[static_cast<size_t>(id)] = false;
    }
    graph_.value(id).name = names[i];
    graph_.outputs.push_back(id);
  }
}

Graph Recorder::record(const std::vector<std::vector<int64_t>>& input_shapes, const Request& request) {
  // Inference mode: no gradients, and no hidden references from views to what they view.
  const c10::InferenceMode inference;
  for (const auto* names : {&request.input_names, &request.output_names})
    for (const std::string& name : *names)
      if (!names_.emplace(name, 0).second) fail("two inputs or outputs of the network are called '{}'", name);
  std::vector<at::Tensor> inputs;
  for (size_t i = 0; i < input_shapes.size(); ++i) {
    const DType dtype = request.input_dtypes.empty() ? DType::kF32 : request.input_dtypes.at(i);
    inputs.push_back(at::empty(input_shapes[i], at::TensorOptions().dtype(scalar_type_of(dtype)).device(at::kMeta)));
    graph::Value value{request.input_names.at(i), dtype, {}, {}, false};
    value.shape.assign(input_shapes[i].begin(), input_shapes[i].end());
    graph_.values.push_back(std::move(value));
    graph_.inputs.push_back(static_cast<ValueId>(i));
    see(inputs.back(), static_cast<ValueId>(i));
  }
  std::vector<at::Tensor> results;
  try {
    const Observation observation(this);
    results = network_.forward(inputs);
  } catch (const Error&) {
    if (!error_) throw;
  } catch (const InternalError&) {
    if (!error_) throw;
  } catch (const std::exception& e) {
    if (!error_) fail("{}: {}", running_ ? describe(*running_) : "capturing the network", first_line(e));
  }
  if (error_) std::rethrow_exception(error_);
  set_outputs(results, request.output_names);
  return std::move(graph_);
}

}  // namespace

Graph record(const Traceable& network, const ParameterIndex& parameters,
             const std::vector<std::vector<int64_t>>& input_shapes, const Request& request) {
  return Recorder(network, parameters).record(input_shapes, request);
}

}  // namespace slipway::capture
