// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/deploy_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "package/deploy_config.h"
#include "slipway/error.h"

namespace slipway::package {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kDeploy = R"(
onnx_config = dict(type='onnx', save_file='end2end.onnx', input_names=['input'], output_names=['output'])
codebase_config = dict(type='mmpretrain', task='Classification')
backend_config = dict(type='onnxruntime')
)";

DeployKeys keys_of(const std::string& more) { return judge_deploy_keys(config::parse(kDeploy + more, "deploy.py")); }

TEST(DeployKeys, SlipsAreNamedWithTheirPlaceAndTheNearestKey) {
  EXPECT_THAT(keys_of("").warnings, IsEmpty());
  EXPECT_THAT(keys_of("onnx_config['dynamic_axis'] = {}\n").warnings,
              ElementsAre("deploy.py:5:12 (onnx_config.dynamic_axis): unknown key 'dynamic_axis' has no "
                          "effect; did you mean 'dynamic_axes'?"));
  EXPECT_THAT(keys_of("backend_conf = dict(precision='FP16')\n").warnings,
              ElementsAre(HasSubstr("unknown key 'backend_conf' has no effect; did you mean 'backend_config'?")));
  EXPECT_THAT(keys_of("codebase_config['post_processing'] = dict(keep_topk=5)\n").warnings,
              ElementsAre(HasSubstr("did you mean 'keep_top_k'?")));
  // Invisible characters are characters, too.
  EXPECT_THAT(keys_of("onnx_config['\\u200bdynamic_axes'] = {0: 'batch'}\nonnx_config[1] = 2\n").warnings.size(), 2u);
}

TEST(DeployKeys, KeysWithoutEffectAreReported) {
  const auto only_warning = [](const std::string& more) {
    const DeployKeys keys = keys_of(more);
    EXPECT_THAT(keys.problems, IsEmpty());
    EXPECT_EQ(keys.warnings.size(), 1u) << more;
    return keys.warnings.empty() ? "" : keys.warnings.front();
  };
  EXPECT_THAT(only_warning("codebase_config['model_type'] = 'sdk'\n"), HasSubstr("model_type 'sdk' has no effect"));
  EXPECT_THAT(only_warning("codebase_config['model_type'] = 'end2endd'\n"), HasSubstr("did you mean 'end2end'"));
  EXPECT_THAT(only_warning("codebase_config['with_argmax'] = True\n"), HasSubstr("with_argmax"));
  EXPECT_THAT(only_warning("codebase_config['post_processing'] = dict(background_label_id=0)\n"),
              HasSubstr("background_label_id"));
  EXPECT_THAT(only_warning("calib_config = dict(create_calib=True)\n"), HasSubstr("not INT8"));
  EXPECT_THAT(only_warning("ir_config = dict(type='torchscript')\n"), HasSubstr("beside 'onnx_config'"));
  EXPECT_THAT(only_warning("onnx_config['export_params'] = False\n"), HasSubstr("export_params"));
}

TEST(DeployKeys, OtherModelsAreRefusedAtOnce) {
  const std::string more =
      "partition_config = dict(type='end2end', apply_marks=True)\ncodebase_config['export_postprocess'] = True\n";
  EXPECT_THAT(keys_of(more).problems, ElementsAre(HasSubstr("partition_config"), HasSubstr("export_postprocess")));
  EXPECT_THAT(keys_of("partition_config = dict(type='end2end', apply_marks=False)\n").problems, IsEmpty());
  EXPECT_THROW(read_deploy_config(config::parse(kDeploy + more, "deploy.py"), {"onnxruntime"}), Error);
  const DeployConfig deploy =
      read_deploy_config(config::parse(kDeploy + std::string("x = 1\n"), "d.py"), {"onnxruntime"});
  EXPECT_THAT(deploy.warnings, ElementsAre(HasSubstr("unknown key 'x'")));
}

TEST(DeployKeys, MissingDictsNameTheSlip) {
  std::string text(kDeploy);
  text.replace(text.find("backend_config"), 14, "backend_confg");
  try {
    read_deploy_config(config::parse(text, "d.py"), {"onnxruntime"});
    FAIL();
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("did you mean 'backend_confg'"));
  }
}

/// The deploy configs of MMDeploy 1.3.1 with every combination of keys once (shapes and backends' own settings left
/// out).
TEST(DeployKeys, MmdeploysOwnConfigsGiveNoFalseWarning) {
  const config::Value configs =
      config::load(std::filesystem::path(SLIPWAY_SOURCE_DIR) / "test/data/mmdeploy_keys.json");
  ASSERT_GT(configs.size(), 90u);
  const config::Value nothing = config::Value::dict();
  for (const auto& [name, deploy] : configs.as_dict()) {
    const auto part = [&](const config::Value& dict, const char* key) -> const config::Value& {
      const config::Value* found = dict.find(key);
      return found == nullptr ? nothing : *found;
    };
    const DeployKeys keys = judge_deploy_keys(deploy);
    // What these ask for, nothing here does.
    std::vector<std::string> expected;
    const config::Value& codebase = part(deploy, "codebase_config");
    const std::string type = codebase.get("model_type", "end2end");
    if (type == "sdk" || type == "rknn" || type == "vacc_seg" || type == "panoptic_end2end")
      expected.push_back("model_type '" + type + "'");
    const config::Value& backend = part(deploy, "backend_config");
    if (deploy.contains("calib_config") && backend.get("precision", "") != "INT8" && !backend.contains("common_config"))
      expected.emplace_back("'calib_config'");
    // One has both, and MMDeploy reads the first.
    if (deploy.contains("ir_config") && deploy.contains("onnx_config")) expected.emplace_back("'ir_config'");
    if (codebase.get("has_mask", false)) expected.emplace_back("'has_mask'");
    if (part(codebase, "post_processing").get("export_postprocess_mask", false))
      expected.emplace_back("'export_postprocess_mask'");
    ASSERT_EQ(keys.warnings.size(), expected.size()) << name.repr() << ": " << ::testing::PrintToString(keys.warnings);
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_THAT(keys.warnings[i], HasSubstr(expected[i])) << name.repr();
    EXPECT_EQ(keys.problems.empty(), !part(deploy, "partition_config").get("apply_marks", false)) << name.repr();
  }
}

}  // namespace
}  // namespace slipway::package
