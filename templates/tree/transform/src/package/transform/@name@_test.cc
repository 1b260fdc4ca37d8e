// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/error.h"
#include "package/transform.h"

namespace slipway::package {
namespace {

std::vector<nlohmann::ordered_json> translated_@name@(const std::string& text) {
  TransformContext context;
  return transform_translators().at("@library@.@Name@")(config::parse("t = " + text).at("t"), context);
}

TEST(@Name@, IsTranslated) {
  EXPECT_EQ(translated_@name@("dict(type='@Name@', factor=0.5)").at(0).dump(), R"({"type":"@Name@","factor":0.5})");
}

TEST(@Name@, RefusesWhatItDoesNotKnow) {
  EXPECT_THROW(translated_@name@("dict(type='@Name@', factor=0.5, gamma=2)"), Error);
  EXPECT_THROW(translated_@name@("dict(type='@Name@', factor=0)"), Error);
}

}  // namespace
}  // namespace slipway::package
