// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Detectors as they are deployed: the captured graph computes the same at other sizes, too, and every operator of it
// has a lowering. What they choose is compared with PyTorch's choice, and with backends, in detectors_kit_test.cc.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "../test/support/fixtures.h"
#include "backend/tensorrt/operators.h"
#include "capture/capture.h"
#include "capture/interpreter.h"
#include "codebase/test_support.h"
#include "graph/pass.h"
#include "lower/onnx/lower.h"
#include "model/head/det_head.h"
#include "model/network/single_stage.h"

namespace slipway::model::testing {
namespace {

std::vector<nlohmann::json> detectors() {
  std::vector<nlohmann::json> cases;
  const nlohmann::json recorded = read_json(test::data("model-variants/recorded.json"));
  for (const nlohmann::json& variant : recorded.at("narrow"))
    if (variant.contains("predictions") && variant["predictions"][0].contains("labels")) cases.push_back(variant);
  return cases;
}

config::Value deploy_config(bool dynamic) {
  return config::parse(fmt::format(
      "onnx_config = dict(input_names=['input'], dynamic_axes={})\n"
      "codebase_config = dict(type='mmdet', task='ObjectDetection', post_processing=dict(score_threshold=0.05, "
      "iou_threshold=0.5, max_output_boxes_per_class=60, pre_top_k=5000, keep_top_k=100))\n",
      dynamic ? "dict(input={0: 'batch', 2: 'height', 3: 'width'})" : "None"));
}

class Deployed : public ::testing::TestWithParam<nlohmann::json> {
 protected:
  void SetUp() override {
    network_ = build(at::kCPU);
    fill(*network_, tensors(), GetParam().at("name").get<std::string>() + "/state/");
  }

  static const std::map<std::string, at::Tensor>& tensors() {
    static const auto tensors = read_tensors(test::data("model-variants/recorded.pth"));
    return tensors;
  }
  static std::shared_ptr<SingleStage> build(at::Device device) {
    return std::dynamic_pointer_cast<SingleStage>(build_variant(GetParam(), device));
  }
  static std::vector<int64_t> shape() { return GetParam().at("shape"); }
  static at::Tensor input(const std::vector<int64_t>& shape) {
    return uniform(GetParam().at("name").get<std::string>() + "/input", shape, -2.0, 2.0);
  }
  const DetHead& head() const { return dynamic_cast<const DetHead&>(network_->head()); }

  static rewrite::Context context(bool dynamic) {
    rewrite::Context context;
    context.backend = "onnxruntime";
    context.deploy_config = deploy_config(dynamic);
    return context;
  }

  graph::Graph captured(const rewrite::Context& context) {
    const rewrite::Activate active(context);
    const auto shadow = build(at::kMeta);
    capture::Traceable traceable;
    traceable.forward = [&](const std::vector<at::Tensor>& inputs) { return shadow->deploy_forward(inputs.at(0)); };
    const auto real = state_dict(*network_), shapes = state_dict(*shadow);
    for (size_t i = 0; i < real.size(); ++i)
      traceable.parameters.push_back({real[i].name, shapes.at(i).tensor, capture::to_host(real[i].tensor)});
    const int64_t step = network_->size_step();
    graph::Graph graph =
        capture::capture(traceable, {{"input"},
                                     {shape()},
                                     {"dets", "labels"},
                                     {{0, 0, "batch", 1}, {0, 2, "height", step}, {0, 3, "width", step}}});
    graph::optimize(graph, capture::evaluate);
    return graph;
  }

  std::shared_ptr<SingleStage> network_;
};

TEST_P(Deployed, GivesAllCandidatesWhereTheBackendCannotChoose) {
  const at::Tensor x = input(shape());
  const at::Tensor all = head().decode(network_->raw(x)).all();
  rewrite::Context context = this->context(false);
  context.capabilities.selects_detections = false;
  const rewrite::Activate active(context);
  const Tensors outputs = network_->deploy_forward(x);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_TRUE(at::equal(outputs[0], all));
}

TEST_P(Deployed, IsCapturedAtEverySizeAndLowered) {
  const rewrite::Context context = this->context(/*dynamic=*/true);
  const rewrite::Activate active(context);
  const int64_t step = network_->size_step();
  const graph::Graph graph = captured(context);
  EXPECT_NO_THROW(lower::onnx::lower(graph));
  for (const std::vector<int64_t>& size : {std::vector<int64_t>{1, 3, 2 * step, step}, {3, 3, step, 3 * step}}) {
    const at::Tensor x = input(size);
    const auto outputs = capture::run(graph, {x});
    const Tensors expected = network_->deploy_forward(x);
    EXPECT_TRUE(at::equal(outputs[1], expected[1]));
    EXPECT_LE((outputs[0] - expected[0]).abs().max().item<float>(), 1e-2);
  }
}

TEST_P(Deployed, TensorRtHasAllOperators) {
  rewrite::Context context = this->context(/*dynamic=*/true);
  context.backend = "tensorrt";
  context.capabilities.max_top_k = backend::tensorrt::kTopKLimit - 1;
  lower::onnx::Options options;
  options.backend = context.backend;
  const std::string model = lower::onnx::lower(captured(context), options).bytes;
  EXPECT_THAT(backend::tensorrt::unsupported(backend::read_onnx(model)), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Models, Deployed, ::testing::ValuesIn(detectors()), variant_name);

}  // namespace
}  // namespace slipway::model::testing
