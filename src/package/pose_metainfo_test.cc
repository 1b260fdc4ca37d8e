// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/pose_metainfo.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/io.h"

namespace slipway::package {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kThree =
    "dict(dataset_name='three',\n"
    "keypoint_info={0: dict(name='top', id=0, color=[1, 2, 3], swap=''),\n"
    "               2: dict(name='left', id=2, color=[4, 5, 6], swap='right'), 1: dict(name='right', swap='left')},\n"
    "skeleton_info={0: dict(link=('top', 'left'), id=0, color=[7, 8, 9]), 1: dict(link=('right', 'top'))},\n"
    "joint_weights=[1, 1, 1], sigmas=[0.1, 0.2, 0.3])";

PoseMetainfo read(const std::string& metainfo, const fs::path& config_file = "") {
  const config::Value config = config::parse("metainfo = " + metainfo + "\n", "a.py");
  return read_pose_metainfo(&config.at("metainfo"), config_file);
}

std::string error_of_pose_metainfo(const std::string& metainfo) {
  try {
    read(metainfo);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

void expect_three(const PoseMetainfo& three) {
  EXPECT_EQ(three.dataset_name, "three");
  EXPECT_THAT(three.keypoint_names, ElementsAre("top", "right", "left"));
  EXPECT_THAT(three.keypoint_colors,
              ElementsAre(PoseMetainfo::Rgb{1, 2, 3}, PoseMetainfo::Rgb{51, 153, 255}, PoseMetainfo::Rgb{4, 5, 6}));
  EXPECT_THAT(three.flip_indices, ElementsAre(0U, 2U, 1U));
  EXPECT_THAT(three.links, ElementsAre(std::array<size_t, 2>{0, 2}, std::array<size_t, 2>{1, 0}));
  EXPECT_THAT(three.link_colors, ElementsAre(PoseMetainfo::Rgb{7, 8, 9}, PoseMetainfo::Rgb{51, 153, 255}));
  EXPECT_THAT(three.sigmas, ElementsAre(0.1, 0.2, 0.3));
}

TEST(PoseMetainfo, IsReadByTheNumbersOfTheKeypoints) { expect_three(read(kThree)); }

TEST(PoseMetainfo, OfAFileBesideTheModelConfigOrAboveIt) {
  const fs::path folder = fs::path(testing::TempDir()) / ("pose_metainfo_test_" + std::to_string(::getpid()));
  fs::create_directories(folder / "datasets");
  fs::create_directories(folder / "body/nano");
  std::ofstream(folder / "datasets/three.py") << "dataset_info = " << kThree << "\n";
  expect_three(read("dict(from_file='datasets/three.py')", folder / "body/nano/model.py"));
  expect_three(read("dict(from_file='" + (folder / "datasets/three.py").string() + "')"));
  fs::remove_all(folder);
}

TEST(PoseMetainfo, WithoutOneItIsCoco) {
  const PoseMetainfo coco = read_pose_metainfo(nullptr, "");
  EXPECT_EQ(coco.dataset_name, "coco");
  EXPECT_EQ(coco.size(), 17U);
  EXPECT_EQ(coco.sigmas.size(), 17U);
  EXPECT_EQ(coco.keypoint_names[15], "left_ankle");
  for (size_t i = 0; i < coco.size(); ++i) EXPECT_EQ(coco.flip_indices[coco.flip_indices[i]], i);
  EXPECT_EQ(coco.links.size(), 19U);
  EXPECT_EQ(coco.link_colors.size(), 19U);
  EXPECT_EQ(coco.keypoint_colors.size(), 17U);
  EXPECT_TRUE(coco.dict.is_none());
  EXPECT_EQ(read("dict()").size(), 17U);
  EXPECT_EQ(read("None").size(), 17U);
  EXPECT_EQ(read("dict(from_file='nowhere/coco.py')").size(), 17U);
}

TEST(PoseMetainfo, WhatDatasetsLackIsEmpty) {
  const PoseMetainfo bare = read("dict(keypoint_info={0: dict(name='a')})");
  EXPECT_EQ(bare.size(), 1U);
  EXPECT_EQ(bare.dataset_name, "");
  EXPECT_THAT(bare.links, IsEmpty());
  EXPECT_THAT(bare.sigmas, IsEmpty());
}

TEST(PoseMetainfo, MistakesAreNamedAllAtOnce) {
  EXPECT_THAT(error_of_pose_metainfo("dict(from_file='no/dog.py')"),
              HasSubstr("no/dog.py is neither below the current folder nor beside the model config"));
  EXPECT_THAT(error_of_pose_metainfo("dict(dataset_name='a')"), HasSubstr("keypoint_info"));
  EXPECT_EQ(error_of_pose_metainfo("dict(keypoint_info={0: dict(name='a'), 5: dict(name='b'), 1: dict(name='a')})"),
            "a.py:1:51 (metainfo.keypoint_info.5): the keys of keypoint_info must be the numbers 0 to 2\n"
            "a.py:1:70 (metainfo.keypoint_info.1): two keypoints are named 'a'");
  EXPECT_EQ(error_of_pose_metainfo("dict(keypoint_info={0: dict(name='left'), 1: dict(name='right', swap='lift')},\n"
                                   "skeleton_info={0: dict(link=('left', 'up')), 1: dict(link=('left',))})"),
            "a.py:1:54 (metainfo.keypoint_info.1): no keypoint is named 'lift'; did you mean 'left'?\n"
            "a.py:2:16 (metainfo.skeleton_info.0): no keypoint is named 'up'; known: left, right\n"
            "a.py:2:46 (metainfo.skeleton_info.1): a link joins two keypoints");
}

// As mmpose describes them (tools/conformance/pose_datasets.py record).
TEST(PoseMetainfo, KnowsMmposesDatasets) {
  const auto recorded =
      nlohmann::json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/dataset/pose_datasets.json"));
  EXPECT_EQ(recorded.size(), pose_datasets().size());
  for (const auto& [file, info] : recorded.items()) {
    SCOPED_TRACE(file);
    const PoseDataset* dataset = find_pose_dataset(file);
    ASSERT_NE(dataset, nullptr);
    if (!dataset->type.empty()) {
      EXPECT_EQ(find_pose_dataset(dataset->type), dataset);
    }
    // By the type of the dataset, and by a file that the config names and nobody has.
    for (const PoseMetainfo& read :
         {read_pose_metainfo(nullptr, "", dataset), read("dict(from_file='no/" + file + "')")}) {
      EXPECT_EQ(read.dataset_name, info["dataset_name"].get<std::string>());
      EXPECT_EQ(read.keypoint_names, info["keypoint_names"].get<std::vector<std::string>>());
      EXPECT_EQ(read.flip_indices, info["flip_indices"].get<std::vector<size_t>>());
      EXPECT_EQ(nlohmann::json(read.links), info["links"]);
      EXPECT_EQ(read.sigmas, info["sigmas"].get<std::vector<double>>());
      EXPECT_EQ(read.keypoint_colors.size(), read.size());
      EXPECT_EQ(read.link_colors.size(), read.links.size());
    }
  }
  EXPECT_EQ(find_pose_dataset(""), nullptr);
  EXPECT_EQ(find_pose_dataset("dog.py"), nullptr);
}

}  // namespace
}  // namespace slipway::package
