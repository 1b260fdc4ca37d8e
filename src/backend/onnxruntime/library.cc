// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "base/error.h"

namespace slipway::backend::onnxruntime {
namespace {

namespace fs = std::filesystem;
constexpr const char* kFile = "libonnxruntime.so.1";

/// While one of these lives, the library's environment variable tells it not to write a device id and a data base under
/// the user's cache folder and to send nothing; it reads that when it is first used. The environment belongs to the
/// program that we are in: setenv() would change it for good, and move what its other threads are reading. So another
/// list with the same strings and one more stands in its place for the time being. The list stays in memory, as
/// somebody may be reading it; there are two of them in a process at most.
class NoTelemetry {
 public:
  NoTelemetry() {
    if (const char* set = std::getenv("ORT_DISABLE_TELEMETRY"); set != nullptr && *set != '\0') return;
    size_t count = 0;
    while (environ != nullptr && environ[count] != nullptr) ++count;
    static char variable[] = "ORT_DISABLE_TELEMETRY=1";
    ours_ = static_cast<char**>(std::malloc((count + 2) * sizeof(char*)));
    if (ours_ == nullptr) throw std::bad_alloc();
    // Known to whoever looks for leaks. Nobody reads it, so the compiler must not leave it out.
    [[maybe_unused]] static char** volatile kept[2] = {};
    static std::atomic<size_t> next = 0;
    kept[next++ % 2] = ours_;
    ours_[0] = variable;
    std::copy_n(environ, count, ours_ + 1);
    ours_[count + 1] = nullptr;
    theirs_ = environ;
    environ = ours_;
  }
  ~NoTelemetry() {
    // Where the program has set a variable meanwhile, its list is a new one.
    if (ours_ != nullptr && environ == ours_) environ = theirs_;
  }
  NoTelemetry(const NoTelemetry&) = delete;
  NoTelemetry& operator=(const NoTelemetry&) = delete;

 private:
  char** ours_ = nullptr;
  char** theirs_ = nullptr;
};

void here() {}

/// Candidates in order: SLIPWAY_ONNXRUNTIME (a file), beside this module, then the dynamic linker's own search (this
/// module's run path, LD_LIBRARY_PATH, the system's folders).
std::vector<std::string> candidates() {
  if (const char* file = std::getenv("SLIPWAY_ONNXRUNTIME"); file != nullptr && *file != '\0') return {file};
  std::vector<std::string> files;
  Dl_info self{};
  if (dladdr(reinterpret_cast<const void*>(&here), &self) != 0 && self.dli_fname != nullptr) {
    const fs::path beside = fs::path(self.dli_fname).parent_path() / kFile;
    std::error_code ignored;
    if (fs::exists(beside, ignored)) files.push_back(beside.string());
  }
  files.emplace_back(kFile);
  return files;
}

Library open() {
  const NoTelemetry no_telemetry;
  Library result;
  void* handle = nullptr;
  std::string reason;
  for (const std::string& file : candidates()) {
    handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) break;
    reason = dlerror();
  }
  if (handle == nullptr) {
    result.problem = fmt::format(
        "the ONNX Runtime library cannot be loaded ({}); run 'make deps', or name the file "
        "libonnxruntime.so of a release archive in SLIPWAY_ONNXRUNTIME",
        reason);
    return result;
  }
  using GetApiBase = const OrtApiBase* (*)();
  auto get_api_base = reinterpret_cast<GetApiBase>(dlsym(handle, "OrtGetApiBase"));
  if (get_api_base == nullptr) {
    result.problem = "the file loaded as ONNX Runtime holds no OrtGetApiBase; run 'make deps'";
    return result;
  }
  const OrtApiBase* base = get_api_base();
  result.version = base->GetVersionString();
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(get_api_base), &info) != 0 && info.dli_fname != nullptr)
    result.path = info.dli_fname;
  const OrtApi* api = base->GetApi(ORT_API_VERSION);
  if (api == nullptr) {
    result.problem = fmt::format("ONNX Runtime {} ({}) is too old: Slipway needs 1.{} or newer; run 'make deps'",
                                 result.version, result.path.string(), ORT_API_VERSION);
    return result;
  }
  Ort::InitApi(api);
  return result;
}

}  // namespace

const Library& library() {
  static const Library kLibrary = open();
  return kLibrary;
}

Ort::Env& environment() {
  if (!library().problem.empty()) throw Error(library().problem, ErrorKind::kUnavailable);
  // Leaked on purpose: ONNX Runtime's own statics may be gone when ours are destroyed.
  static Ort::Env* const env = [] {
    const NoTelemetry no_telemetry;
    // Errors arrive as exceptions, with the same text.
    auto* created = new Ort::Env(ORT_LOGGING_LEVEL_FATAL, "slipway");
    created->DisableTelemetryEvents();
    return created;
  }();
  return *env;
}

std::vector<std::string> providers() {
  environment();
  return Ort::GetAvailableProviders();
}

std::string message_of(const Ort::Exception& error) {
  std::string text = error.what();
  for (const char* sign : {"bad_alloc", "Failed to allocate memory", "CUDA out of memory", "out of memory"})
    if (text.find(sign) != std::string::npos) return "out of memory";
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

}  // namespace slipway::backend::onnxruntime
