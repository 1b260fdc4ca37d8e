// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What registries know of plugins: whose registration it is that runs right now, and what is wrong with it. In Slipway
/// itself a wrong registration ends the program at start; that of a plugin must not, so it is kept, and whoever loads
/// the plugin throws it as one Error. One thread loads at a time; registering is part of loading.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace slipway::extension {

/// While it lives, what registers itself is the plugin's whose file this is.
class Loading {
 public:
  explicit Loading(std::string file);
  ~Loading();
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;
  /// What was wrong so far, a sentence each.
  static const std::vector<std::string>& problems();
};

/// The file of the plugin that is being loaded, "" where none is.
const std::string& loading();

/// Notes that `key` was registered; forgotten unless a plugin is being loaded. @param what the registry's noun
void added(const std::string& what, const std::string& key);
/// What the plugin registered: noun and key, in that order.
std::vector<std::pair<std::string, std::string>> registered_by(const std::string& file);
/// `key` is there already: a problem of the plugin that is being loaded, which names both files; the end of the program
/// otherwise. @param registry an address in the library that holds the registry
void refuse_duplicate(const std::string& what, const std::string& key, const void* registry);
/// Runs `body`, a registration; an Error that leaves it is a problem of the plugin that is being loaded, and goes on
/// where none is.
void guard(const std::function<void()>& body);

/// What can be told only after plugins were loaded, all of them: rewriters for names that nothing has. Each check
/// returns sentences; registered at start by the part of Slipway that knows.
struct Check {
  explicit Check(std::vector<std::string> (*check)());
};
/// All that the checks say now.
std::vector<std::string> run_checks();

}  // namespace slipway::extension
