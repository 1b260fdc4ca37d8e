// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/model_config.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace slipway::package {
namespace {

config::Value detector(const std::string& dataset, int classes) {
  return config::parse(fmt::format(
      "model = dict(type='RTMDet', bbox_head=dict(type='RTMDetHead', num_classes={}))\n"
      "test_dataloader = dict(dataset=dict(type='{}'))\n",
      classes, dataset));
}

TEST(UsualClassNames, AreThoseOfTheDataset) {
  const auto coco = usual_class_names(detector("CocoDataset", 80));
  ASSERT_EQ(coco.size(), 80U);
  EXPECT_EQ(coco.front(), "person");
  EXPECT_EQ(usual_class_names(detector("mmyolo.YOLOv5CocoDataset", 80)), coco);
  EXPECT_EQ(usual_class_names(detector("VOCDataset", 20)).front(), "aeroplane");
}

TEST(UsualClassNames, AreNotGuessedForAnotherNumberOfClasses) {
  EXPECT_TRUE(usual_class_names(detector("CocoDataset", 3)).empty());
  EXPECT_TRUE(usual_class_names(detector("CrowdHumanDataset", 1)).empty());
  EXPECT_TRUE(usual_class_names(config::parse("model = dict(type='RTMDet')")).empty());
}

}  // namespace
}  // namespace slipway::package
