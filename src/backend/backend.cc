// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Finds and opens the shared libraries of the backends.
#include "slipway/backend.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>

#include "backend/register.h"
#include "base/error.h"
#include "base/registry.h"
#include "base/strings.h"

namespace slipway::backend {
namespace {

namespace fs = std::filesystem;

struct Known {
  std::string_view name;
  std::string_view title;
  std::string_view how_to_get;  // "" for those that are not supported
};

// The folders beside this file, each of which declares its backend to the build.
constexpr Known kSupported[] = {
#include "slipway_backends.inc"
};

// Every backend that a deploy config may name, as MMDeploy spells it.
constexpr Known kNamed[] = {
    {"ascend", "Ascend", ""},     {"coreml", "Core ML", ""},
    {"ncnn", "ncnn", ""},         {"onnxruntime", "ONNX Runtime", ""},
    {"openvino", "OpenVINO", ""}, {"pplnn", "PPLNN", ""},
    {"rknn", "RKNN", ""},         {"snpe", "SNPE", ""},
    {"tensorrt", "TensorRT", ""}, {"torchscript", "TorchScript", ""},
    {"tvm", "TVM", ""},           {"vacc", "VACC", ""},
};

const std::map<std::string_view, Known>& known() {
  static const std::map<std::string_view, Known> kKnown = [] {
    std::map<std::string_view, Known> result;
    for (const Known& backend : kSupported) result.emplace(backend.name, backend);
    for (const Known& backend : kNamed) result.emplace(backend.name, backend);
    return result;
  }();
  return kKnown;
}

/// Those of plugins.
Registry<std::shared_ptr<const Backend>>& registered() {
  static Registry<std::shared_ptr<const Backend>> registry("backend");
  return registry;
}

const Known& find(std::string_view name) {
  if (const auto found = known().find(name); found != known().end()) return found->second;
  fail("unknown backend '{}'{}", name, did_you_mean(name, known_backends()));
}

/// Where the shared libraries may lie, in order: SLIPWAY_BACKEND_PATH (folders separated by ':'), beside the library or
/// program that holds this code, and in the lib/ folder next to its own (bin/ and lib/ of a prefix or of the build
/// tree).
std::vector<fs::path> search_folders() {
  std::vector<fs::path> folders;
  if (const char* path = std::getenv("SLIPWAY_BACKEND_PATH"))
    for (const std::string& folder : split(path, ':'))
      if (!folder.empty()) folders.emplace_back(folder);
  const auto add_around = [&](const fs::path& file) {
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error) return;
    folders.push_back(real.parent_path());
    folders.push_back(real.parent_path().parent_path() / "lib");
  };
  Dl_info self{};
  // For code of the program itself the name is argv[0], which need not be a path; then the second line finds it.
  if (dladdr(reinterpret_cast<const void*>(&known), &self) != 0 && self.dli_fname != nullptr &&
      std::string_view(self.dli_fname).find('/') != std::string_view::npos)
    add_around(self.dli_fname);
  add_around("/proc/self/exe");
  std::vector<fs::path> unique;
  for (const fs::path& folder : folders)
    if (std::find(unique.begin(), unique.end(), folder) == unique.end()) unique.push_back(folder);
  return unique;
}

using Entry = const Backend* (*)();

/// The backend's shared library. Errors: kind kUnavailable, and how to get it, where it is not there.
fs::path find_library(const Known& known) {
  if (known.how_to_get.empty())
    throw Error(fmt::format("backend '{}' ({}) is not yet supported in this version of Slipway; supported: {}",
                            known.name, known.title, join(supported_backends(), ", ")),
                ErrorKind::kUnavailable);
  const std::string file = "libslipway_backend_" + std::string(known.name) + ".so";
  std::vector<std::string> tried;
  for (const fs::path& folder : search_folders()) {
    const fs::path path = folder / file;
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path;
    tried.push_back(folder.string());
  }
  throw Error(
      fmt::format("this installation has no {}, which holds the {} backend (looked in {}); {}, or name its folder "
                  "in SLIPWAY_BACKEND_PATH",
                  file, known.title, join(tried, ", "), known.how_to_get),
      ErrorKind::kUnavailable);
}

const Backend* open_library(const Known& known) {
  const fs::path path = find_library(known);
  // Never closed: sessions and exceptions of the backend refer to its code until the program ends.
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    throw Error(fmt::format("cannot load {}: {}; {}", path.string(), dlerror(), known.how_to_get),
                ErrorKind::kUnavailable);
  auto entry = reinterpret_cast<Entry>(dlsym(library, "slipway_backend_entry"));
  if (entry == nullptr)
    throw Error(fmt::format("{} is no backend of Slipway: it has no slipway_backend_entry", path.string()),
                ErrorKind::kUnavailable);
  const Backend* backend = entry();
  require(backend != nullptr && backend->name() == known.name, "a backend's library must hold the backend of its name");
  return backend;
}

const Backend& load(const Known& known) {
  static std::mutex mutex;
  static std::map<std::string_view, const Backend*> loaded;
  const std::lock_guard lock(mutex);
  const Backend*& backend = loaded[known.name];
  if (backend == nullptr) backend = open_library(known);
  return *backend;
}

}  // namespace

RegisterBackend::RegisterBackend(std::shared_ptr<const Backend> backend) {
  extension::guard([&] {
    const std::string name(backend->name());
    if (const auto own = known().find(name); own != known().end() && !own->second.how_to_get.empty())
      return extension::refuse_duplicate("backend", name, &known());
    registered().add(name, std::move(backend));
  });
}

std::vector<std::string> known_backends() {
  std::vector<std::string> names = registered().keys();
  for (const auto& [name, backend] : known())
    if (registered().find(name) == nullptr) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> supported_backends() {
  std::vector<std::string> names = registered().keys();
  for (const auto& [name, backend] : known())
    if (!backend.how_to_get.empty()) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

const Backend& get(std::string_view name) {
  if (const auto* own = registered().find(name)) {
    if (const Availability state = (*own)->availability(); !state.available)
      throw Error(fmt::format("{} is not available: {}", name, state.reason), ErrorKind::kUnavailable);
    return **own;
  }
  const Known& known = find(name);
  if (known.how_to_get.empty()) return load(known);  // which says what there is
  std::string reason;
  try {
    const Backend& backend = load(known);
    const Availability state = backend.availability();
    if (state.available) return backend;
    reason = state.reason;
  } catch (const Error& e) {
    reason = e.what();
  }
  throw Error(fmt::format("{} is not available: {}", known.title, reason), ErrorKind::kUnavailable);
}

Availability availability(std::string_view name) {
  if (const auto* own = registered().find(name)) return (*own)->availability();
  try {
    return load(find(name)).availability();
  } catch (const Error& e) {
    return {false, "", e.what()};
  }
}

Availability installed(std::string_view name) {
  if (registered().find(name) != nullptr) return {true, "", ""};
  try {
    find_library(find(name));
    return {true, "", ""};
  } catch (const Error& e) {
    return {false, "", e.what()};
  }
}

}  // namespace slipway::backend
