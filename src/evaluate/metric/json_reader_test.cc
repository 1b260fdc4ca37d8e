// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/metric/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>
#include <random>

#include "base/error.h"

namespace slipway::evaluate {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// What the reader makes of a text, as another parser's document.
json document(JsonReader& in) {
  switch (in.peek()) {
    case JsonReader::Kind::kObject: {
      json result = json::object();
      in.object([&](std::string_view key) {
        const std::string name(key);
        result[name] = document(in);
      });
      return result;
    }
    case JsonReader::Kind::kArray: {
      json result = json::array();
      in.array([&] { result.push_back(document(in)); });
      return result;
    }
    case JsonReader::Kind::kString:
      return std::string(in.string());
    case JsonReader::Kind::kNumber:
      return in.number().value;
    case JsonReader::Kind::kBool:
      return in.boolean();
    case JsonReader::Kind::kNull:
      break;
  }
  in.null();
  return nullptr;
}

/// Null where it is no JSON.
std::unique_ptr<json> read(const std::string& text) {
  try {
    JsonReader in(text);
    auto result = std::make_unique<json>(document(in));
    in.finish();
    return result;
  } catch (const Error&) {
    return nullptr;
  }
}

bool skips(const std::string& text) {
  try {
    JsonReader in(text);
    in.skip();
    in.finish();
    return true;
  } catch (const Error&) {
    return false;
  }
}

void expect_as_other_parser(const std::string& text) {
  const json other = json::parse(text, nullptr, false);
  const auto ours = read(text);
  ASSERT_EQ(ours != nullptr, !other.is_discarded()) << text;
  EXPECT_EQ(skips(text), ours != nullptr) << text;
  if (ours) {
    EXPECT_EQ(*ours, other) << text;
  }
}

double number_of(std::string_view text) {
  JsonReader in(text);
  const JsonReader::Number number = in.number();
  in.finish();
  EXPECT_FALSE(number.is_whole) << text;
  return number.value;
}

TEST(JsonReader, NumbersThatPythonWrites) {
  EXPECT_TRUE(std::isnan(number_of("NaN")));
  EXPECT_EQ(number_of(" Infinity "), std::numeric_limits<double>::infinity());
  EXPECT_EQ(number_of("-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(number_of("1e999"), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(skips(R"({"a": [NaN, -Infinity, Infinity, 1e999]})"));
  for (const char* text : {"nan", "NAN", "-NaN", "+Infinity", "inf", "Infinit", "Na", "- Infinity", "NaN1", "NaNN"})
    EXPECT_FALSE(skips(text)) << text;
}

TEST(JsonReader, EncodingsAreToldAsPythonDoes) {
  using namespace std::string_literals;
  const auto text_of = [](const std::string& bytes) {
    JsonReader in(bytes);
    std::string result;
    in.array([&] { result = in.string(); });
    in.finish();
    return result;
  };
  const std::string expected = "\xC3\xA9\xF0\x9F\x98\x80";  // U+E9, U+1F600
  EXPECT_EQ(text_of("[\"" + expected + "\"]"), expected);
  EXPECT_EQ(text_of("\xEF\xBB\xBF[\"" + expected + "\"]"), expected);
  const std::string little = "[\0\"\0\xE9\0\x3D\xD8\0\xDE\"\0]\0"s;
  const std::string big = "\0[\0\"\0\xE9\xD8\x3D\xDE\0\0\"\0]"s;
  EXPECT_EQ(text_of(little), expected);
  EXPECT_EQ(text_of("\xFF\xFE" + little), expected);
  EXPECT_EQ(text_of(big), expected);
  EXPECT_EQ(text_of("\xFE\xFF" + big), expected);
  EXPECT_EQ(text_of("\0\0\xFE\xFF\0\0\0[\0\0\0\"\0\0\0\xE9\0\1\xF6\0\0\0\0\"\0\0\0]"s), expected);
  for (const std::string& damaged :
       {little.substr(0, little.size() - 1), "[\0\"\0\x3D\xD8\"\0]\0"s, "\xFF\xFE\0\0[\0\0\0\0\0\x11\0"s})
    EXPECT_THROW(text_of(damaged), Error);
}

TEST(JsonReader, ReadsWhatAnotherParserReads) {
  for (const char* text : {
           "{}",
           "[]",
           "[[], {}, [[]]]",
           " [ 1 ,\t2\r\n] ",
           "0",
           "-0",
           "-0.0",
           "12",
           "-7.25e-3",
           "1E+2",
           "1e-400",
           "123456789012345678901",
           "9223372036854775807",
           "0.1",
           "2.2250738585072014e-308",
           "true",
           "false",
           "null",
           R"("")",
           R"("a\"b\\c\/\b\f\n\r\t")",
           R"("\u00e9\u20AC\ud83d\ude00 \u0041")",
           R"({"a": {"b": [1, "x", null]}, "a": 2})",
           R"({"\u0061b": 1})",
           R"(["ü"])",
           // No JSON:
           "",
           " ",
           "[",
           "{",
           "[1,]",
           "[,1]",
           "[1 2]",
           "{\"a\"}",
           "{\"a\":}",
           "{\"a\":1,}",
           "{a:1}",
           "{1:1}",
           "01",
           "-",
           "1.",
           ".5",
           "1e",
           "1e+",
           "+1",
           "0x10",
           "tru",
           "nul",
           "truefalse",
           "[1]]",
           "1 2",
           "\"",
           "\"\\",
           R"("\x")",
           R"("\u12")",
           R"("\u12g4")",
           R"("\ud800")",
           R"("\udc00")",
           R"("\ud800\u0041")",
           "\"a\nb\"",
           "'a'",
           "[1}",
           "{]",
           "]",
           "/* */ 1",
       }) {
    expect_as_other_parser(text);
  }
}

TEST(JsonReader, AgreesOnBrokenTexts) {
  const std::string source =
      R"({"images": [{"id": 1, "name": "a\u00e9\"b"}], "n": [-1.5e3, 0, 10, true, false, null], "x": {"y": [[], {}]}})";
  const std::string characters = "{}[],:\"\\0123.eE+-tfn u a\n";
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string text = source;
    for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes) {
      const size_t position = random() % text.size();
      const char character = characters[random() % characters.size()];
      switch (random() % 3) {
        case 0:
          text[position] = character;
          break;
        case 1:
          text.erase(position, 1);
          break;
        default:
          text.insert(position, 1, character);
      }
    }
    expect_as_other_parser(text);
    if (HasFailure()) break;
  }
}

TEST(JsonReader, TellsWholeNumbers) {
  const auto number = [](const char* text) { return JsonReader(text).number(); };
  EXPECT_TRUE(number("3").is_whole);
  EXPECT_TRUE(number("3.0").is_whole);
  EXPECT_EQ(number("-3e2").whole, -300);
  EXPECT_FALSE(number("3.5").is_whole);
  EXPECT_FALSE(number("1e300").is_whole);
  EXPECT_EQ(number("9007199254740993").whole, 9007199254740993);
}

TEST(JsonReader, SaysWhereATextIsWrong) {
  const auto error_of = [](const std::string& text) -> std::string {
    try {
      JsonReader in(text);
      in.skip();
      in.finish();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  EXPECT_THAT(error_of("[1,\n  2 3]"), HasSubstr("line 2, column 5: a comma or the closing bracket is missing"));
  EXPECT_THAT(error_of("[1,"), HasSubstr("line 1, column 4: the text ends"));
  EXPECT_THAT(error_of(std::string(100000, '[')), HasSubstr("too many brackets in each other"));
}

}  // namespace
}  // namespace slipway::evaluate
