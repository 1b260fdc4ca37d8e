// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Archives that are damaged, hostile, or of another kind than Slipway reads.
#include "program/pt2/archive.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "base/error.h"
#include "checkpoint/test_archive.h"
#include "program/program.h"
#include "program/pt2/json.h"
#include "program/pt2/symbols.h"

namespace slipway::program::pt2 {
namespace {

using checkpoint::testing::ZipEntry;
using nlohmann::json;
using ::testing::HasSubstr;

std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

json sizes(const std::vector<int64_t>& values) {
  json list = json::array();
  for (const int64_t value : values) list.push_back({{"as_int", value}});
  return list;
}

json tensor_meta(const std::vector<int64_t>& shape, const std::vector<int64_t>& strides, int64_t offset = 0,
                 int64_t dtype = 7) {
  return {{"dtype", dtype},
          {"sizes", sizes(shape)},
          {"strides", sizes(strides)},
          {"storage_offset", {{"as_int", offset}}},
          {"layout", 7}};
}

/// y = x * w, with w of two numbers.
struct Parts {
  json call = {{"target", "torch.ops.aten.mul.Tensor"},
               {"inputs", json::array({{{"name", "self"}, {"arg", {{"as_tensor", {{"name", "x"}}}}}},
                                       {{"name", "other"}, {"arg", {{"as_tensor", {{"name", "w"}}}}}}})},
               {"outputs", json::array({{{"as_tensor", {{"name", "y"}}}}})},
               {"metadata", json::object()}};
  json before = json::array();  ///< calls before that one
  json input_specs = json::array({{{"parameter", {{"arg", {{"name", "w"}}}, {"parameter_name", "w"}}}},
                                  {{"user_input", {{"arg", {{"as_tensor", {{"name", "x"}}}}}}}}});
  json output_specs = json::array({{{"user_output", {{"arg", {{"as_tensor", {{"name", "y"}}}}}}}}});
  json version = {{"major", 8}, {"minor", 20}};
  json weight_meta = tensor_meta({2}, {1});
  json x_meta = tensor_meta({1, 2}, {2, 1});
  std::string weight = std::string("\0\0\0\x40\0\0\x40\x40", 8);  // 2, 3

  std::string model() const {
    json nodes = before;
    nodes.push_back(call);
    const json graph{{"inputs", json::array({{{"as_tensor", {{"name", "w"}}}}, {{"as_tensor", {{"name", "x"}}}}})},
                     {"outputs", json::array({{{"as_tensor", {{"name", "y"}}}}})},
                     {"nodes", nodes},
                     {"tensor_values", {{"x", x_meta}, {"w", weight_meta}}}};
    return json{{"graph_module",
                 {{"graph", graph}, {"signature", {{"input_specs", input_specs}, {"output_specs", output_specs}}}}},
                {"schema_version", version}}
        .dump();
  }
  std::vector<ZipEntry> entries() const {
    const json config{
        {"config", {{"w", {{"path_name", "weight_0"}, {"use_pickle", false}, {"tensor_meta", weight_meta}}}}}};
    return {{"m/models/model.json", model()},
            {"m/data/weights/model_weights_config.json", config.dump()},
            {"m/data/weights/weight_0", weight},
            {"m/byteorder", "little"}};
  }
  std::string bytes() const { return checkpoint::testing::zip(entries()); }
};

std::string load_error(const Parts& parts) {
  return error_of([&] { load_pt2_from_memory(parts.bytes(), "m.pt2"); });
}

std::string run_error(const Parts& parts) {
  return error_of([&] { capture_program(*load_pt2_from_memory(parts.bytes(), "m.pt2")); });
}

TEST(Pt2Archive, ASmallOneIsRead) {
  const auto program = load_pt2_from_memory(Parts().bytes(), "m.pt2");
  ASSERT_EQ(program->parameters.size(), 1U);
  EXPECT_EQ(program->parameters[0].data.data<float>()[1], 3);
  EXPECT_EQ(run_error(Parts()), "no error");
}

TEST(Pt2Archive, StridedAndSharedWeightsAreGathered) {
  Parts parts;
  parts.weight = std::string(24, '\0');
  for (int i = 0; i < 6; ++i) {
    const auto value = static_cast<float>(i);
    std::memcpy(parts.weight.data() + 4 * i, &value, 4);
  }
  parts.weight_meta = tensor_meta({2, 2}, {1, 3}, 1);
  const HostTensor data = load_pt2_from_memory(parts.bytes(), "m.pt2")->parameters[0].data;
  EXPECT_EQ(std::vector<float>(data.data<float>(), data.data<float>() + 4), (std::vector<float>{1, 4, 2, 5}));
}

/// Each of them fits what a file may have copied, all of them do not.
TEST(Pt2Archive, ManyWeightsOfFewBytesAreRefused) {
  const Parts parts;
  const auto load = [&](int count) {
    json config = json::object();
    for (int i = 0; i < count; ++i)
      config[i == 0 ? "w" : fmt::format("w{}", i)] = {{"path_name", "weight_0"},
                                                      {"use_pickle", false},
                                                      {"tensor_meta", tensor_meta({int64_t{5} << 20}, {0})}};  // 20 MB
    std::vector<ZipEntry> entries = parts.entries();
    entries[1].data = json{{"config", config}}.dump();
    return error_of([&] { load_pt2_from_memory(checkpoint::testing::zip(entries), "m.pt2"); });
  };
  EXPECT_EQ(load(3), "no error");
  EXPECT_THAT(load(4), HasSubstr("more memory than any program needs"));
}

/// What PyTorch writes of an axis of one element may be anything, since nothing steps along it.
TEST(Pt2Archive, StridesOfSingleElementsDoNotCount) {
  Parts parts;
  parts.weight_meta = tensor_meta({2, 1}, {1, std::numeric_limits<int64_t>::max()});
  EXPECT_EQ(load_error(parts), "no error");
  parts.weight = std::string("\0\0\0\x40\0\0\0\0\0\0\x40\x40", 12);
  parts.weight_meta = tensor_meta({2, 1}, {2, std::numeric_limits<int64_t>::max()});
  const HostTensor data = load_pt2_from_memory(parts.bytes(), "m.pt2")->parameters[0].data;
  EXPECT_EQ(data.data<float>()[0], 2);
  EXPECT_EQ(data.data<float>()[1], 3);
}

TEST(Pt2Archive, WhatIsNoArchiveSaysWhatItIs) {
  EXPECT_THAT(error_of([] { load_pt2_from_memory("hello, this is text", "m.pt2"); }), HasSubstr("no zip archive"));
  EXPECT_THAT(error_of([] { load_pt2_from_memory("", "m.pt2"); }), HasSubstr("empty"));
  const std::string other = checkpoint::testing::zip({{"a/b.txt", "hello"}});
  EXPECT_THAT(error_of([&] { load_pt2_from_memory(other, "m.pt2"); }), HasSubstr("a/b.txt"));
  std::vector<ZipEntry> two = Parts().entries();
  two.push_back({"m/models/other.json", "{}"});
  EXPECT_THAT(error_of([&] { load_pt2_from_memory(checkpoint::testing::zip(two), "m.pt2"); }), HasSubstr("2 models"));
}

TEST(Pt2Archive, ATruncatedOneIsAnErrorAtEveryLength) {
  const std::string bytes = Parts().bytes();
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(error_of([&] { load_pt2_from_memory(bytes.substr(0, length), "m.pt2"); }), "no error") << length;
}

TEST(Pt2Archive, WeightsThatAreNotThere) {
  Parts parts;
  parts.weight_meta = tensor_meta({3}, {1});
  EXPECT_THAT(load_error(parts), HasSubstr("need more than the 8 bytes"));
  parts.weight_meta = tensor_meta({2}, {1}, 1);
  EXPECT_THAT(load_error(parts), HasSubstr("need more"));
  parts.weight_meta = tensor_meta({int64_t{1} << 40, int64_t{1} << 40}, {0, 0});
  EXPECT_NE(load_error(parts), "no error");
  parts.weight_meta = tensor_meta({int64_t{1} << 40}, {0});
  EXPECT_THAT(load_error(parts), HasSubstr("more memory than any program needs"));
  parts.weight_meta = tensor_meta({-1}, {1});
  EXPECT_THAT(load_error(parts), HasSubstr("negative"));
  parts.weight_meta = tensor_meta({2}, {1}, 0, 9);
  EXPECT_THAT(load_error(parts), HasSubstr("element type 9"));
  Parts missing;
  missing.input_specs[0]["parameter"]["parameter_name"] = "v";
  EXPECT_THAT(load_error(missing), HasSubstr("no data of 'v'"));
}

TEST(Pt2Archive, ProgramsThatAreNotSupportedSaySo) {
  Parts parts;
  parts.version = {{"major", 9}, {"minor", 0}};
  EXPECT_THAT(load_error(parts), HasSubstr("schema is version 9.0"));
  Parts state;
  state.output_specs.push_back({{"buffer_mutation", {{"arg", {{"name", "y"}}}, {"buffer_name", "count"}}}});
  EXPECT_THAT(load_error(state), HasSubstr("changes its buffer 'count'"));
  Parts unknown;
  unknown.call["target"] = "torch.ops.aten.frobnicate.default";
  EXPECT_THAT(run_error(unknown), HasSubstr("no operator 'aten::frobnicate'"));
  unknown.call["target"] = "torch.ops.torchvision.nms.default";
  EXPECT_THAT(run_error(unknown), HasSubstr("it calls 'torchvision::nms', which chooses boxes by their values"));
  unknown.call["target"] = "torch.ops.torchvision.deform_conv2d.default";
  EXPECT_THAT(run_error(unknown), HasSubstr("a deformable convolution"));
  unknown.call["target"] = "torch.ops.my_library.twist.default";
  EXPECT_THAT(run_error(unknown), HasSubstr("'my_library::twist', an operator of another library"));
  unknown.call["target"] = "os.system";
  EXPECT_THAT(run_error(unknown), HasSubstr("the function is not known"));
  Parts symbolic;
  symbolic.x_meta["sizes"][0] = {{"as_expr", {{"expr_str", "Mul(Symbol('s0'), Symbol('s1'))"}}}};
  EXPECT_THAT(load_error(symbolic), HasSubstr("more than a multiple of one dynamic size"));
  Parts dangling;
  dangling.call["inputs"][1]["arg"]["as_tensor"]["name"] = "nobody";
  EXPECT_THAT(run_error(dangling), HasSubstr("'nobody' is read, but nothing has made it"));
}

/// The call inside a graph of its own, as `with torch.autocast(DEVICE, enabled=ENABLED)` makes it.
Parts under_autocast(const std::string& device, bool enabled) {
  Parts parts;
  const auto tensor = [](const char* name) { return json{{"as_tensor", {{"name", name}}}}; };
  const auto unnamed = [](const json& value) { return json{{"name", ""}, {"arg", value}}; };
  const json inner{{"inputs", json::array({tensor("x"), tensor("w")})},
                   {"outputs", json::array({tensor("y")})},
                   {"nodes", json::array({parts.call})},
                   {"tensor_values", json::object()}};
  parts.call = {{"target", "torch.ops.higher_order.wrap_with_autocast"},
                {"inputs", json::array({unnamed({{"as_string", device}}), unnamed({{"as_scalar_type", 6}}),
                                        unnamed({{"as_bool", enabled}}), unnamed({{"as_bool", true}}),
                                        unnamed({{"as_graph", {{"name", "part"}, {"graph", inner}}}}),
                                        unnamed(tensor("x")), unnamed(tensor("w"))})},
                {"outputs", json::array({tensor("y")})},
                {"metadata", json::object()}};
  return parts;
}

TEST(Pt2Archive, PartsWithoutAutocastAreTheirCalls) {
  EXPECT_EQ(run_error(under_autocast("cuda", false)), "no error");
  EXPECT_EQ(run_error(under_autocast("cuda", true)), "no error");  // nothing here runs there
  EXPECT_EQ(run_error(under_autocast("cpu", false)), "no error");
  EXPECT_THAT(run_error(under_autocast("cpu", true)), HasSubstr("computes in lower precision (autocast)"));
}

/// What was written in place before a graph inside the graph is seen in there.
TEST(Pt2Archive, PartsSeeWhatWasWrittenBefore) {
  Parts parts = under_autocast("cuda", false);
  const auto one = [](const char* target, const char* from, const char* to) {
    return json{{"target", target},
                {"inputs", json::array({{{"name", "self"}, {"arg", {{"as_tensor", {{"name", from}}}}}}})},
                {"outputs", json::array({{{"as_tensor", {{"name", to}}}}})},
                {"metadata", json::object()}};
  };
  parts.before = json::array(
      {one("torch.ops.aten.neg.default", "x", "negative"), one("torch.ops.aten.abs_.default", "negative", "positive")});
  parts.call["inputs"][5]["arg"]["as_tensor"]["name"] = "positive";
  const auto program = load_pt2_from_memory(parts.bytes(), "m.pt2");
  const at::Tensor y = run_on_cpu(*program, {at::ones({1, 2})}).tensors.at(0);
  EXPECT_EQ(y[0][0].item<float>(), 2);
  EXPECT_EQ(y[0][1].item<float>(), 3);
}

TEST(Pt2Json, PythonsBareWords) {
  EXPECT_EQ(number(parse_json("-Infinity"), "x"), -INFINITY);
  EXPECT_TRUE(std::isnan(number(parse_json("NaN"), "x")));
  EXPECT_EQ(parse_json(R"(["a\"NaN", Infinity])")[0], "a\"NaN");
  EXPECT_NE(error_of([] { parse_json("{"); }), "no error");
}

TEST(Pt2Symbols, BothForms) {
  for (const char* text :
       {"Add(Mul(Integer(4), Symbol('s39', positive=True, integer=True)), Integer(-1))", "4*s39 - 1"}) {
    const Affine size = read_affine(text);
    EXPECT_EQ(size.symbol, "s39");
    EXPECT_EQ(size.factor, 4);
    EXPECT_EQ(size.offset, -1);
  }
  for (const char* text : {"s0*s1", "s0**2", "s0//2", "Pow(Symbol('s0'), Integer(2))", "4*", "", "s0 s1", "((((s0",
                           "99999999999999999999"})
    EXPECT_NE(error_of([&] { read_affine(text); }), "no error") << text;
}

}  // namespace
}  // namespace slipway::program::pt2
