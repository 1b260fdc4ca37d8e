// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "lower/onnx/testing/op_case.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <set>

#include "base/tensor_element.h"
#include "capture/boxing.h"
#include "capture/interpreter.h"
#include "lower/onnx/builder.h"
#include "lower/onnx/element_types.h"
#include "lower/onnx/lower_internal.h"
#include "lower/onnx/testing/ort_model.h"
#include "lower/torchscript/lower.h"
#include "lower/torchscript/testing/pt_model.h"

namespace slipway::lower::onnx {
namespace {

using graph::SymInt;

constexpr int64_t kFixedBatch = 2, kFixedHeight = 8;
/// TorchScript runs the kernels that the expected values come from.
constexpr double kSameLibrary = 1e-6;

HostTensor random_tensor(DType dtype, const std::vector<int64_t>& shape, Range range, uint32_t seed) {
  HostTensor tensor(dtype, shape);
  std::mt19937 engine(seed);
  for (int64_t i = 0; i < tensor.numel(); ++i) {
    const double value = range.low + (range.high - range.low) * (static_cast<double>(engine()) / 4294967296.0);
    const HostTensor one = host_filled(is_floating(dtype)      ? value
                                       : dtype == DType::kBool ? (value > 0 ? 1.0 : 0.0)
                                                               : std::floor(value),
                                       dtype, {});
    std::memcpy(static_cast<char*>(tensor.mutable_raw()) + static_cast<size_t>(i) * size_of(dtype), one.raw(),
                size_of(dtype));
  }
  return tensor;
}

graph::Argument default_of(const c10::Argument& argument) {
  if (!argument.default_value()) throw InternalError("no value for argument " + argument.name());
  return capture::to_argument(*argument.default_value(), argument, nullptr);
}

/// The function of both sizes that takes these four values: a + b·batch + c·height + d·batch·height.
SymInt fit(const SymInt& batch, const SymInt& height, int64_t at_00, int64_t at_10, int64_t at_01, int64_t at_11) {
  // Values at batch 2 and 3, height 8 and 16.
  const SymInt b = batch - kFixedBatch, h = (height - kFixedHeight).divided_by(kFixedHeight);
  return SymInt(at_00) + b * (at_10 - at_00) + h * (at_01 - at_00) + b * h * (at_11 - at_10 - at_01 + at_00);
}

std::vector<std::vector<OpCase>>& all_cases() {
  static std::vector<std::vector<OpCase>> cases;
  return cases;
}

}  // namespace

Arg::Arg(const std::vector<Var>& vars) {
  graph::TensorList list;
  for (Var var : vars) list.ids.push_back(var.id);
  value = list;
}

CaseBuilder::CaseBuilder(bool dynamic) : dynamic_(dynamic) {
  if (dynamic) graph_.axes = {{"batch", kFixedBatch}, {"height", kFixedHeight}};
}

SymInt CaseBuilder::resolved(const SymInt& size) const {
  return dynamic_ ? size : SymInt(size.eval({kFixedBatch, kFixedHeight}));
}

graph::Argument CaseBuilder::resolved(graph::Argument argument) const {
  if (auto* size = std::get_if<SymInt>(&argument)) *size = resolved(*size);
  if (auto* sizes = std::get_if<Ints>(&argument))
    for (SymInt& size : *sizes) size = resolved(size);
  return argument;
}

Var CaseBuilder::input(const Ints& shape, Range range, DType dtype) {
  graph::Value value;
  value.name = fmt::format("input{}", graph_.inputs.size());
  value.dtype = dtype;
  for (const SymInt& size : shape) value.shape.push_back(resolved(size));
  const graph::ValueId id = graph_.add_value(value);
  graph_.inputs.push_back(id);
  ranges_.push_back(range);
  return {id};
}

Var CaseBuilder::constant(const std::vector<int64_t>& shape, Range range, DType dtype) {
  return constant(random_tensor(dtype, shape, range, static_cast<uint32_t>(1000 + graph_.values.size())));
}

Var CaseBuilder::constant(const HostTensor& data) { return {graph_.add_constant("weight", data)}; }

std::vector<Var> CaseBuilder::call(const std::string& operator_name, const Args& args, size_t outputs) {
  graph::Node node;
  const size_t dot = operator_name.find('.');
  node.op = operator_name.substr(0, dot);
  node.overload = dot == std::string::npos ? "" : operator_name.substr(dot + 1);
  node.scope = "net.layer";
  const auto schema = c10::Dispatcher::singleton().findSchemaOrThrow(node.op.c_str(), node.overload.c_str());
  std::set<std::string> unused;
  for (const auto& [name, arg] : args) unused.insert(name);
  for (const c10::Argument& argument : schema.schema().arguments()) {
    const auto given =
        std::find_if(args.begin(), args.end(), [&](const auto& arg) { return arg.first == argument.name(); });
    node.args.emplace_back(argument.name(), given == args.end() ? default_of(argument) : resolved(given->second.value));
    unused.erase(argument.name());
  }
  if (!unused.empty()) throw InternalError(operator_name + " has no argument " + *unused.begin());
  for (size_t i = 0; i < outputs; ++i) {
    graph::Value value;
    value.name = fmt::format("output{}", graph_.values.size());
    node.outputs.push_back(graph_.add_value(value));
  }
  graph_.nodes.push_back(node);
  graph_.outputs = node.outputs;
  infer_outputs(node);
  std::vector<Var> result;
  for (graph::ValueId id : node.outputs) result.push_back({id});
  return result;
}

void CaseBuilder::infer_outputs(const graph::Node& node) {
  const auto at_00 = expected(kFixedBatch, kFixedHeight);
  const auto at_10 = dynamic_ ? expected(kFixedBatch + 1, kFixedHeight) : at_00;
  const auto at_01 = dynamic_ ? expected(kFixedBatch, 2 * kFixedHeight) : at_00;
  const auto at_11 = dynamic_ ? expected(kFixedBatch + 1, 2 * kFixedHeight) : at_00;
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    graph::Value& value = graph_.value(node.outputs[i]);
    value.dtype = at_00[i].dtype();
    for (size_t d = 0; d < at_00[i].shape().size(); ++d)
      value.shape.push_back(fit(batch(), height(), at_00[i].dim(d), at_10[i].dim(d), at_01[i].dim(d), at_11[i].dim(d)));
  }
}

void CaseBuilder::outputs(const std::vector<Var>& vars) {
  graph_.outputs.clear();
  for (Var var : vars) graph_.outputs.push_back(var.id);
}

std::vector<HostTensor> CaseBuilder::inputs(int64_t batch, int64_t height) const {
  std::vector<HostTensor> result;
  for (size_t i = 0; i < graph_.inputs.size(); ++i) {
    const graph::Value& value = graph_.value(graph_.inputs[i]);
    std::vector<int64_t> shape;
    for (const SymInt& size : value.shape) shape.push_back(size.eval({batch, height}));
    result.push_back(random_tensor(value.dtype, shape, ranges_[i], static_cast<uint32_t>(i * 100 + 7)));
  }
  return result;
}

std::vector<HostTensor> CaseBuilder::expected(int64_t batch, int64_t height) const {
  std::vector<at::Tensor> tensors;
  const std::vector<HostTensor> hosts = inputs(batch, height);
  for (const HostTensor& host : hosts) tensors.push_back(capture::from_host(host));
  std::vector<HostTensor> result;
  for (const at::Tensor& tensor : capture::run(graph_, tensors)) result.push_back(capture::to_host(tensor));
  return result;
}

namespace {

void expect_equal(const std::vector<HostTensor>& actual, const std::vector<HostTensor>& expected, double tolerance) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t output = 0; output < actual.size(); ++output) {
    SCOPED_TRACE(fmt::format("output {}", output));
    ASSERT_EQ(actual[output].describe(), expected[output].describe());
    for (int64_t i = 0; i < expected[output].numel(); ++i) {
      const double x = element_at(actual[output], i), y = element_at(expected[output], i);
      if (std::isnan(x) && std::isnan(y)) continue;
      if (x == y) continue;
      ASSERT_LE(std::abs(x - y), tolerance * (1 + std::abs(y))) << "element " << i << ": " << x << " for " << y;
    }
  }
}

/// Types by the signatures of operators are those that ONNX's own inference finds.
void expect_element_types(const std::string& bytes) {
  ::onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(bytes));
  model.mutable_graph()->clear_value_info();
  ElementTypes types(static_cast<int>(model.opset_import(0).version()));
  types.read_stated(model.graph());
  for (const auto& node : model.graph().node()) types.add(node);
  ::onnx::shape_inference::InferShapes(model);
  for (const auto* infos : {&model.graph().value_info(), &model.graph().output()})
    for (const auto& info : *infos)
      ASSERT_EQ(types.of(info.name()), info.type().tensor_type().elem_type()) << info.name();
}

void run_case(const OpCase& op_case, bool dynamic) {
  CaseBuilder builder(dynamic);
  op_case.build(builder);
  std::vector<std::pair<int64_t, int64_t>> sizes{{kFixedBatch, kFixedHeight}};
  if (dynamic) sizes = {{1, 8}, {2, 8}, {3, 16}, {3, 24}};
  std::vector<std::vector<HostTensor>> inputs, expected;
  for (const auto& [batch, height] : sizes) {
    inputs.push_back(builder.inputs(batch, height));
    expected.push_back(builder.expected(batch, height));
  }
  {
    SCOPED_TRACE("TorchScript");
    const Model model = torchscript::lower(builder.graph());
    torchscript::check(model);
    torchscript::PtModel module(model.bytes);
    for (size_t i = 0; i < sizes.size(); ++i) {
      SCOPED_TRACE(fmt::format("batch {}, height {}", sizes[i].first, sizes[i].second));
      expect_equal(module.run(inputs[i]), expected[i], kSameLibrary);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  // What ONNX Runtime has lowerings of its own for runs as those, too.
  std::vector<std::string> backends{""};
  if (std::any_of(builder.graph().nodes.begin(), builder.graph().nodes.end(), [](const graph::Node& node) {
        return find_lowering(node.full_name(), kMaxOpset, "onnxruntime").for_backend;
      }))
    backends.emplace_back("onnxruntime");
  for (const std::string& backend : backends) {
    for (int opset = op_case.from_opset; opset <= kMaxOpset; ++opset) {
      SCOPED_TRACE(fmt::format("opset {}{}", opset, backend.empty() ? "" : ", for " + backend));
      Options options;
      options.opset = opset;
      options.backend = backend;
      const Model model = lower_unchecked(builder.graph(), options);
      if (opset <= max_opset()) {
        check(model);
        expect_element_types(model.bytes);
      }
      const OrtModel session(model.bytes);
      for (size_t i = 0; i < sizes.size(); ++i) {
        SCOPED_TRACE(fmt::format("batch {}, height {}", sizes[i].first, sizes[i].second));
        expect_equal(session.run(inputs[i]), expected[i], op_case.tolerance);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
  }
}

}  // namespace

OpCase on(const InputSpec& input, const std::string& name, const Args& args, size_t outputs,
          const std::vector<size_t>& used) {
  const std::vector<std::string> axes{"batch", "height"};
  std::string title = name + " of " + std::string(name_of(input.dtype));
  for (const SymInt& size : input.shape) title += " " + size.text(axes);
  for (const auto& [argument, value] : args) {
    title += ", " + argument;
    if (const auto* size = std::get_if<SymInt>(&value.value)) title += " " + size->text(axes);
    if (const auto* text = std::get_if<std::string>(&value.value)) title += " " + *text;
    if (const auto* sizes = std::get_if<Ints>(&value.value))
      for (const SymInt& size : *sizes) title += " " + size.text(axes);
  }
  return {title, [=](CaseBuilder& c) {
            const std::string full_name = "aten::" + name;
            const size_t dot = full_name.find('.');
            const auto schema = c10::Dispatcher::singleton().findSchemaOrThrow(
                full_name.substr(0, dot).c_str(), dot == std::string::npos ? "" : full_name.substr(dot + 1).c_str());
            Args all{{schema.schema().arguments().at(0).name(), c.input(input.shape, input.range, input.dtype)}};
            all.insert(all.end(), args.begin(), args.end());
            const std::vector<Var> results = c.call(full_name, all, outputs);
            std::vector<Var> chosen;
            for (size_t index : used) chosen.push_back(results.at(index));
            if (!used.empty()) c.outputs(chosen);
          }};
}

void run_cases(const std::vector<OpCase>& cases) {
  for (const OpCase& op_case : cases) {
    for (bool dynamic : {false, true}) {
      SCOPED_TRACE(fmt::format("case '{}', {} sizes", op_case.name, dynamic ? "dynamic" : "fixed"));
      try {
        run_case(op_case, dynamic);
      } catch (const std::exception& e) {
        ADD_FAILURE() << e.what();
      }
    }
  }
}

RegisterCases::RegisterCases(const std::vector<OpCase>& cases) { all_cases().push_back(cases); }

TEST(LowerOperators, EachHasACase) {
  std::set<std::string> covered;
  for (const auto& cases : all_cases()) {
    for (const OpCase& op_case : cases) {
      CaseBuilder builder(false);
      op_case.build(builder);
      for (const graph::Node& node : builder.graph().nodes) covered.insert(node.full_name());
    }
  }
  covered.insert("slipway::nms_mask");  // nms_mask_test.cc
  std::vector<std::string> missing;
  for (const std::string& name : lowered_operators())
    if (!covered.contains(name)) missing.push_back(name);
  EXPECT_TRUE(missing.empty()) << "operators without a case: " << fmt::format("{}", fmt::join(missing, ", "));
}

}  // namespace slipway::lower::onnx
