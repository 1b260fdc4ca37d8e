// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Detectors as they are deployed: what is chosen inside the graph equals what PyTorch's post-processing chooses, the
// captured graph computes it at other sizes, too, and every operator of it has a lowering.
#include <fmt/format.h>

#include "../test/support/fixtures.h"
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

  std::shared_ptr<SingleStage> network_;
};

void expect_rows(const at::Tensor& dets, const at::Tensor& labels, const Instances& expected) {
  nlohmann::json wanted{{"bboxes", expected.boxes}, {"scores", expected.scores}, {"labels", expected.labels}};
  Instances found;
  for (int64_t row = 0; row < dets.size(0); ++row) {
    if (labels[row].item<int64_t>() < 0) {
      EXPECT_TRUE(at::all(dets[row] == 0).item<bool>()) << "row " << row;
      continue;
    }
    ASSERT_EQ(found.size(), static_cast<size_t>(row)) << "an empty row before the last";
    const auto numbers = dets[row].contiguous();
    const float* det = numbers.data_ptr<float>();
    found.boxes.push_back({det[0], det[1], det[2], det[3]});
    found.scores.push_back(det[4]);
    found.labels.push_back(labels[row].item<int64_t>());
  }
  expect_detections(found, wanted, 1e-3, 1e-5);
}

TEST_P(Deployed, ChoosesWhatPyTorchChooses) {
  const at::Tensor x = input(shape());
  // The image is the network's input; a clamp to the image at the very end is the decoder's affair.
  ImageMeta meta;
  meta.img_shape = meta.ori_shape = {shape()[2], shape()[3]};
  const rewrite::Context context = this->context(/*dynamic=*/false);
  const auto how = package::read_post_processing(context.deploy_config, head().settings());
  const auto expected =
      network_->predict(x, std::vector<ImageMeta>(static_cast<size_t>(shape()[0]), meta), task::limits_of(how));
  const rewrite::Activate active(context);
  Tensors outputs = network_->deploy_forward(x);
  ASSERT_EQ(outputs.size(), 2U);
  if (head().clamp() == BoxClamp::kOriginal) {
    const at::Tensor limits = frame_limits(shape()[3], shape()[2], x.options());
    const at::Tensor boxes = at::minimum(at::clamp_min(at::slice(outputs[0], 2, 0, 4), 0), limits);
    outputs[0] = at::cat({boxes, at::slice(outputs[0], 2, 4)}, 2);
  }
  for (int64_t image = 0; image < shape()[0]; ++image) {
    SCOPED_TRACE(fmt::format("image {}", image));
    const auto& instances = std::get<Instances>(expected[static_cast<size_t>(image)]);
    EXPECT_GT(instances.size(), 0U);
    expect_rows(outputs[0][image], outputs[1][image], instances);
  }
  ASSERT_EQ(active.uses().size(), 1U);
  EXPECT_EQ(active.uses()[0].name, head().dotted_name() + ".predict_by_feat");
}

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
  const auto shadow = build(at::kMeta);
  capture::Traceable traceable;
  traceable.forward = [&](const std::vector<at::Tensor>& inputs) { return shadow->deploy_forward(inputs.at(0)); };
  const auto real = state_dict(*network_), shapes = state_dict(*shadow);
  for (size_t i = 0; i < real.size(); ++i)
    traceable.parameters.push_back({real[i].name, shapes.at(i).tensor, capture::to_host(real[i].tensor)});
  const int64_t step = network_->size_step();
  graph::Graph graph = capture::capture(
      traceable,
      {{"input"}, {shape()}, {"dets", "labels"}, {{0, 0, "batch", 1}, {0, 2, "height", step}, {0, 3, "width", step}}});
  graph::optimize(graph, capture::evaluate);
  EXPECT_NO_THROW(lower::onnx::lower(graph));
  for (const std::vector<int64_t>& size : {std::vector<int64_t>{1, 3, 2 * step, step}, {3, 3, step, 3 * step}}) {
    const at::Tensor x = input(size);
    const auto outputs = capture::run(graph, {x});
    const Tensors expected = network_->deploy_forward(x);
    EXPECT_TRUE(at::equal(outputs[1], expected[1]));
    EXPECT_LE((outputs[0] - expected[0]).abs().max().item<float>(), 1e-2);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Deployed, ::testing::ValuesIn(detectors()), variant_name);

}  // namespace
}  // namespace slipway::model::testing
