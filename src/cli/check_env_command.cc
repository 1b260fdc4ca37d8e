// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Versions of everything that Slipway rests on, and what is missing and how to get it.
#include <fmt/format.h>
#include <sys/utsname.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "cli/commands.h"
#include "cli/shipped_configs.h"
#include "cli/text_layout.h"
#include "cli/versions.h"
#include "convert/interface.h"
#include "plugin/plugin.h"
#include "slipway/error.h"
#include "slipway_versions.h"

namespace slipway::cli {
namespace {

constexpr size_t kColumn = 16;

void line(const std::string& name, const std::string& text) {
  fmt::print("{:<{}}{}\n", name, kColumn, wrap(text, kColumn, kColumn, terminal_width()));
}

std::string system_name() {
  std::ifstream release("/etc/os-release");
  for (std::string entry; std::getline(release, entry);)
    if (entry.rfind("PRETTY_NAME=", 0) == 0) {
      entry.erase(0, 12);
      if (entry.size() >= 2 && entry.front() == '"') entry = entry.substr(1, entry.size() - 2);
      return entry;
    }
  return "unknown system";
}

std::string machine() {
  utsname name{};
  return uname(&name) == 0 ? name.machine : "unknown machine";
}

bool exists(const std::string& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

/// Whether everything to convert with is there: the dynamic linker is asked, which alone knows where an installation's
/// LibTorch is.
bool report_convert_side() {
  if (std::string(SLIPWAY_TORCH_LIBRARY).empty()) {
    line("LibTorch",
         "not built in: this installation runs models but does not convert them (build with -DSLIPWAY_CONVERT=ON)");
    return true;
  }
  try {
    convert::convert_library();
  } catch (const Error& e) {
    line("LibTorch", fmt::format("MISSING: {}; install libtorch-dev (or run 'make deps')", e.what()));
    return false;
  }
  line("LibTorch", SLIPWAY_TORCH_VERSION);
  line("ONNX", SLIPWAY_ONNX_VERSION);
  line("protobuf", SLIPWAY_PROTOBUF_VERSION);
  return true;
}

/// Debian's LibTorch calls whatever BLAS the system has; the reference one makes matrix products 20 to 30 times slower.
void report_blas() {
  std::error_code error;
  for (const char* name : {"/usr/lib/x86_64-linux-gnu/libblas.so.3", "/usr/lib/aarch64-linux-gnu/libblas.so.3"}) {
    const std::filesystem::path real = std::filesystem::canonical(name, error);
    if (error) continue;
    const bool fast =
        real.string().find("openblas") != std::string::npos || real.string().find("mkl") != std::string::npos;
    line("BLAS", real.string() + (fast ? "" : "  (slow: install libopenblas0-pthread)"));
  }
}

bool report_backends() {
  bool any = false;
  fmt::print("backends\n");
  for (const BackendLine& backend : backend_lines(true)) {
    any |= backend.available;
    line("  " + backend.name, backend.text);
  }
  line("  not yet", unsupported_backends());
  return any;
}

}  // namespace

void add_check_env_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("check-env", "Shows the versions of everything that Slipway uses, and what is missing");
  command->callback([&exit_code] {
    line("slipway", fmt::format("{} ({}, {})", SLIPWAY_VERSION, SLIPWAY_COMPILER, SLIPWAY_BUILD_TYPE));
    line("system", fmt::format("{}, {}, {} cores", system_name(), machine(), std::thread::hardware_concurrency()));
    line("deploy configs", shipped_configs().empty() ? "none beside the program" : shipped_configs().string());
    bool complete = report_convert_side();
    report_blas();
    line("OpenCV", SLIPWAY_OPENCV_VERSION);
    line("CUDA", exists("/dev/nvidia0")
                     ? "a device is there; --device cuda:0 uses it where ONNX Runtime and LibTorch are builds for CUDA"
                     : "no device; everything runs on the CPU");
    complete &= report_backends();
    line("plugins", "fit this build where they were built for " + plugin::requirements());
    exit_code = complete ? 0 : 2;
    fmt::print("{}\n", complete ? "Everything that a deployment needs is there; other backends are optional."
                                : "Something is missing; see above for how to get it.");
  });
}

}  // namespace slipway::cli
