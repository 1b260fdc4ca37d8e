// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/test_support.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <regex>

#include "../test/support/fixtures.h"
#include "base/strings.h"
#include "checkpoint/checkpoint.h"
#include "model/network/single_stage.h"

namespace slipway::model::testing {

nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw Error(file.string() + ": no such file");
  return nlohmann::json::parse(stream);
}

std::map<std::string, at::Tensor> read_tensors(const std::filesystem::path& file) {
  std::map<std::string, at::Tensor> tensors;
  for (const auto& [name, tensor] : checkpoint::load(file).state_dict) {
    require(tensor.dtype() == DType::kF32, "recorded tensors are f32");
    tensors[name] = at::from_blob(const_cast<void*>(tensor.raw()), tensor.shape(), at::kFloat).clone();
  }
  return tensors;
}

void load_checkpoint(Network& network, const std::filesystem::path& file) {
  const checkpoint::Checkpoint checkpoint = checkpoint::load(file);
  std::map<std::string, const HostTensor*> unused;
  for (const auto& entry : checkpoint.state_dict) unused[entry.name] = &entry.tensor;
  const LoadReport report = load_state(network, [&](const std::string& name) -> const HostTensor* {
    const auto found = unused.extract(name);
    return found.empty() ? nullptr : found.mapped();
  });
  EXPECT_EQ(report.missing, std::vector<std::string>{});
  for (const auto& [name, tensor] : unused) {
    bool ignorable = false;
    for (const std::string& prefix : network.ignorable_keys()) ignorable |= starts_with(name, prefix);
    EXPECT_TRUE(ignorable) << name << " is in the checkpoint only";
  }
}

ImageMeta meta_of(const nlohmann::json& metainfo) {
  ImageMeta meta;
  const auto read = [&](const char* key, auto& pair) {
    if (!metainfo.contains(key)) return;
    metainfo.at(key).at(0).get_to(pair[0]);
    metainfo.at(key).at(1).get_to(pair[1]);
  };
  read("ori_shape", meta.ori_shape);
  read("img_shape", meta.img_shape);
  read("scale_factor", meta.scale_factor);
  read("input_size", meta.input_size);
  read("input_center", meta.input_center);
  read("input_scale", meta.input_scale);
  if (metainfo.contains("pad_param")) meta.pad_offset = {metainfo["pad_param"][2], metainfo["pad_param"][0]};
  return meta;
}

config::Value model_config(const std::string& scope, const std::string& model) {
  return config::parse(fmt::format("default_scope = '{}'\nmodel = {}\n", scope, model), "test.py");
}

std::string variant_name(const ::testing::TestParamInfo<nlohmann::json>& info) {
  std::string name = info.param.at("name");
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

namespace {
const std::regex kSmallestBoxes("'min_bbox_size': [1-9][0-9]*");
}

bool is_refused(const nlohmann::json& variant) {
  return std::regex_search(variant.at("model").get<std::string>(), kSmallestBoxes);
}

std::shared_ptr<Network> build_variant(const nlohmann::json& variant, at::Device device) {
  const std::string model =
      std::regex_replace(variant.at("model").get<std::string>(), kSmallestBoxes, "'min_bbox_size': 0");
  return build_network(model_config(variant.at("scope"), model), device);
}

std::vector<std::pair<std::string, at::Tensor>> stages(const Network& network, const at::Tensor& input) {
  const auto& parts = dynamic_cast<const SingleStage&>(network);
  std::vector<std::pair<std::string, at::Tensor>> result;
  const auto note = [&](const std::string& name, const Tensors& outputs) {
    for (size_t i = 0; i < outputs.size(); ++i) result.emplace_back(fmt::format("{}/{}", name, i), outputs[i]);
  };
  Tensors features = parts.backbone()({input});
  note("backbone", features);
  if (parts.neck() != nullptr) note("neck", features = (*parts.neck())(features));
  const bool has_module = parts.head().named_children().contains("head_module");
  note(parts.head_key() + (has_module ? ".head_module" : ""), parts.head().raw(features));
  return result;
}

double relative_difference(const at::Tensor& value, const at::Tensor& expected) {
  if (value.sizes() != expected.sizes()) return INFINITY;
  return ((value - expected).abs().max() / expected.abs().max().clamp_min(1e-12)).item<double>();
}

uint64_t hash64(std::string_view text) {
  uint64_t value = 0xcbf29ce484222325;
  for (unsigned char byte : text) value = (value ^ byte) * 0x100000001b3;
  return value;
}

at::Tensor uniform(const std::string& name, at::IntArrayRef shape, double low, double high) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  float* data = tensor.data_ptr<float>();
  for (int64_t i = 0; i < tensor.numel(); ++i) {
    uint64_t z = hash64(name) + (static_cast<uint64_t>(i) + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z = z ^ (z >> 31);
    const double unit = static_cast<double>(z >> 11) * 0x1p-53;
    data[i] = static_cast<float>(low + (high - low) * unit);
  }
  return tensor;
}

namespace {

at::Tensor weight(const std::string& name, at::IntArrayRef shape) {
  if (ends_with(name, "running_var")) return uniform(name, shape, 0.5, 1.5);
  if (ends_with(name, "running_mean") || ends_with(name, "bias")) return uniform(name, shape, -0.2, 0.2);
  if (shape.size() == 1) return ends_with(name, ".p") ? uniform(name, shape, 2.0, 3.0) : uniform(name, shape, 0.4, 0.8);
  double fan_in = 1;
  for (int64_t size : shape.slice(1)) fan_in *= static_cast<double>(size);
  const double bound = std::sqrt(6.0 / fan_in);
  return uniform(name, shape, -bound, bound);
}

}  // namespace

void fill(Network& network, const std::map<std::string, at::Tensor>& stored, const std::string& prefix) {
  for (const Entry& entry : state_dict(network)) {
    const auto found = stored.find(prefix + entry.name);
    if (found != stored.end()) {
      entry.tensor.copy_(found->second);
    } else if (entry.tensor.scalar_type() == at::kFloat) {
      entry.tensor.copy_(weight(entry.name, entry.tensor.sizes()));
    }
  }
}

std::pair<size_t, std::string> describe(const Network& network) {
  std::string text;
  const std::vector<Entry> entries = state_dict(network);
  for (const Entry& entry : entries)
    text += fmt::format("{} {}\n", entry.name, format_shape(entry.tensor.sizes().vec()));
  return {entries.size(), fmt::format("{:016x}", hash64(text))};
}

std::vector<nlohmann::json> recorded_models(const std::string& file, const std::string& kind) {
  return read_json(test::data("model-variants/" + file)).at(kind).get<std::vector<nlohmann::json>>();
}

std::shared_ptr<Network> build_recorded(const nlohmann::json& variant) {
  const auto network = build_network(model_config(variant.at("scope"), variant.at("model")), at::kMeta);
  const auto [count, hash] = describe(*network);
  EXPECT_EQ(count, variant.at("keys").get<size_t>());
  EXPECT_EQ(hash, variant.at("hash").get<std::string>());
  return network;
}

std::string error_with(std::string model, const std::string& from, const std::string& to) {
  const size_t at = model.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  model.replace(at, from.size(), to);
  try {
    build_network(model_config("mmpose", model), at::kMeta);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

void expect_detections(const Instances& result, const nlohmann::json& expected, double pixels, double score) {
  const std::vector<double> scores = expected.at("scores");
  ASSERT_EQ(result.size(), scores.size());
  ASSERT_EQ(result.labels.size(), scores.size());
  std::vector<bool> matched(scores.size(), false);
  const auto fits = [&](size_t found, size_t wanted) {
    if (matched[found] || std::abs(result.scores[found] - scores[wanted]) > score) return false;
    if (static_cast<double>(result.labels[found]) != expected["labels"][wanted].get<double>()) return false;
    for (size_t i = 0; i < 4; ++i)
      if (std::abs(result.boxes[found][i] - expected["bboxes"][wanted][i].get<double>()) > pixels) return false;
    return true;
  };
  for (size_t wanted = 0; wanted < scores.size(); ++wanted) {
    if (wanted > 0) {
      EXPECT_LE(result.scores[wanted], result.scores[wanted - 1]);
    }
    size_t found = 0;
    while (found < scores.size() && !fits(found, wanted)) ++found;
    if (found < scores.size())
      matched[found] = true;
    else
      EXPECT_NEAR(scores[wanted], scores.back(), score) << "detection " << wanted << " was not found";
  }
}

void expect_poses(const Instances& result, const nlohmann::json& expected, double pixels, double score) {
  const std::vector<double> scores = expected.at("bbox_scores");
  ASSERT_EQ(result.size(), scores.size());
  // How far an instance is from an expected one: the most that is off, as a multiple of what may be.
  const auto distance = [&](size_t found, size_t wanted) {
    double most = 0;
    const auto look = [&most](double value, double target, double limit) {
      const double off = std::abs(value - target) / limit;
      most = std::isnan(off) ? std::numeric_limits<double>::infinity() : std::max(most, off);
    };
    look(result.scores[found], scores[wanted], score);
    for (size_t j = 0; j < 4; ++j) look(result.boxes[found][j], expected["bboxes"][wanted][j], pixels);
    if (!expected.contains("keypoints")) return most;
    const nlohmann::json& points = expected["keypoints"][wanted];
    if (result.keypoints[found].size() != points.size()) return std::numeric_limits<double>::infinity();
    for (size_t k = 0; k < points.size(); ++k) {
      for (size_t axis = 0; axis < 2; ++axis) look(result.keypoints[found][k][axis], points[k][axis], pixels);
      look(result.keypoint_scores[found][k], expected["keypoint_scores"][wanted][k], score);
    }
    return most;
  };
  // Which of two scores that rounding alone tells apart comes first depends on the processor: places may be changed
  // among those whose scores are equal within the limit.
  std::vector<bool> matched(scores.size(), false);
  for (size_t wanted = 0; wanted < scores.size(); ++wanted) {
    size_t found = wanted;
    for (size_t i = 0; i < scores.size() && (matched[found] || distance(found, wanted) > 1); ++i)
      if (!matched[i] && std::abs(scores[i] - scores[wanted]) <= score && distance(i, wanted) <= 1) found = i;
    EXPECT_FALSE(matched[found]) << "instance " << wanted << " was not found";
    EXPECT_LE(distance(found, wanted), 1) << "times the limit: instance " << wanted;
    matched[found] = true;
  }
}

}  // namespace slipway::model::testing
