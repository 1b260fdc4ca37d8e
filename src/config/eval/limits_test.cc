// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Hostile files end in an error, and soon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "slipway/config.h"

namespace slipway::config {
namespace {

/// Generous, as tests run beside others and under sanitizers; a second is what an idle machine needs at most.
constexpr double kMaxSeconds = 20;

std::string error(const std::string& text, const char* name = "x.py") {
  const auto start = std::chrono::steady_clock::now();
  std::string message = "no error";
  try {
    parse(text, name);
  } catch (const Error& e) {
    message = e.what();
  }
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), kMaxSeconds)
      << text.substr(0, 100);
  return message;
}

std::string repeat(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Limits, Steps) {
  for (const char* text : {
           "while True: pass\n",
           "for i in range(10**15): pass\n",
           "x = [i for i in range(10**12) if False]\n",
           "x = sum(range(10**15))\n",
           "x = 'a' * 10**6\nwhile x.count('b') == 0: pass\n",
           "x = list(range(1000))\nwhile True: x = x[::-1]\n",
           "def f(n):\n  return f(n - 1) + f(n - 1) if n else 1\nx = f(25)\n",
           "d = {i: i for i in range(20000)}\nwhile True:\n  d[-1] = 0\n  del d[0], d[-1]\n  d[0] = 1\n",
           "x = [1]\nfor i in x: x.append(i)\n",
           "x = [0]\nfor i in range(60): x = [x, x]\ny = x == [x[0], x[1]]\nz = str(x)\n",
       })
    EXPECT_THAT(error(text), testing::AnyOf(testing::HasSubstr("too long"), testing::HasSubstr("too much memory")))
        << text;
}

// What has an answer at once must not be refused for its size.
TEST(Limits, LargeButCheapIsAnswered) {
  const Value range = parse("a = 10**14 in range(0, 10**15, 3)\nb = 3 * 10**13 in range(0, 10**15, 3)\n", "x.py");
  EXPECT_FALSE(range.at("a").as_bool());  // 10**14 = 1 modulo 3
  EXPECT_TRUE(range.at("b").as_bool());
  const std::string text(100'000, 'a');
  EXPECT_EQ(parse("x = '" + text + "'\ny = dict(z='" + text + "')\n", "x.py").at("y").at("z").as_string(), text);
}

TEST(Limits, Memory) {
  for (const char* text : {
           "x = 'a' * 10**10\n",
           "x = [0] * 10**10\n",
           "x = 'ab'\nwhile True: x = x + x\n",
           "x = [1]\nwhile True: x += x\n",
           "x = '%1000000000d' % 1\n",
           "x = f'{1:1000000000}'\n",
           "x = '{:{w}}'.format(1, w=10**9)\n",
           "x = 'a'.ljust(10**10)\n",
           "x = 'a' * 10**7\nx = x.replace('a', x)\n",
           "x = ','.join(['a' * 10**6] * 10**6)\n",
           "x = list(range(10**9))\n",
           "x = [0]\nfor i in range(60): x = [x, x]\n",
           "import itertools\nx = list(itertools.product(range(1000), range(1000), range(1000)))\n",
           "x = 'a'\nfor i in range(100): x = '%s%s' % (x, x)\n",
           "x = {}\nfor i in range(10**9): x[i] = i\n",
       })
    EXPECT_NE(error(text), "no error") << text;
}

TEST(Limits, Depth) {
  const std::vector<std::string> texts = {
      "x = " + repeat("(", 100000) + repeat(")", 100000) + "\n",
      "x = " + repeat("[", 150) + repeat("]", 150) + "\n" + "y = " + repeat("[", 250) + repeat("]", 250) + "\n",
      "x = " + repeat("not ", 100000) + "1\n",
      "x = " + repeat("-", 100000) + "1\n",
      "x = " + repeat("2 ** ", 100000) + "1\n",
      "x = " + repeat("1 if 1 else ", 100000) + "1\n",
      "x = " + repeat("lambda: ", 100000) + "1\n",
      "x = a" + repeat(".b", 100000) + "\n",
      "x = f" + repeat("(1)", 100000) + "\n",
      "def f(n): return f(n + 1)\nx = f(0)\n",
      "x = []\nfor i in range(100000): x = [x]\n",
      "x = []\nfor i in range(100000): x = [x]\ny = str(x)\n",
      "x = []\nx.append(x)\n",
      "d = {}\nd['d'] = d\n",
      "d = {}\nd['d'] = d\ne = {}\ne['d'] = e\nf = d == e\n",
      "x = []\nx.append(x)\ny = str(x)\n",
      "x = ()\nfor i in range(100000): x = (x,)\nd = {x: 1}\n",
      "import copy\nx = []\nfor i in range(100000): x = [x]\ny = copy.deepcopy(x)\n",
      "x = f'{f\"{1}\"}'\ny = " + repeat("f'{", 1) + repeat("(", 90) + "1" + repeat(")", 90) +
          "}'\nz = " + repeat("[", 199) + "\n",
  };
  for (const std::string& text : texts) EXPECT_NE(error(text), "no error") << text.substr(0, 60);
}

TEST(Limits, DeepBlocks) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += std::string(static_cast<size_t>(i), ' ') + "if 1:\n";
  EXPECT_THAT(error(text + std::string(500, ' ') + "x = 1\n"), testing::HasSubstr("levels of indentation"));
  std::string chain = "if 0: x = 1\n";
  for (int i = 0; i < 5000; ++i) chain += "elif 0: x = 1\n";
  EXPECT_THAT(error(chain), testing::HasSubstr("nested too deeply"));
}

TEST(Limits, DataFiles) {
  EXPECT_THAT(error("{\"a\": " + repeat("[", 100000), "x.json"), testing::HasSubstr("nested too deeply"));
  EXPECT_THAT(error("a: " + repeat("[", 100000), "x.yaml"), testing::HasSubstr("nested too deeply"));
  EXPECT_THAT(error(repeat("- ", 100000) + "\n", "x.yaml"), testing::HasSubstr("nested too deeply"));
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1);
    laughs +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeat(previous + ", ", 8) + previous + "]\n";
  }
  EXPECT_THAT(error(laughs, "x.yaml"), testing::HasSubstr("too long"));
}

TEST(Limits, OrdinaryConfigsAreFarFromThem) {
  EXPECT_EQ(error("x = [dict(a=i, b=[i] * 10) for i in range(5000)]\ny = {str(i): i for i in range(20000)}\n"),
            "no error");
  EXPECT_EQ(error("x = " + repeat("[", 90) + repeat("]", 90) + "\n"), "no error");
  EXPECT_EQ(error("x = " + repeat("1 + ", 10000) + "1\n"), "no error");
}

}  // namespace
}  // namespace slipway::config
