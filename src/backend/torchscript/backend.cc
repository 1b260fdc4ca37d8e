// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "slipway/backend.h"

#include <torch/csrc/jit/serialization/import.h>
#include <torch/version.h>

#include <functional>
#include <sstream>

#include "backend/torchscript/session.h"
#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {
namespace torchscript {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Session> open_as(const std::string& what, const SessionOptions& options,
                                 const std::function<torch::jit::Module(torch::jit::ExtraFilesMap&)>& load) {
  if (options.threads < 0) fail("threads must be 0 (all cores) or more, got {}", options.threads);
  if (options.device != "cpu") {
    if (options.device != "cuda" && !starts_with(options.device, "cuda:"))
      fail("unknown device '{}'; give 'cpu'", options.device);
    throw Error(fmt::format("device '{}' is not available: LibTorch {} here is used on the CPU only; use 'cpu'",
                            options.device, TORCH_VERSION),
                ErrorKind::kUnavailable);
  }
  torch::jit::ExtraFilesMap files{{kNamesFile, ""}};
  torch::jit::Module module;
  try {
    module = load(files);
  } catch (const std::exception& e) {
    fail("LibTorch cannot load {}: {}", what, first_line(e));
  }
  if (files.at(kNamesFile).empty())
    fail("{} holds no {}, which names its inputs and outputs; only TorchScript files that Slipway wrote have one", what,
         kNamesFile);
  return with_context(what,
                      [&] { return std::make_unique<TorchScriptSession>(module, files.at(kNamesFile), options); });
}

class TorchScriptBackend : public Backend {
 public:
  std::string_view name() const override { return "torchscript"; }

  // The dynamic linker has found LibTorch, or this code would not run.
  Availability availability() const override { return {true, TORCH_VERSION, ""}; }

  int max_opset() const override { return 0; }

  std::string_view ir() const override { return "torchscript"; }

  std::vector<fs::path> compile(const fs::path& model, const std::string&) const override { return {model}; }

  std::unique_ptr<Session> open(const std::vector<fs::path>& files, const SessionOptions& options) const override {
    if (files.size() != 1) fail("TorchScript wants one model file, got {}", files.size());
    const fs::path& file = files.front();
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (!fs::exists(status)) fail("{}: no such model file", file.string());
    if (fs::is_directory(status)) fail("{} is a folder, not a model file", file.string());
    if (fs::file_size(file, error) == 0 && !error) fail("{}: the model file is empty", file.string());
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
