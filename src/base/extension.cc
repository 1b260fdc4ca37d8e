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

/// Names that the plugin being loaded takes from another one: two builds of one plugin have all of them alike.
struct Taken {
  size_t problem;     ///< its place among the problems
  std::string first;  ///< "the metric 'mmpose.Count'"
  size_t count;
};

struct State {
  std::string loading;
  std::vector<std::string> problems;
  std::map<std::string, Taken> taken;                                 // by the file of the plugin that has the names
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

void refuse_taken(const std::string& what, const std::string& key, const std::string& owner) {
  State& all = state();
  const auto [entry, is_new] =
      all.taken.try_emplace(owner, Taken{all.problems.size(), fmt::format("the {} '{}'", what, key), 0});
  if (is_new) all.problems.emplace_back();
  const size_t count = ++entry->second.count;
  all.problems[entry->second.problem] =
      fmt::format("{} registers {}{}, which {} has registered before; load one of them", all.loading,
                  entry->second.first, count == 1 ? "" : fmt::format(" and {} more", count - 1), owner);
}

}  // namespace

Loading::Loading(std::string file) {
  state().loading = std::move(file);
  state().problems.clear();
  state().taken.clear();
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
    refuse_taken(what, key, owner->second);
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
