// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "task/task.h"

#include <gmock/gmock.h>

#include <set>

#include "base/error.h"

namespace slipway::task {
namespace {

using ::testing::HasSubstr;

// Whatever tasks there are: each is complete and can be told from the others.
TEST(Tasks, AreComplete) {
  ASSERT_FALSE(tasks().entries().empty());
  std::set<std::string_view> classes;
  for (const auto& [name, task] : tasks().entries()) {
    EXPECT_EQ(name, task.name);
    EXPECT_TRUE(classes.insert(task.sdk_class).second) << task.sdk_class << " is of two tasks";
    EXPECT_FALSE(task.outputs.empty()) << name;
    EXPECT_EQ(task.configs.substr(0, 8), "configs/") << name;
    EXPECT_EQ(empty_result(task.kind).index(), static_cast<size_t>(task.kind)) << name;
  }
}

TEST(Tasks, WhatABackendCannotChooseAreCandidates) {
  const Task& task = get("ObjectDetection");
  EXPECT_EQ(task.roles(true), (std::vector<Role>{Role::kBoxes, Role::kLabels}));
  EXPECT_EQ(task.roles(false), (std::vector<Role>{Role::kCandidates}));
  EXPECT_EQ(get("Classification").roles(false), (std::vector<Role>{Role::kClassScores}));
}

TEST(Tasks, AFormHasOutputsOfItsOwn) {
  const Task& task = get("PoseDetection");
  const std::vector<Role> simcc{Role::kSimccX, Role::kSimccY};
  EXPECT_EQ(task.roles(true, "simcc"), simcc);
  EXPECT_EQ(task.roles(false, "simcc"), simcc);
  EXPECT_EQ(task.roles(true), (std::vector<Role>{Role::kBoxes, Role::kKeypoints}));
  EXPECT_THROW(task.roles(true, "simc"), InternalError);
  EXPECT_EQ(usual_name(Role::kSimccY), "simcc_y");
}

TEST(Tasks, UnknownOnesAreToldWithTheNearest) {
  try {
    get("ObjectDetektion");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("did you mean 'ObjectDetection'?"));
    EXPECT_THAT(e.what(), HasSubstr("Classification"));
  }
}

}  // namespace
}  // namespace slipway::task
