// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/extension.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/error.h"

namespace slipway::extension {
namespace {

struct State {
  std::string loading;
  std::vector<std::string> problems;
  std::map<std::pair<std::string, std::string>, std::string> owners;  // noun and key -> file of the plugin
  std::vector<std::vector<std::string> (*)()> checks;
};

/// Used by static initialisers of every library, so it must exist before any of them.
State& state() {
  static State instance;
  return instance;
}

/// The file that holds an address: "/opt/slipway/lib/libslipway_convert.so".
std::string file_of(const void* address) {
  Dl_info info{};
  return dladdr(address, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : "the program";
}

}  // namespace

Loading::Loading(std::string file) {
  state().loading = std::move(file);
  state().problems.clear();
}

Loading::~Loading() { state().loading.clear(); }

const std::vector<std::string>& Loading::problems() { return state().problems; }

const std::string& loading() { return state().loading; }

void added(const std::string& what, const std::string& key) {
  if (!state().loading.empty()) state().owners[{what, key}] = state().loading;
}

std::vector<std::pair<std::string, std::string>> registered_by(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& [entry, owner] : state().owners)
    if (owner == file) result.push_back(entry);
  return result;
}

void refuse_duplicate(const std::string& what, const std::string& key, const void* registry) {
  if (state().loading.empty()) {
    std::fprintf(stderr, "slipway: internal error: %s '%s' is registered twice\n", what.c_str(), key.c_str());
    std::abort();
  }
  const auto owner = state().owners.find({what, key});
  const std::string& file = state().loading;
  if (owner == state().owners.end())
    state().problems.push_back(
        fmt::format("{} registers the {} '{}', which Slipway itself has ({}); give it a name of "
                    "your own",
                    file, what, key, file_of(registry)));
  else if (owner->second == file)
    state().problems.push_back(fmt::format("{} registers the {} '{}' twice", file, what, key));
  else
    state().problems.push_back(fmt::format("{} registers the {} '{}', which {} has registered before; load one of them",
                                           file, what, key, owner->second));
}

void guard(const std::function<void()>& body) {
  if (state().loading.empty()) return body();
  try {
    body();
  } catch (const std::exception& e) {
    state().problems.push_back(fmt::format("{}: {}", state().loading, e.what()));
  }
}

Check::Check(std::vector<std::string> (*check)()) { state().checks.push_back(check); }

std::vector<std::string> run_checks() {
  std::vector<std::string> result;
  for (const auto check : state().checks)
    for (std::string& sentence : check()) result.push_back(std::move(sentence));
  return result;
}

}  // namespace slipway::extension
