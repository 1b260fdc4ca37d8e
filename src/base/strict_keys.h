// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace slipway {

/// Collects what is wrong with an input while reading goes on, so that the user sees all of it at once.
class Problems {
 public:
  /// @param text with its place: "cfg.py:3:1 (model.depth): must be ..."
  void add(std::string text) { texts_.push_back(std::move(text)); }
  /// The whole text of the error, contexts included.
  void add(const Error& error) { texts_.emplace_back(error.what()); }
  /// The value of `body`, or a default one where it threw an Error, which is kept.
  template <typename Body>
  auto attempt(Body&& body) -> decltype(body()) {
    try {
      return body();
    } catch (const Error& e) {
      add(e);
      return decltype(body())();
    }
  }
  bool empty() const { return texts_.empty(); }
  const std::vector<std::string>& texts() const { return texts_; }
  /// Throws one Error with every problem on a line of its own; does nothing where there is none.
  void raise() const;
  /// The same for an input that has a name: "FILE: problem", or "FILE has 2 problems:" and the lines below it.
  void raise(std::string_view input) const;

 private:
  std::vector<std::string> texts_;
};

/// Which keys of a dict or JSON object somebody reads; the others are refused, each with the nearest known names.
/// config::Args, runtime::Params and backend::ConfigDict stand on it.
class StrictKeys {
 public:
  /// A key that is there, and where: "cfg.py:3:1 (model.depth)".
  struct Given {
    std::string key, place;
  };
  /// Something wrong with what stands at a place.
  struct Unknown {
    std::string place, message;
  };

  /// Notes that `key` is read, or has no effect; messages may offer it.
  void know(std::string_view key) { known_.emplace(key); }
  /// Notes keys that stand in every dict, as "type" does; no message offers them.
  void allow(std::initializer_list<std::string_view> keys);
  bool knows(std::string_view key) const { return known_.count(key) > 0 || allowed_.count(key) > 0; }

  /// The given keys that nobody knows, in their order. Call it last.
  /// @param owner whose keys these are, for messages: "mmpose.CSPDarknet"; "" where the places say it
  std::vector<Unknown> judge(const std::vector<Given>& given, std::string_view owner = "") const;

 private:
  std::set<std::string, std::less<>> known_, allowed_;
};

}  // namespace slipway
