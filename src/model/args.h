// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "slipway/config.h"

namespace slipway::model {

/// "path/file.py:12:5 (model.backbone)", or what is known of it.
std::string place(const config::Value& value);

/// The keyword arguments of a type, read the way its Python constructor takes them: each is asked for once by name, and
/// finish() refuses what nobody asked for. Keys that only training uses are named by ignore().
class Args {
 public:
  /// @param dict the type's config, which must outlive this
  /// @param owner the type's full name for messages, e.g. "mmpose.CSPDarknet"
  Args(const config::Value& dict, std::string owner);

  /// The entry, which may be None; null where it is absent.
  const config::Value* entry(std::string_view key);
  /// The entry; null where it is absent or None.
  const config::Value* find(std::string_view key);
  /// The entry; an Error where it is absent or None.
  const config::Value& require(std::string_view key);

  /// @name Entries of one kind
  /// Without a fallback the key is required. An Error for another kind.
  /// @{
  int64_t integer(std::string_view key) { return require(key).as_int(); }
  int64_t integer(std::string_view key, int64_t fallback);
  double number(std::string_view key, double fallback);
  bool boolean(std::string_view key, bool fallback);
  std::string string(std::string_view key, const std::string& fallback);
  std::vector<int64_t> integers(std::string_view key) { return require(key).as_ints(); }
  std::vector<int64_t> integers(std::string_view key, std::vector<int64_t> fallback);
  /// @}

  /// Keys that have no effect on inference.
  void ignore(std::initializer_list<std::string_view> keys);
  /// Notes that what stands at `key` cannot be done; finish() throws it.
  void refuse(std::string_view key, const std::string& reason);
  /// As refuse(), where `key` is there with another value than False, None or 0.
  void refuse_if_set(std::string_view key, const std::string& reason);

  /// Throws one Error with everything refused and every unknown key.
  void finish();

  const config::Value& dict() const { return dict_; }
  const std::string& owner() const { return owner_; }

 private:
  const config::Value& dict_;
  std::string owner_;
  std::set<std::string, std::less<>> known_;
  std::vector<std::string> problems_;
};

/// Collects the errors of several independent parts, so that the user sees all of them at once.
class Problems {
 public:
  template <typename Body>
  auto attempt(Body&& body) -> decltype(body()) {
    try {
      return body();
    } catch (const Error& e) {
      messages_.push_back(e.what());
      return {};
    }
  }
  /// Throws what was collected; nothing where there is nothing.
  void raise() const;

 private:
  std::vector<std::string> messages_;
};

}  // namespace slipway::model
