// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/strict_keys.h"
#include "slipway/config.h"

namespace slipway::config {

/// "path/file.py:12:5 (model.backbone)", or what is known of it.
std::string place(const Value& value);

/// The keyword arguments of a type, read the way its Python constructor takes them: each is asked for once by name, and
/// finish() refuses what nobody asked for. Keys that only training uses are named by ignore(). What is wrong with a key
/// that has a fallback is kept, and reading goes on with the fallback, so that finish() tells of everything at once.
class Args {
 public:
  /// @param dict the type's config, which must outlive this. An Error where it is no dict.
  /// @param owner the type's full name for messages, e.g. "mmpose.CSPDarknet"
  Args(const Value& dict, std::string owner);
  Args(Value&& dict, std::string owner) = delete;  // it is not copied

  /// The entry, which may be None; null where it is absent.
  const Value* entry(std::string_view key);
  /// The entry; null where it is absent or None.
  const Value* find(std::string_view key);
  /// The entry; an Error where it is absent or None.
  const Value& require(std::string_view key);

  /// @name Entries of one kind
  /// Without a fallback the key is required, and another kind is an Error. With one, another kind (None too) is kept
  /// for finish() and check(), and the fallback is the answer.
  /// @{
  int64_t integer(std::string_view key) { return require(key).as_int(); }
  int64_t integer(std::string_view key, int64_t fallback);
  double number(std::string_view key) { return require(key).as_float(); }
  double number(std::string_view key, double fallback);
  bool boolean(std::string_view key, bool fallback);
  std::string string(std::string_view key) { return require(key).as_string(); }
  std::string string(std::string_view key, const std::string& fallback);
  std::vector<int64_t> integers(std::string_view key) { return require(key).as_ints(); }
  std::vector<int64_t> integers(std::string_view key, std::vector<int64_t> fallback);
  std::vector<double> numbers(std::string_view key) { return require(key).as_floats(); }
  std::vector<double> numbers(std::string_view key, std::vector<double> fallback);
  /// One of `allowed`; where a choice means something that Slipway lacks, leave it out: the message lists what there
  /// is.
  std::string choice(std::string_view key, const std::string& fallback,
                     std::initializer_list<std::string_view> allowed);
  /// @}

  /// Refuses the entry unless it is absent or equals one of `allowed`.
  void expect(std::string_view key, std::initializer_list<Value> allowed);
  /// Keys that have no effect on inference.
  void ignore(std::initializer_list<std::string_view> keys);
  /// Notes that what stands at `key` cannot be done; finish() throws it.
  void refuse(std::string_view key, const std::string& reason);
  /// As refuse(), where `key` is there with another value than False, None or 0.
  void refuse_if_set(std::string_view key, const std::string& reason);

  /// Keeps the error of a part that is built from an entry, to be told with the rest.
  void add(const Error& error) { problems_.add(error); }
  /// The value of `body`, or a default one where it threw an Error, which is kept.
  template <typename Body>
  auto attempt(Body&& body) -> decltype(body()) {
    return problems_.attempt(std::forward<Body>(body));
  }

  /// Throws one Error with everything refused so far; unknown keys are not looked at, as not all may have been asked
  /// for yet.
  void check() const { problems_.raise(); }
  /// Throws one Error with everything refused and every unknown key. Call it last.
  void finish() const;

  const Value& dict() const { return dict_; }
  const std::string& owner() const { return owner_; }

 private:
  template <typename T, typename Read>
  T read(std::string_view key, T fallback, Read&& read_value);

  const Value& dict_;
  std::string owner_;
  StrictKeys keys_;
  Problems problems_;
};

}  // namespace slipway::config
