// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/validators.h"
#include "scaffold/scaffold.h"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that bin/ of the program lies in.
fs::path prefix() {
  std::error_code error;
  return fs::canonical("/proc/self/exe", error).parent_path().parent_path();
}

/// share/slipway/templates of an installation, templates/ of a checkout that the program was built in.
fs::path templates() {
  std::error_code error;
  for (const fs::path& folder : {prefix() / "share/slipway/templates", prefix().parent_path() / "templates"})
    if (fs::is_directory(folder, error)) return folder;
  return prefix() / "share/slipway/templates";
}

}  // namespace

void add_new_command(CLI::App& app, int& exit_code) {
  auto request = std::make_shared<scaffold::Request>();
  auto folder = std::make_shared<std::string>();
  request->library = "mmengine";
  CLI::App* command = app.add_subcommand("new", "Writes the files that an extension begins with: source, test, CMake");
  command->footer(
      "Examples:\n"
      "  slipway new model HandHead --plugin my_models --library mmpose\n"
      "  slipway new metric CountError\n"
      "What is written builds, and its test passes; docs/guide.md goes on from there.");
  command->option_defaults()->group("Inputs");
  one_of(command->add_option("kind", request->kind, "what to write")->required(),
         {"model", "rewriter", "operator", "transform", "decoder", "metric", "backend"});
  command->add_option("name", request->name, "its name, as HandHead")->required()->type_name("NAME");
  command->add_option("--library", request->library, "library whose registry the type is in; mmengine is asked by all")
      ->type_name("NAME")
      ->capture_default_str();
  command->option_defaults()->group("Output");
  command->add_option("--plugin", *folder, "folder of the plugin, a new one or one to add to (default ./NAME)")
      ->type_name("DIR");
  command->callback([request, folder, &exit_code] {
    request->plugin = *folder;
    request->templates = templates();
    request->prefix = prefix();
    const scaffold::Written written = scaffold::write(*request);
    for (const fs::path& file : written.files) fmt::print("wrote {}\n", (written.folder / file).string());
    const std::string place = written.folder.string();
    fmt::print(
        "build it and run its test:\n"
        "  cmake -S {0} -B {0}/build -DCMAKE_PREFIX_PATH={1} && cmake --build {0}/build -j2 && ctest --test-dir "
        "{0}/build\n"
        "use it:\n"
        "  slipway list plugins --plugin {0}/build/lib{2}.so\n",
        place, request->prefix.string(), written.plugin);
    exit_code = 0;
  });
}

}  // namespace slipway::cli
