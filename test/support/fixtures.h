// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Where the tests find their data: what the project ships, and larger recordings beside the checkout that may be
/// absent.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace slipway::test {

inline std::filesystem::path source_dir() { return SLIPWAY_SOURCE_DIR; }

/// "test/data/NAME"
/// Call it as test::data(): with an argument of namespace std, `data` alone would be std::data.
inline std::filesystem::path data(std::string_view name) { return source_dir() / "test" / "data" / name; }

/// One of the 320..416 px scenes that the goldens were recorded on: 1 to 8 in test/data.
inline std::filesystem::path scene(int number) {
  std::string digits = std::to_string(100000 + number);
  return data("scenes/images") / (std::string(12 - digits.size(), '0') + digits + ".jpg");
}

/// A trained or initialised model and what its library computed for scenes 1 to 8.
struct ModelFixture {
  std::string name;                   ///< "yoloxpose-nano", "rtmdet-nano", "rtmpose-nano", "resnet18-slim", ...
  std::filesystem::path config;       ///< model_cfg.py
  std::filesystem::path checkpoint;   ///< checkpoint.pth
  std::filesystem::path golden_json;  ///< predictions in image_px and metas, a list with one entry per image
  std::filesystem::path golden_pth;   ///< dict of tensors "img{i}/input", "img{i}/backbone/{level}", ...
};

inline ModelFixture model_fixture(const std::string& name) {
  // The demos' models are not shipped twice.
  const auto demo = source_dir() / "demo" / name;
  const auto model = std::filesystem::exists(demo / "model_cfg.py") ? demo : test::data(name);
  const auto golden = test::data(name);
  // What is deployed looks at each box once: the recording without flip_test.
  const char* json = std::filesystem::exists(golden / "golden-noflip.json") ? "golden-noflip.json" : "golden.json";
  return {name, model / "model_cfg.py", model / "checkpoint.pth", golden / json, golden / "golden.pth"};
}

/// A recording too large for the project (`yoloxpose-s-random`, the whole of `scenes`); empty where it is absent, and
/// then a test is skipped with a reason.
inline std::filesystem::path shared_fixture(std::string_view name) {
  const auto path = source_dir() / ".." / "shared" / "fixtures" / name;
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

}  // namespace slipway::test
