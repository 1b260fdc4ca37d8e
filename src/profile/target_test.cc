// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/io.h"

namespace slipway::profile {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class TargetTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("target_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text = "x") {
    fs::create_directories((folder_ / name).parent_path());
    io::write_file(folder_ / name, text);
    return (folder_ / name).string();
  }
  std::string directory(const std::string& name, const std::string& deploy) {
    file(name + "/deploy.json", deploy);
    file(name + "/pipeline.json", "{}");
    return (folder_ / name).string();
  }
  static std::string error(const std::vector<std::string>& paths) {
    try {
      find_targets(paths);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }

  fs::path folder_;
};

TEST_F(TargetTest, KnowsFilesByTheirKind) {
  file("c.bin");
  file("d.bin");
  const auto targets = find_targets({file("a.onnx"), file("b.pt"), file("c.xml"), file("d.param")});
  ASSERT_EQ(targets.size(), 4u);
  const char* const backends[] = {"onnxruntime", "torchscript", "openvino", "ncnn"};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(targets[i].backend, backends[i]);
    EXPECT_FALSE(targets[i].directory);
    EXPECT_EQ(targets[i].files.size(), i < 2 ? 1u : 2u);
    EXPECT_EQ(targets[i].precision, "");
  }
  EXPECT_EQ(targets[0].label, "a.onnx");
  EXPECT_THAT(targets[3].files, ElementsAre(folder_ / "d.param", folder_ / "d.bin"));
}

TEST_F(TargetTest, ReadsDirectories) {
  const auto targets =
      find_targets({directory("net", R"({"models": [{"backend": "openvino", "precision": "FP16"}]})") + "/"});
  EXPECT_EQ(targets.at(0).label, "net");
  EXPECT_EQ(targets[0].backend, "openvino");
  EXPECT_EQ(targets[0].precision, "fp16");
  EXPECT_TRUE(targets[0].directory);
}

TEST_F(TargetTest, LabelsDiffer) {
  const auto targets = find_targets(
      {file("one/end2end.onnx"), file("two/end2end.onnx"), file("two/other.onnx"), file("one/end2end.onnx")});
  EXPECT_EQ(targets[0].label, "one/end2end.onnx");
  EXPECT_EQ(targets[1].label, "two/end2end.onnx");
  EXPECT_EQ(targets[2].label, "other.onnx");
  EXPECT_EQ(targets[3].label, "one/end2end.onnx #2");
}

TEST_F(TargetTest, TellsEverythingThatIsNoModel) {
  fs::create_directories(folder_ / "empty");
  const std::string message = error({(folder_ / "absent").string(), (folder_ / "empty").string(), file("picture.jpg"),
                                     file("alone.xml"), directory("broken", "{"),
                                     directory("list", R"({"models": []})"), directory("none", R"({"models": [{}]})")});
  EXPECT_THAT(message,
              AllOf(HasSubstr("absent: no such model directory or file"),
                    HasSubstr("empty is no model directory: it has no deploy.json"),
                    HasSubstr("no kind of model file has the extension '.jpg'"),
                    HasSubstr("its .bin file is not there"), HasSubstr("broken JSON"),
                    HasSubstr("'models' must be a list of one model"), HasSubstr("models[0] has no 'backend'")));
}

}  // namespace
}  // namespace slipway::profile
