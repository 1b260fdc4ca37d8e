// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// For tests that need a process of their own: runs one (disabled) test of this test program in a child.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

namespace slipway {

struct ChildResult {
  int exit_code = -1;
  std::string output;  // stdout and stderr
};

/// @param environment variables to set; an empty value unsets
inline ChildResult run_child(const std::string& test, const std::map<std::string, std::string>& environment) {
  const auto quoted = [](const std::string& text) { return "'" + text + "'"; };
  std::string command = "env";
  for (const auto& [name, value] : environment) command += value.empty() ? " -u " + name : "";
  for (const auto& [name, value] : environment) command += value.empty() ? "" : " " + quoted(name + "=" + value);
  command += " " + quoted(std::filesystem::read_symlink("/proc/self/exe").string());
  command += " --gtest_also_run_disabled_tests --gtest_filter=" + quoted(test) + " 2>&1";
  ChildResult result;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  while (const size_t got = fread(buffer, 1, sizeof buffer, pipe)) result.output.append(buffer, got);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

inline std::string make_empty_folder(const std::string& name) {
  std::string pattern = (std::filesystem::temp_directory_path() / (name + "_XXXXXX")).string();
  return mkdtemp(pattern.data()) == nullptr ? "" : pattern;
}

}  // namespace slipway
