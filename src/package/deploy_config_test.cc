// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/deploy_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::package {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> kBackends{"ncnn", "onnxruntime", "openvino"};

constexpr const char* kGood = R"(
onnx_config = dict(type='onnx', opset_version=13, save_file='end2end.onnx', input_names=['input'],
                   output_names=['dets', 'keypoints'], input_shape=[640, 480],
                   dynamic_axes=dict(input={0: 'batch', 2: 'height'}, dets={0: 'batch'}))
codebase_config = dict(type='mmpose', task='PoseDetection')
backend_config = dict(type='onnxruntime')
)";

std::string error_of_deploy_config(const std::string& text) {
  try {
    read_deploy_config(config::parse(text, "deploy.py"), kBackends);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t position = text.find(from);
  EXPECT_NE(position, std::string::npos) << from;
  return text.replace(position, from.size(), to);
}

TEST(DeployConfig, ReadsWhatItSays) {
  const DeployConfig deploy = read_deploy_config(config::parse(kGood, "deploy.py"), kBackends);
  EXPECT_EQ(deploy.backend, "onnxruntime");
  EXPECT_EQ(deploy.precision, "FP32");
  EXPECT_EQ(deploy.opset, 13);
  EXPECT_EQ(deploy.output_names, (std::vector<std::string>{"dets", "keypoints"}));
  ASSERT_TRUE(deploy.input_shape);
  EXPECT_EQ(*deploy.input_shape, (std::array<int64_t, 2>{640, 480}));
  EXPECT_EQ(deploy.axis_name(0), "batch");
  EXPECT_EQ(deploy.axis_name(2), "height");
  EXPECT_EQ(deploy.axis_name(3), "");
  EXPECT_TRUE(deploy.optimize);
}

TEST(DeployConfig, TakesAxesAsLists) {
  const std::string axes = "dict(input={0: 'batch', 2: 'height'}, dets={0: 'batch'})";
  const DeployConfig per_tensor =
      read_deploy_config(config::parse(replaced(kGood, axes, "dict(input=[0, 2, 3])"), "d.py"), kBackends);
  EXPECT_EQ(per_tensor.axis_name(3), "width");
  const DeployConfig in_order =
      read_deploy_config(config::parse(replaced(kGood, axes, "[[0, 3], [0], [0]]"), "d.py"), kBackends);
  EXPECT_EQ(in_order.axis_name(0), "batch");
  EXPECT_EQ(in_order.axis_name(2), "");
  EXPECT_EQ(in_order.dynamic_axes.at("keypoints").at(0), "batch");
}

TEST(DeployConfig, FindsThePrecision) {
  const auto precision = [](const std::string& backend_config) {
    return read_deploy_config(config::parse(replaced(kGood, "dict(type='onnxruntime')", backend_config), "d.py"),
                              kBackends)
        .precision;
  };
  EXPECT_EQ(precision("dict(type='onnxruntime', precision='fp16')"), "FP16");
  EXPECT_EQ(precision("dict(type='onnxruntime', common_config=dict(fp16_mode=True))"), "FP16");
  EXPECT_EQ(precision("dict(type='onnxruntime', common_config=dict(fp16_mode=True, int8_mode=True))"), "INT8");
  EXPECT_EQ(precision("dict(type='ncnn', precision='INT8')"), "INT8");
}

TEST(DeployConfig, IsForTheModelsOfItsCodebase) {
  DeployConfig deploy;
  const auto error = [&](const std::string& codebase, const std::string& model) -> std::string {
    deploy.codebase = codebase;
    try {
      require_codebase(deploy, "deploy.py", config::parse(model, "model.py"), "model.py");
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(error("mmpose", "default_scope = 'mmpose'\nmodel = dict(type='A')"), "");
  EXPECT_EQ(error("mmpretrain", "default_scope = 'mmpose'\nmodel = dict(type='A')"),
            "model.py is a config of mmpose, but deploy.py is for mmpretrain (codebase_config.type); take one for "
            "'mmpose' (folders of configs/)");
  // What the model's type says counts, then its scope.
  EXPECT_EQ(error("mmcls", "default_scope = 'mmpose'\nmodel = dict(type='mmpretrain.A', _scope_='mmpose')"), "");
  EXPECT_EQ(error("mmcls", "default_scope = 'mmpose'\nmodel = dict(type='A', _scope_='mmpretrain')"), "");
  EXPECT_THAT(error("mmpose", "default_scope = 'mmpose'\nmodel = dict(type='mmcls.A')"),
              HasSubstr("is a config of mmcls"));
  // The mmpose project's models are of mmyolo.
  for (const char* codebase : {"mmdet", "mmpose", "mmyolo"})
    EXPECT_EQ(error(codebase, "default_scope = 'mmyolo'\nmodel = dict(type='A')"), "") << codebase;
  EXPECT_THAT(error("mmseg", "default_scope = 'mmyolo'\nmodel = dict(type='A')"),
              HasSubstr("take one for 'mmdet', 'mmpose' or 'mmyolo'"));
  EXPECT_THAT(error("mmdet", "default_scope = 'mmtrack'\nmodel = dict(type='A')"),
              HasSubstr("no deploy config fits models of that library"));
  EXPECT_EQ(error("mmdet", "default_scope = None\nmodel = dict(type='A')"), "");
  EXPECT_EQ(error("mmdet", "default_scope = 'mmfancy'\nmodel = dict(type='A')"), "");
}

TEST(DeployConfig, RefusesWithAReason) {
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "backend_config = dict(type='onnxruntime')", "")),
              HasSubstr("no `backend_config`"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "type='onnxruntime'", "type='onnxruntim'")),
              HasSubstr("did you mean 'onnxruntime'"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "'mmpose'", "'mmpos'")), HasSubstr("did you mean 'mmpose'"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "type='onnx',", "type='onxx',")), HasSubstr("unknown IR"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "['dets', 'keypoints']", "['dets', 'dets']")), HasSubstr("twice"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "dets={0: 'batch'}", "detz={0: 'batch'}")),
              HasSubstr("did you mean 'dets'"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "2: 'height'", "1: 'channels'")), HasSubstr("channels"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "[640, 480]", "[640]")), HasSubstr("[width, height]"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "'end2end.onnx'", "'../x.onnx'")), HasSubstr("plain file name"));
  EXPECT_THAT(error_of_deploy_config(replaced(kGood, "type='onnxruntim", "type='x")), HasSubstr("deploy.py:"));
}

}  // namespace
}  // namespace slipway::package
