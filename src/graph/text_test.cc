// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "graph/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

namespace slipway::graph {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string every_kind() { return read(SLIPWAY_SOURCE_DIR "/src/graph/testdata/every_kind.graph"); }

TEST(GraphText, EveryKindOfEntryReadsBackToTheLetter) {
  const std::string text = every_kind();
  ASSERT_FALSE(text.empty());
  const Graph graph = parse_text(text);
  validate(graph);
  EXPECT_EQ(to_text(graph), text);
}

TEST(GraphText, ReadsWhatItSays) {
  const Graph graph = parse_text(every_kind());
  ASSERT_EQ(graph.nodes.size(), 3U);
  const Node& thing = graph.nodes[2];
  EXPECT_EQ(thing.op, "slipway::thing");
  EXPECT_EQ(thing.tensors("list"), (std::vector<ValueId>{graph.nodes[1].outputs[0], -1, 2}));
  EXPECT_EQ(thing.tensors("none"), std::vector<ValueId>{-1});
  EXPECT_TRUE(thing.tensors("tensors").empty());
  EXPECT_TRUE(thing.syms("ints").empty());
  EXPECT_TRUE(thing.numbers("floats").empty());
  EXPECT_EQ(thing.numbers("some_floats")[0], 1.0);
  EXPECT_TRUE(std::signbit(thing.numbers("some_floats")[1]));
  EXPECT_EQ(thing.arg("some_bools"), Argument(Bools{true, false}));
  EXPECT_EQ(thing.number("number"), 1e-5);
  EXPECT_EQ(thing.str("text"), std::string("a \"quoted\"\ttext\0", 16));
  EXPECT_EQ(thing.dtype("dtype"), DType::kBF16);
  EXPECT_EQ(thing.sym("sym"), SymInt::axis(0) * 3 - 1);
  EXPECT_EQ(graph.nodes[1].scope, " odd\n scope");
  EXPECT_EQ(graph.nodes[0].overload, "Tensor");
  EXPECT_EQ(graph.nodes[0].integer("end"), std::numeric_limits<int64_t>::max());
  EXPECT_FALSE(graph.nodes[0].has("start"));
  EXPECT_EQ(graph.value(4).constant.data<int64_t>()[1], std::numeric_limits<int64_t>::min());
  EXPECT_EQ(graph.value(3).constant.data<uint16_t>()[0], 0x0400);
}

TEST(GraphText, LargeConstantsComeByNameAndAreChecked) {
  Graph graph;
  std::vector<float> numbers(100);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
  const ValueId constant = graph.add_constant("w", HostTensor::of(DType::kF32, {10, 10}, numbers));
  const ValueId output = graph.add_value({"y", DType::kF32, {10, 10}, {}, false});
  graph.nodes.push_back({"aten::clone", "", {{"self", TensorRef{constant}}}, {output}, ""});
  graph.outputs = {output};
  const std::string text = to_text(graph);
  EXPECT_THAT(text, testing::HasSubstr("constant @w: f32[10,10] = checksum:"));
  const Graph copy = parse_text(text, [&](const std::string& name) {
    EXPECT_EQ(name, "w");
    return graph.value(constant).constant;
  });
  EXPECT_EQ(to_text(copy), text);
  EXPECT_EQ(copy.value(0).constant.raw(), graph.value(constant).constant.raw());
  numbers[99] += 1;
  EXPECT_THROW(parse_text(text,
                          [&](const std::string&) {
                            return HostTensor::of(DType::kF32, {10, 10}, numbers);
                          }),
               Error);
  EXPECT_THROW(parse_text(text, [&](const std::string&) { return HostTensor(DType::kF32, {100}); }), Error);
  EXPECT_THROW(parse_text(text), Error);
  EXPECT_EQ(to_text(parse_text(to_text(graph, 100)), 100), to_text(graph, 100));
}

std::string error_of(const std::string& body) {
  try {
    parse_text("slipway graph 1\n" + body);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(GraphText, ErrorsNameLineAndColumn) {
  EXPECT_EQ(error_of("nonsense"), "line 2, column 1: expected 'axis', 'input', 'constant', 'return' or a node");
  EXPECT_EQ(error_of("input %x: f32[n]"), "line 2, column 15: unknown axis 'n'");
  EXPECT_EQ(error_of("input %x: f31[2]"), "line 2, column 11: expected an element type");
  EXPECT_EQ(error_of("input %x: f32[2]\ninput %x: f32[2]"), "line 3, column 7: 'x' is defined twice");
  EXPECT_EQ(error_of("input %x: f32[2]\n%y: f32[2] = aten::f(a=%z)"), "line 3, column 24: 'z' is not defined above");
  EXPECT_EQ(error_of("input %x: f32[2]\n%y: f32[2] = aten::f(a=@x)"),
            "line 3, column 24: 'x' is no constant, write '%'");
  EXPECT_EQ(error_of("input %x: f32[2]\n%y: f32[2] = aten::f(a=%x, a=1)"),
            "line 3, column 28: argument 'a' is given twice");
  EXPECT_EQ(error_of("input %x: f32[2]\n%y: f32[2] = f(a=1)"), "line 3, column 14: expected the name of an operator");
  EXPECT_EQ(error_of("constant @c: u8[2] = [1,256]"), "line 2, column 25: '256' is no u8");
  EXPECT_EQ(error_of("constant @c: f16[1] = [0.1]"), "line 2, column 24: '0.1' is no f16");
  EXPECT_EQ(error_of("constant @c: f32[1] = [-nan]"), "line 2, column 24: '-nan' is no f32");
  EXPECT_EQ(error_of("constant @c: f64[4611686018427387904,16] = [1]"),
            "line 2, column 10: the shape of a constant must be constant, and possible");
  EXPECT_EQ(error_of("constant @c: f64[1000000000000] = [1]"), "line 2, column 36: expected 1000000000000 elements");
  EXPECT_EQ(error_of("axis a = 1/2"), "line 2, column 10: expected an integer");
  EXPECT_EQ(error_of("axis None = 1"), "line 2, column 6: 'None' has a meaning of its own, write it in backticks");
  EXPECT_EQ(error_of("input %x: f32[2]\nreturn %x, %x"), "line 3, column 12: 'x' is returned twice");
  EXPECT_EQ(error_of("return\nreturn"), "line 3, column 1: expected nothing after 'return'");
  EXPECT_EQ(error_of("input %x: f32[2]"),
            "line 2, column 17: expected 'axis', 'input', 'constant', 'return' or a node");
  EXPECT_EQ(error_of("input %\"x: f32[2]"), "line 2, column 8: string without an end");
}

/// Every kind of argument with awkward contents.
class RandomGraph {
 public:
  explicit RandomGraph(uint32_t seed) : random_(seed) {}

  Graph make() {
    for (int i = number(0, 3); i > 0; --i) graph_.axes.push_back({fmt::format("{}{}", text(), i), number(1, 100)});
    for (int i = number(0, 3); i > 0; --i) graph_.inputs.push_back(graph_.add_value(value()));
    for (int i = number(0, 4); i > 0; --i) graph_.add_constant(text(), tensor());
    for (int i = number(1, 8); i > 0; --i) node();
    return std::move(graph_);
  }

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  std::string text() {
    static const std::vector<std::string> kTexts{
        "a",  "stem.0.conv", "with space", "None",   "inf",      "\"", "`",
        "\\", "\n",          "x\ty",       "f32",    "\x01\x7f", "ü",  "#",
        "e5", "a/b",         " lead",      "trail ", "1",        "-1", std::string("\0z", 2)};
    return kTexts[static_cast<size_t>(number(0, static_cast<int>(kTexts.size()) - 1))];
  }

  double real() {
    static const std::vector<double> kReals{0.0,
                                            -0.0,
                                            1.0,
                                            0.1,
                                            1e300,
                                            5e-324,
                                            1e16,
                                            123456789.0,
                                            std::numeric_limits<double>::infinity(),
                                            -std::numeric_limits<double>::infinity(),
                                            std::numeric_limits<double>::quiet_NaN()};
    if (number(0, 1) == 0) return kReals[static_cast<size_t>(number(0, static_cast<int>(kReals.size()) - 1))];
    const uint64_t bits = (uint64_t{random_()} << 32) | random_();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  SymInt size() {
    if (number(0, 3) == 0) return std::numeric_limits<int64_t>::max();
    SymInt result = number(-5, 5);
    if (!graph_.axes.empty())
      for (int i = number(0, 2); i > 0; --i)
        result = result + SymInt::axis(number(0, static_cast<int>(graph_.axes.size()) - 1)).divided_by(number(1, 3)) *
                              number(-4, 4);
    return result;
  }

  HostTensor tensor() {
    HostTensor result(static_cast<DType>(number(0, 9)), {number(0, 3), number(1, 3)});
    for (size_t i = 0; i < result.nbytes(); ++i) result.mutable_data<uint8_t>()[i] = static_cast<uint8_t>(random_());
    return result;
  }

  Value value() {
    Value result{text(), static_cast<DType>(number(0, 9)), {}, {}, false};
    for (int i = number(0, 3); i > 0; --i) result.shape.push_back(size());
    return result;
  }

  template <typename T, typename Make>
  std::vector<T> several(Make make) {
    std::vector<T> result;
    for (int i = number(0, 3); i > 0; --i) result.push_back(make());
    return result;
  }

  Argument argument() {
    const auto count = static_cast<int>(graph_.values.size());
    switch (number(0, 10)) {
      case 0:
        return None{};
      case 1:
        if (count > 0) return TensorRef{number(0, count - 1)};
        return None{};
      case 2:
        return TensorList{several<ValueId>([&] { return number(-1, count - 1); })};
      case 3:
        return number(0, 1) == 1;
      case 4:
        return size();
      case 5:
        return real();
      case 6:
        return text();
      case 7:
        return Ints(several<SymInt>([&] { return size(); }));
      case 8:
        return Floats(several<double>([&] { return real(); }));
      case 9:
        return Bools(several<bool>([&] { return number(0, 1) == 1; }));
      default:
        return static_cast<DType>(number(0, 9));
    }
  }

  void node() {
    Node node{"aten::op", number(0, 1) == 0 ? "" : "Tensor_out", {}, {}, number(0, 1) == 0 ? "" : text()};
    for (int i = number(0, 5); i > 0; --i) node.args.emplace_back(fmt::format("arg{}", i), argument());
    for (int i = number(1, 2); i > 0; --i) node.outputs.push_back(graph_.add_value(value()));
    graph_.outputs.push_back(node.outputs.front());
    graph_.nodes.push_back(std::move(node));
  }

  std::mt19937 random_;
  Graph graph_;
};

TEST(GraphText, RandomGraphsReadBackExactly) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    const Graph graph = RandomGraph(seed).make();
    ASSERT_NO_THROW(validate(graph)) << seed;
    const std::string text = to_text(graph);
    Graph copy;
    ASSERT_NO_THROW(copy = parse_text(text)) << seed << "\n" << text;
    ASSERT_EQ(to_text(copy), text) << seed;
    ASSERT_EQ(copy.values.size(), graph.values.size());
    for (size_t i = 0; i < graph.values.size(); ++i) {
      EXPECT_EQ(copy.values[i].name, graph.values[i].name);
      EXPECT_EQ(copy.values[i].shape, graph.values[i].shape);
      const HostTensor& data = graph.values[i].constant;
      if (!graph.values[i].is_constant || data.nbytes() == 0) continue;
      EXPECT_EQ(std::memcmp(copy.values[i].constant.raw(), data.raw(), data.nbytes()), 0) << seed << "\n" << text;
    }
    for (size_t i = 0; i < graph.nodes.size(); ++i) {
      EXPECT_EQ(copy.nodes[i].scope, graph.nodes[i].scope);
      EXPECT_EQ(copy.nodes[i].overload, graph.nodes[i].overload);
      for (size_t j = 0; j < graph.nodes[i].args.size(); ++j)
        EXPECT_EQ(copy.nodes[i].args[j].second.index(), graph.nodes[i].args[j].second.index()) << text;
    }
  }
}

TEST(GraphText, DamagedTextIsRefusedOrReadsBackTheSame) {
  const std::string original = every_kind();
  std::mt19937 random(7);
  int accepted = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = original;
    for (int edits = 1 + static_cast<int>(random() % 3); edits > 0; --edits) {
      const size_t place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text.erase(place, 1 + random() % 4);
          break;
        case 1:
          text.insert(place, 1, original[random() % original.size()]);
          break;
        default:
          text[place] = static_cast<char>(random());
      }
    }
    try {
      const Graph graph = parse_text(text);
      validate(graph);
      const std::string first = to_text(graph);
      EXPECT_EQ(to_text(parse_text(first)), first);
      ++accepted;
    } catch (const Error&) {
    }
  }
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 4900);
}

}  // namespace
}  // namespace slipway::graph
