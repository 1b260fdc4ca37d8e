// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/ncnn/pnnx.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"

extern char** environ;

namespace slipway::backend::ncnn {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLinesShown = 8;

bool is_program(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0;
}

std::string last_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string& line : split(text, '\n'))
    if (!line.empty() && !starts_with(line, "####")) lines.push_back(line);
  if (lines.size() > kLinesShown) lines.erase(lines.begin(), lines.end() - kLinesShown);
  return lines.empty() ? "it wrote nothing" : join(lines, "\n  ");
}

/// Exit status as of waitpid(). pnnx writes beside its input and to the current folder, so it is run there.
int run(const fs::path& folder, const fs::path& log, std::vector<std::string> arguments) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, pointers.front(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail("{} cannot be run: {}", pointers.front(), std::strerror(error));
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("{}: lost: {}", pointers.front(), std::strerror(errno));
  return status;
}

}  // namespace

fs::path find_pnnx() {
  std::vector<fs::path> candidates;
  if (const char* given = std::getenv("SLIPWAY_PNNX"); given != nullptr && *given != '\0') {
    if (is_program(given)) return given;
    throw Error(fmt::format("SLIPWAY_PNNX={}: no such program", given), ErrorKind::kUnavailable);
  }
  if (Dl_info info{}; dladdr(reinterpret_cast<void*>(&find_pnnx), &info) != 0)
    candidates.push_back(fs::path(info.dli_fname).parent_path() / "ncnn" / "pnnx");
  candidates.emplace_back(SLIPWAY_PNNX_FILE);
  if (const char* path = std::getenv("PATH"))
    for (const std::string& folder : split(path, ':'))
      if (!folder.empty()) candidates.push_back(fs::path(folder) / "pnnx");
  for (const fs::path& candidate : candidates)
    if (is_program(candidate)) return fs::absolute(candidate);
  throw Error(
      "the program pnnx, which converts models to ncnn's files, is not there; run 'make backends', or give it by "
      "SLIPWAY_PNNX=FILE",
      ErrorKind::kUnavailable);
}

void run_pnnx(const fs::path& folder, const std::vector<std::string>& shapes) {
  const fs::path log = folder / "pnnx.log";
  std::vector<std::string> arguments{find_pnnx().string(), "model.onnx", "fp16=0"};
  for (size_t i = 0; i < shapes.size(); ++i)
    arguments.push_back(fmt::format("inputshape{}={}", i == 0 ? "" : std::to_string(i + 1), shapes[i]));
  const int status = run(folder, log, arguments);
  std::error_code ignored;
  const std::string text = fs::exists(log, ignored) ? io::read_file(log) : "";
  if (WIFSIGNALED(status)) fail("pnnx ended by signal {}:\n  {}", WTERMSIG(status), last_lines(text));
  const bool written =
      fs::exists(folder / "model.ncnn.param", ignored) && fs::exists(folder / "model.ncnn.bin", ignored);
  if (WEXITSTATUS(status) != 0 || !written)
    fail("pnnx cannot convert the model (exit code {}):\n  {}", WEXITSTATUS(status), last_lines(text));
}

}  // namespace slipway::backend::ncnn
