// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <ATen/Context.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/version.h>

#include <functional>
#include <sstream>

#include "backend/config_dict.h"
#include "backend/device.h"
#include "backend/model_file.h"
#include "backend/torchscript/session.h"
#include "base/error.h"

namespace slipway::backend {
namespace torchscript {
namespace {

namespace fs = std::filesystem;

at::Device find_device(const std::string& device) {
  const std::optional<int> index = cuda_index(device);
  if (!index) return at::kCPU;
  std::string why = missing_cuda_device(*index);
  if (why.empty() && !at::hasCUDA())
    why = fmt::format(
        "LibTorch {} here is a build without CUDA; build Slipway with one that has it (-DCMAKE_PREFIX_PATH=), or use "
        "'cpu'",
        TORCH_VERSION);
  if (!why.empty()) throw Error(fmt::format("device '{}' is not available: {}", device, why), ErrorKind::kUnavailable);
  return {at::kCUDA, static_cast<c10::DeviceIndex>(*index)};
}

std::unique_ptr<Session> open_as(const std::string& what, const SessionOptions& options,
                                 const std::function<torch::jit::Module(torch::jit::ExtraFilesMap&)>& load) {
  if (options.threads < 0) fail("threads must be 0 (all cores) or more, got {}", options.threads);
  const at::Device device = find_device(options.device);
  torch::jit::ExtraFilesMap files{{kNamesFile, ""}};
  torch::jit::Module module;
  try {
    module = load(files);
    module.to(device);
  } catch (const std::exception& e) {
    fail("LibTorch cannot load {}: {}", what, first_line(e));
  }
  if (files.at(kNamesFile).empty())
    fail("{} holds no {}, which names its inputs and outputs; only TorchScript files that Slipway wrote have one", what,
         kNamesFile);
  return with_context(
      what, [&] { return std::make_unique<TorchScriptSession>(module, files.at(kNamesFile), options, device); });
}

class TorchScriptBackend : public Backend {
 public:
  std::string_view name() const override { return "torchscript"; }

  // The dynamic linker has found LibTorch, or this code would not run.
  Availability availability() const override { return {true, TORCH_VERSION, ""}; }

  Capabilities capabilities() const override { return {.ir = "torchscript"}; }

  std::vector<ConfigProblem> check_config(const std::string& backend_config_json) const override {
    const nlohmann::json parsed = nlohmann::json::parse(backend_config_json, nullptr, false);
    std::vector<ConfigProblem> problems;
    ConfigDict config(parsed, problems);
    for (const char* key : {"type", "precision"}) config.find(key);
    config.finish("TorchScript");
    return problems;
  }

  void check_device(const std::string& device) const override { find_device(device); }

  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override { return {model}; }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.size() != 1) fail("TorchScript wants one model file, got {}", files.size());
    const fs::path& file = files.front();
    require_model(file, FileKind::kZip, "TorchScript files (.pt) are zip archives");
    return open_as(file.string(), options,
                   [&](torch::jit::ExtraFilesMap& extra) { return torch::jit::load(file.string(), at::kCPU, extra); });
  }

  std::unique_ptr<Session> open_memory(std::string_view model, const SessionOptions& options) const override {
    if (model.empty()) fail("the model in memory is empty");
    std::istringstream stream{std::string(model)};
    return open_as("the model in memory", options,
                   [&](torch::jit::ExtraFilesMap& extra) { return torch::jit::load(stream, at::kCPU, extra); });
  }
};

}  // namespace
}  // namespace torchscript
}  // namespace slipway::backend

extern "C" const slipway::backend::Backend* slipway_backend_entry() {
  static const slipway::backend::torchscript::TorchScriptBackend kBackend;
  return &kBackend;
}
