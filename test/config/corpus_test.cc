// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Every config of this folder, compared with what mmengine 0.10.7 reads from it: values, types and order of keys. The
// expected values lie beside the configs and are recorded by record.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/syntax/lexer.h"
#include "config/typed_json.h"
#include "slipway/config.h"

namespace slipway::config {
namespace {

const std::filesystem::path kCorpus = std::filesystem::path(SLIPWAY_SOURCE_DIR) / "test" / "config";
constexpr const char* kGolden = ".golden.json";

/// Configs with a golden beside them, relative to the corpus.
std::vector<std::string> configs() {
  std::vector<std::string> result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kCorpus)) {
    const std::string name = entry.path().string();
    if (!name.ends_with(kGolden)) continue;
    const std::string config = name.substr(0, name.size() - std::string(kGolden).size());
    result.push_back(std::filesystem::relative(config, kCorpus).string());
  }
  std::sort(result.begin(), result.end());
  return result;
}

class Corpus : public testing::TestWithParam<std::string> {
  void SetUp() override {
    for (const char* name : {"SLIPWAY_TEST_NOT_SET", "SLIPWAY_TEST_A", "SLIPWAY_TEST_B"}) unsetenv(name);
  }
};

nlohmann::ordered_json golden(const std::string& name) {
  std::ifstream file((kCorpus / (name + kGolden)).string());
  return nlohmann::ordered_json::parse(file);
}

TEST_P(Corpus, ReadsAsMmengineDoes) {
  const nlohmann::ordered_json expected = golden(GetParam());
  const nlohmann::ordered_json actual = typed_json(load(kCorpus / GetParam()));
  // Key by key, so that a failure names its key.
  ASSERT_EQ(actual["d"].size(), expected["d"].size()) << actual.dump().substr(0, 2000);
  for (size_t i = 0; i < expected["d"].size(); ++i) EXPECT_EQ(actual["d"][i].dump(), expected["d"][i].dump());
}

TEST_P(Corpus, PrettyTextReadsBackEqual) {
  const Value value = load(kCorpus / GetParam());
  EXPECT_EQ(typed_json(parse(pretty_text(value))).dump(), typed_json(value).dump());
  EXPECT_EQ(parse(pretty_text(value, PrettyStyle::kSorted)), value);
}

TEST_P(Corpus, EveryValueHasAPlaceAndAPath) {
  const Value config = load(kCorpus / GetParam());
  const auto visit = [&](const Value& value, const auto& self) -> void {
    if (!value.path().empty()) {
      EXPECT_TRUE(value.location().file != nullptr && value.location().line > 0) << value.path();
    }
    if (value.is_dict())
      for (const auto& [key, child] : value.as_dict()) self(child, self);
    if (value.is_sequence())
      for (const Value& child : value.as_sequence()) self(child, self);
  };
  visit(config, visit);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    if (isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, Corpus, testing::ValuesIn(configs()), test_name);

TEST(CorpusFiles, AreAllThere) {
  EXPECT_THAT(configs(), testing::IsSupersetOf({"text/literals.py", "text/inherit.py", "lazy/child.py",
                                                "data/child.yaml", "data/child.json"}));
}

// What fuzzing found (`make fuzz`): each is refused or read, by the lexer alone and as a whole.
TEST(Crashers, EndInAnErrorOrAValue) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kCorpus / "crashers")) {
    SCOPED_TRACE(entry.path().filename());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto survives = [](const auto& read) {
      try {
        read();
      } catch (const Error& e) {
        EXPECT_STRNE(e.what(), "");
      }
    };
    survives([&] { Lexer(Source("bad.py", bytes, 0)).run(); });
    survives([&] { parse(bytes, "bad.py"); });
    ++files;
  }
  EXPECT_GE(files, 1u);
}

}  // namespace
}  // namespace slipway::config
