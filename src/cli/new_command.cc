// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/strings.h"
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

void print_plugin_steps(const scaffold::Written& written, const std::string& prefix) {
  fmt::print(
      "build it and run its test:\n"
      "  cmake -S {0} -B {0}/build -DCMAKE_PREFIX_PATH={1} && cmake --build {0}/build -j2 && ctest --test-dir "
      "{0}/build\n"
      "use it:\n"
      "  slipway list plugins --plugin {0}/build/lib{2}.so\n",
      written.folder.string(), prefix, written.plugin);
}

/// CMake finds new files by itself.
void print_tree_steps(const scaffold::Written& written) {
  std::string runs;
  for (const std::string& program : written.test_programs)
    runs += fmt::format(" && build/test/{} --gtest_filter='{}'", program, written.test_filter);
  fmt::print("build it and run its test, in {}:\n  cmake --build build -j2 --target {}{}\n", written.folder.string(),
             join(written.test_programs, " "), runs);
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
      "  slipway new model mmdet.models.necks.my_neck.MyNeck    (in a checkout of Slipway)\n"
      "What is written builds, and its test passes; docs/guide.md goes on from there. In a checkout of Slipway, "
      "without\n"
      "--plugin, files go where Slipway's own are (docs/extending.md).");
  command->option_defaults()->group("Inputs");
  one_of(command->add_option("kind", request->kind, "what to write")->required(),
         {"model", "rewriter", "operator", "transform", "decoder", "metric", "backend"});
  command
      ->add_option("name", request->name,
                   "its name, as HandHead; in a checkout also mmpose.models.heads.hand_head.HandHead")
      ->required()
      ->type_name("NAME");
  command->add_option("--library", request->library, "library whose registry the type is in; mmengine is asked by all")
      ->type_name("NAME")
      ->capture_default_str();
  command->option_defaults()->group("Output");
  command
      ->add_option("--plugin", *folder,
                   "folder of the plugin, a new one or one to add to (default ./NAME, or Slipway itself where this is "
                   "a checkout of it)")
      ->type_name("DIR");
  command->callback([request, folder, &exit_code] {
    request->plugin = *folder;
    request->templates = templates();
    request->prefix = prefix();
    if (folder->empty()) request->tree = scaffold::find_tree(fs::current_path());
    const scaffold::Written written = scaffold::write(*request);
    for (const fs::path& file : written.files) fmt::print("wrote {}\n", (written.folder / file).string());
    if (written.plugin.empty())
      print_tree_steps(written);
    else
      print_plugin_steps(written, request->prefix.string());
    exit_code = 0;
  });
}

}  // namespace slipway::cli
