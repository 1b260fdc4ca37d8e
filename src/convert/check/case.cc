// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Cases in files, so that a failure can be run again elsewhere.
#include <nlohmann/json.hpp>

#include "base/io.h"
#include "capture/interpreter.h"
#include "checkpoint/save.h"
#include "convert/check/part.h"

namespace slipway::convert {
namespace {

constexpr const char* kCaseFile = "case.json";
constexpr const char* kTensorFile = "tensors.safetensors";

}  // namespace

std::filesystem::path save_case(const PartCase& part, const torch::nn::Module& module,
                                const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const nlohmann::ordered_json json{{"scope", part.scope},   {"fragment", part.fragment},
                                    {"method", part.method}, {"seed", part.seed},
                                    {"shapes", part.shapes}, {"backends", part.backends},
                                    {"batch", part.batch},   {"deploy_config", part.deploy_config},
                                    {"rtol", part.rtol},     {"atol", part.atol},
                                    {"pixels", part.pixels}, {"scores", part.scores}};
  checkpoint::Checkpoint tensors;
  const model::Tensors inputs = inputs_of(part);
  for (size_t i = 0; i < inputs.size(); ++i)
    tensors.state_dict.push_back({fmt::format("input.{}", i), capture::to_host(inputs[i])});
  for (const model::Entry& entry : model::state_dict(module))
    tensors.state_dict.push_back({"weight." + entry.name, capture::to_host(entry.tensor.contiguous())});
  io::write_file(folder / kTensorFile, checkpoint::safetensors_text(tensors));
  io::write_file(folder / kCaseFile, json.dump(2) + "\n");
  return folder;
}

PartCase load_case(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kCaseFile;
  const nlohmann::json json = nlohmann::json::parse(io::read_file(file), nullptr, false);
  PartCase part;
  try {
    json.at("scope").get_to(part.scope);
    json.at("fragment").get_to(part.fragment);
    json.at("method").get_to(part.method);
    json.at("seed").get_to(part.seed);
    json.at("shapes").get_to(part.shapes);
    json.at("backends").get_to(part.backends);
    json.at("batch").get_to(part.batch);
    json.at("deploy_config").get_to(part.deploy_config);
    json.at("rtol").get_to(part.rtol);
    json.at("atol").get_to(part.atol);
    json.at("pixels").get_to(part.pixels);
    json.at("scores").get_to(part.scores);
  } catch (const nlohmann::json::exception& e) {
    fail("{} is no case that check-module saved: {}", file.string(), e.what());
  }
  part.saved = checkpoint::load(folder / kTensorFile);
  return part;
}

}  // namespace slipway::convert
