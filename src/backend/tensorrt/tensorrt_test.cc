// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What comes before TensorRT: whether it is there, and what it would be asked for. TensorRT itself is not run.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "backend/tensorrt/profile.h"
#include "backend/testing/contract.h"

namespace slipway::backend::tensorrt {
namespace {

namespace fs = std::filesystem;
using backend::testing::error_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// Skipped where there is no TensorRT.
const backend::testing::RegisterContract kTensorrtContract(
    {.backend = "tensorrt",
     .config = R"({"type": "tensorrt", "model_inputs": [{"input_shapes": {"x": {"min_shape": [1, 3],
       "opt_shape": [1, 3], "max_shape": [8, 3]}}}]})",
     .without = {{"sum_and_difference", "it needs a profile of its own"},
                 {"identity", "TensorRT has no f64"},
                 {"expand", "its shape is an input"},
                 {"affine", "the contract's tests run on the CPU"}}});

/// {"type": "tensorrt", "common_config": COMMON, "model_inputs": [{"input_shapes": SHAPES}]}
std::string config(const std::string& shapes, const std::string& common = "{}") {
  return R"({"type": "tensorrt", "common_config": )" + common + R"(, "model_inputs": [{"input_shapes": )" + shapes +
         "}]}";
}
const std::string kShapes =
    R"({"input": {"min_shape": [1, 3, 224, 224], "opt_shape": [4, 3, 224, 224], "max_shape": [8, 3, 224, 224]}})";

std::vector<std::pair<std::string, std::string>> problems_of(const std::string& text) {
  std::vector<ConfigProblem> problems;
  read_backend_config(text, problems);
  std::vector<std::pair<std::string, std::string>> result;
  for (const ConfigProblem& problem : problems) result.emplace_back(problem.key, problem.message);
  return result;
}

Profile profile_of(const std::string& text) {
  std::vector<ConfigProblem> problems;
  Profile profile = read_backend_config(text, problems);
  for (const ConfigProblem& problem : problems) ADD_FAILURE() << problem.key << ": " << problem.message;
  return profile;
}

TEST(TensorRtConfig, BecomesOptionsOfTheProvider) {
  const Profile profile = profile_of(config(kShapes, R"({"fp16_mode": true, "max_workspace_size": 1073741824})"));
  EXPECT_THAT(provider_options(profile, 2, "/cache"),
              UnorderedElementsAre(Pair("device_id", "2"), Pair("trt_fp16_enable", "1"), Pair("trt_int8_enable", "0"),
                                   Pair("trt_max_workspace_size", "1073741824"),
                                   Pair("trt_profile_min_shapes", "input:1x3x224x224"),
                                   Pair("trt_profile_opt_shapes", "input:4x3x224x224"),
                                   Pair("trt_profile_max_shapes", "input:8x3x224x224"),
                                   Pair("trt_engine_cache_enable", "1"), Pair("trt_engine_cache_path", "/cache"),
                                   Pair("trt_timing_cache_enable", "1"), Pair("trt_timing_cache_path", "/cache")));
  // MMDeploy's 0 says nothing of a limit; without a folder nothing is kept.
  const Profile plain = profile_of(config(kShapes, R"({"fp16_mode": false, "max_workspace_size": 0})"));
  EXPECT_THAT(provider_options(plain, 0, ""),
              UnorderedElementsAre(Pair("device_id", "0"), Pair("trt_fp16_enable", "0"), Pair("trt_int8_enable", "0"),
                                   Pair("trt_profile_min_shapes", "input:1x3x224x224"),
                                   Pair("trt_profile_opt_shapes", "input:4x3x224x224"),
                                   Pair("trt_profile_max_shapes", "input:8x3x224x224")));
  const std::string two = R"({"b": {"min_shape": [1], "opt_shape": [2], "max_shape": [3]},
    "a": {"min_shape": [4, 5], "opt_shape": [4, 5], "max_shape": [4, 5]}})";
  EXPECT_THAT(provider_options(profile_of(config(two)), 0, ""),
              ::testing::Contains(Pair("trt_profile_max_shapes", "a:4x5,b:3")));
}

TEST(TensorRtConfig, MistakesAreNamedAllAtOnce) {
  const std::string key = "model_inputs.0.input_shapes.input";
  EXPECT_THAT(problems_of(R"({"type": "tensorrt"})"), ElementsAre(Pair("", HasSubstr("lacks the sizes to build for"))));
  EXPECT_THAT(problems_of(R"({"type": "tensorrt", "model_inputs": [{}]})"),
              ElementsAre(Pair("model_inputs", HasSubstr("lacks the sizes to build for"))));
  EXPECT_THAT(problems_of(R"({"type": "tensorrt", "model_inputs": []})"),
              ElementsAre(Pair("model_inputs", HasSubstr("a list of one dict"))));
  EXPECT_THAT(problems_of(config(kShapes, R"({"int8_mode": true})")),
              ElementsAre(Pair("common_config.int8_mode", HasSubstr("not yet supported"))));
  EXPECT_THAT(problems_of(config(kShapes, R"({"fp16_mod": true, "max_workspace_size": -1})")),
              ElementsAre(Pair("common_config.max_workspace_size", HasSubstr("whole number")),
                          Pair("common_config.fp16_mod", HasSubstr("did you mean 'fp16_mode'"))));
  EXPECT_THAT(
      problems_of(config(R"({"input": {"min_shape": [1, 3], "opt_shape": [1, 3], "maxshape": [1, 3]}})")),
      ElementsAre(Pair(key, "lacks max_shape"), Pair(key + ".maxshape", HasSubstr("did you mean 'max_shape'"))));
  EXPECT_THAT(problems_of(config(R"({"input": {"min_shape": [1, 3], "opt_shape": [1, 3, 2], "max_shape": [1, 3]}})")),
              ElementsAre(Pair(key, "min_shape, opt_shape and max_shape have 2, 3 and 2 dimensions")));
  EXPECT_THAT(problems_of(config(R"({"input": {"min_shape": [2, 3], "opt_shape": [1, 3], "max_shape": [4, 1]}})")),
              ElementsAre(Pair(key, HasSubstr("axis 0 is 2, 1 and 4")), Pair(key, HasSubstr("axis 1 is 3, 3 and 1"))));
  EXPECT_THAT(problems_of(config(R"({"input": {"min_shape": [0, 3], "opt_shape": "x", "max_shape": [1, 3]}})")),
              ElementsAre(Pair(key + ".min_shape", HasSubstr("a list of sizes")),
                          Pair(key + ".opt_shape", HasSubstr("a list of sizes"))));
}

TEST(TensorRtConfig, EveryShippedConfigMeansSomething) {
  int count = 0;
  const nlohmann::json recorded =
      nlohmann::json::parse(io::read_file(SLIPWAY_SOURCE_DIR "/test/data/deploy_configs.json"));
  for (const auto& [name, entry] : recorded.items()) {
    if (name.find("tensorrt") == std::string::npos || name.find("_base_") == 0) continue;
    ++count;
    const auto problems = problems_of(entry.at("values").at("backend_config").dump());
    if (name.find("int8") == std::string::npos)
      EXPECT_THAT(problems, IsEmpty()) << name;
    else
      EXPECT_THAT(problems, ElementsAre(Pair("common_config.int8_mode", HasSubstr("not yet supported")))) << name;
  }
  EXPECT_GE(count, 8);
}

TEST(TensorRtProfile, IsComparedWithTheModel) {
  const Profile profile = profile_of(config(kShapes));
  const auto messages = [&](const std::vector<OnnxTensor>& inputs) {
    std::vector<std::string> result;
    for (const ConfigProblem& problem : compare(profile, inputs))
      result.push_back(problem.key + ": " + problem.message);
    return result;
  };
  const OnnxType f32 = OnnxType::kF32;
  EXPECT_THAT(messages({{"input", f32, {-1, 3, 224, 224}}}), IsEmpty());
  EXPECT_THAT(messages({{"input", f32, {-1, 3, -1, -1}}}), IsEmpty());
  EXPECT_THAT(messages({{"input", f32, {-1, 3, -1, -1}}, {"fixed", f32, {2}}}), IsEmpty());
  EXPECT_THAT(messages({{"image", f32, {-1, 3, -1, -1}}}),
              ElementsAre("model_inputs.0.input_shapes: lacks the model's input 'image', which is [?,3,?,?]",
                          HasSubstr("input_shapes.input: the model has no such input; known: image")));
  EXPECT_THAT(messages({{"input", f32, {-1, 3}}}),
              ElementsAre(HasSubstr("has 4 dimensions, but the model's input is [?,3]")));
  EXPECT_THAT(messages({{"input", f32, {1, 3, 224, 256}}}),
              ElementsAre(HasSubstr("axis 0 is 1 to 8, but fixed to 1 in the model"),
                          HasSubstr("axis 3 is 224 to 224, but fixed to 256 in the model")));
}

TEST(TensorRtProfile, ReadsBackWhatItWrites) {
  const Profile profile = profile_of(config(kShapes, R"({"fp16_mode": true, "max_workspace_size": 7})"));
  const Profile back = from_text(to_text(profile));
  EXPECT_EQ(provider_options(back, 1, "c"), provider_options(profile, 1, "c"));
  for (const char* text : {"", "[]", "{}", "7", R"({"format": "other"})", "this"})
    EXPECT_THAT(error_of([&] { from_text(text); }), HasSubstr("it is no profile of")) << text;
  EXPECT_THAT(error_of([&] {
                std::string text = to_text(profile);
                text.replace(text.find("\"opt\": ["), 8, "\"opt\": [1, ");
                from_text(text);
              }),
              HasSubstr("different numbers of dimensions"));
}

TEST(TensorRtProfile, LimitsTheInputsOfASession) {
  const TensorInfo open{"input", DType::kF32, {-1, 3, -1, -1}};
  const TensorInfo limited = limit({open}, profile_of(config(kShapes))).at(0);
  EXPECT_THAT(limited.shape, ElementsAre(-1, 3, 224, 224));
  EXPECT_EQ(limited.max_batch(), 8);
  EXPECT_TRUE(limited.takes({8, 3, 224, 224}));
  EXPECT_FALSE(limited.takes({9, 3, 224, 224}));
  EXPECT_FALSE(limited.takes({1, 3, 256, 224}));
  EXPECT_FALSE(limited.takes({1, 3, 224}));
  EXPECT_EQ(open.max_batch(), 0);
  const TensorInfo other{"other", DType::kF32, {-1}};
  EXPECT_TRUE(limit({other}, profile_of(config(kShapes))).at(0).takes({99}));
}

/// The backend itself, whether TensorRT is there or not.
const Backend& module() {
  static const Backend* const kBackend = [] {
    void* library = dlopen(SLIPWAY_BINARY_DIR "/lib/libslipway_backend_tensorrt.so", RTLD_NOW | RTLD_LOCAL);
    require(library != nullptr, "the backend is built with the tests");
    return reinterpret_cast<const Backend* (*)()>(dlsym(library, "slipway_backend_entry"))();
  }();
  return *kBackend;
}

TEST(TensorRt, SaysWhatIsMissing) {
  if (availability("tensorrt").available) GTEST_SKIP() << "it is there";
  try {
    get("tensorrt");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUnavailable);
    EXPECT_THAT(e.what(), ::testing::MatchesRegex("TensorRT is not available: .*(install|driver).*"));
  }
  EXPECT_THAT(error_of([] { module().check_device("cpu"); }), HasSubstr("give --device cuda:N"));
  EXPECT_THAT(error_of([] { module().check_device("cuda:0"); }), HasSubstr("device 'cuda:0' is not available: "));
}

TEST(TensorRt, CompilesToAModelAndItsProfile) {
  const std::string folder = make_empty_folder("slipway_tensorrt");
  const std::string data = SLIPWAY_SOURCE_DIR "/test/data/";
  const auto compile = [&](const std::string& file, const std::string& text) {
    const fs::path copy = fs::path(folder) / "end2end.onnx";
    fs::copy_file(data + file, copy, fs::copy_options::overwrite_existing);
    return module().compile(copy, text);
  };
  const std::string rows = R"({"x": {"min_shape": [1, 3], "opt_shape": [2, 3], "max_shape": [4, 3]}})";
  const std::vector<fs::path> files = compile("backend/affine.onnx", config(rows));
  EXPECT_THAT(files, ElementsAre(fs::path(folder) / "end2end.onnx", fs::path(folder) / "end2end.tensorrt.json"));
  EXPECT_THAT(from_text(io::read_file(files.at(1))).inputs.at("x").max, ElementsAre(4, 3));
  EXPECT_THAT(error_of([&] { compile("backend/affine.onnx", config(kShapes)); }),
              HasSubstr("backend_config.model_inputs.0.input_shapes.input: the model has no such input"));
  EXPECT_THAT(error_of([&] { compile("backend/affine.onnx", "{}"); }), HasSubstr("lacks the sizes"));
  const std::string one = R"({"x": {"min_shape": [1], "opt_shape": [1], "max_shape": [1]}})";
  EXPECT_THAT(error_of([&] { compile("backend/unknown_operator.onnx", config(one)); }),
              HasSubstr("NoSuchOperator: TensorRT has no such operator"));
  // What a session asks for before it needs TensorRT.
  const auto open = [&](const std::vector<fs::path>& names) { return error_of([&] { module().open(names, {}); }); };
  EXPECT_THAT(open({files[0]}), HasSubstr("got 1 file(s)"));
  EXPECT_THAT(open({files[1], files[0]}), HasSubstr("end2end.tensorrt.json is a JSON file, but TensorRT reads ONNX"));
  io::write_file(files[1], "{}");
  EXPECT_THAT(open(files), HasSubstr("end2end.tensorrt.json: it is no profile of TensorRT"));
  EXPECT_THAT(error_of([&] { compile("torchscript/net.pt", config(rows)); }), HasSubstr("is a zip archive"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace slipway::backend::tensorrt
