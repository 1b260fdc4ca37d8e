// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "scaffold/scaffold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <regex>

#include "base/error.h"
#include "base/io.h"

namespace slipway::scaffold {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Scaffold, NamesHaveTwoForms) {
  for (const auto& [type, snake] :
       {std::pair{"HandHead", "hand_head"}, {"YOLOXPoseHead", "yolox_pose_head"}, {"Resize2", "resize2"}}) {
    EXPECT_EQ(snake_name(type), snake);
    EXPECT_EQ(type_name(type), type);
  }
  EXPECT_EQ(type_name("hand_head"), "HandHead");
}

TEST(Scaffold, RefusesWhatIsNoName) {
  for (const char* name : {"", "2nd", "a-b", "class", "a b", "../x"}) EXPECT_THROW(type_name(name), Error) << name;
}

/// What `slipway new` knows a checkout by, and one folder of a library.
class Tree : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::canonical(fs::temp_directory_path()) / ("slipway-scaffold-" + std::to_string(getpid()));
    for (const char* folder : {"src/scaffold", "src/codebase/mmdet/necks", "templates", "examples/deep"})
      fs::create_directories(root_ / folder);
    io::write_file(root_ / "src/scaffold/scaffold.cc", "");
    fs::copy(SLIPWAY_SOURCE_DIR "/templates/tree", root_ / "templates/tree", fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(root_); }

  Written make(const std::string& kind, const std::string& name, const std::string& library = "mmdet") {
    Request request;
    request.kind = kind;
    request.name = name;
    request.library = library;
    request.tree = root_;
    return write(request);
  }
  std::vector<std::string> files(const std::string& kind, const std::string& name,
                                 const std::string& library = "mmdet") {
    std::vector<std::string> files;
    for (const fs::path& file : make(kind, name, library).files) {
      const std::string text = io::read_file(root_ / file);
      EXPECT_FALSE(std::regex_search(text, std::regex("@[A-Za-z]+@"))) << file;
      EXPECT_TRUE(text.find("SPDX-License-Identifier: Apache-2.0") != std::string::npos) << file;
      files.push_back(file.string());
    }
    return files;
  }
  std::string error(const std::string& kind, const std::string& name, const std::string& library = "mmdet") {
    try {
      make(kind, name, library);
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  }

  fs::path root_;
};

TEST_F(Tree, IsFoundFromBelow) {
  EXPECT_EQ(find_tree(root_ / "examples/deep"), root_);
  EXPECT_EQ(find_tree(root_), root_);
  EXPECT_EQ(find_tree(root_.parent_path()), "");
}

TEST_F(Tree, FilesGoWhereThoseOfTheirKindAre) {
  EXPECT_THAT(files("model", "WideNeck"),
              ElementsAre("src/codebase/mmdet/necks/wide_neck.cc", "src/codebase/mmdet/necks/wide_neck_kit_test.cc"));
  EXPECT_THAT(
      files("rewriter", "FlatNeck"),
      ElementsAre("src/codebase/mmdet/necks/flat_neck.cc", "src/codebase/mmdet/necks/flat_neck.h",
                  "src/codebase/mmdet/necks/flat_neck_kit_test.cc", "src/codebase/mmdet/necks/flat_neck_rewriter.cc"));
  EXPECT_THAT(files("operator", "soft_shrink"),
              ElementsAre("src/operator/soft_shrink/onnx.cc", "src/operator/soft_shrink/soft_shrink.cc",
                          "src/operator/soft_shrink/soft_shrink.h", "src/operator/soft_shrink/soft_shrink_test.cc",
                          "src/operator/soft_shrink/torchscript.cc"));
  EXPECT_THAT(files("transform", "Darken"),
              ElementsAre("src/package/transform/darken.cc", "src/package/transform/darken_test.cc",
                          "src/runtime/transform/darken.cc", "src/runtime/transform/darken_test.cc"));
  EXPECT_THAT(
      files("decoder", "AboveThreshold"),
      ElementsAre("src/package/postprocess/above_threshold.cc", "src/package/postprocess/above_threshold_test.cc",
                  "src/runtime/decode/above_threshold.cc", "src/runtime/decode/above_threshold_test.cc"));
  EXPECT_THAT(files("metric", "CountError"),
              ElementsAre("src/evaluate/metric/count_error.cc", "src/evaluate/metric/count_error_test.cc"));
  EXPECT_THAT(files("backend", "fastrt"),
              ElementsAre("src/backend/fastrt/CMakeLists.txt", "src/backend/fastrt/backend.cc",
                          "src/backend/fastrt/fastrt_test.cc"));
}

TEST_F(Tree, TheOriginalsNameSaysLibraryAndFolder) {
  EXPECT_THAT(files("model", "mmdet.models.dense_heads.wide_head.WideBoxHead", "mmengine"),
              ElementsAre("src/codebase/mmdet/dense_heads/wide_head.cc",
                          "src/codebase/mmdet/dense_heads/wide_head_kit_test.cc"));
  const std::string text = io::read_file(root_ / "src/codebase/mmdet/dense_heads/wide_head.cc");
  EXPECT_THAT(text, HasSubstr("RegisterModel<WideBoxHead>"));
  EXPECT_THAT(text, HasSubstr("(\"mmdet.models.dense_heads.wide_head.WideBoxHead\")"));
}

TEST_F(Tree, RefusesWhatHasNoPlace) {
  EXPECT_THAT(error("model", "WideNeck", "mmengine"),
              AllOf(HasSubstr("'mmengine'"), HasSubstr("--library"), HasSubstr("mmdet")));
  EXPECT_THAT(error("metric", "mmdet.evaluation.count.Count"), HasSubstr("take Count"));
  EXPECT_THAT(error("model", "mmdet.WideNeck"), HasSubstr("names no module"));
  EXPECT_THAT(error("model", "mmdet.models.necks.wide-neck.WideNeck"), HasSubstr("'wide-neck'"));
  make("metric", "CountError");
  EXPECT_THAT(error("metric", "CountError"), HasSubstr("there already; nothing was written"));
}

}  // namespace
}  // namespace slipway::scaffold
