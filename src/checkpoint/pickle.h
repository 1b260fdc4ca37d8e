// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "checkpoint/bytes.h"

namespace slipway::checkpoint {

/// What a pickle describes, as data. Nothing is looked up, imported or called: a class or function is its dotted name,
/// and a call is an Object that remembers callable, arguments and state. Values live in one arena and refer to each
/// other by number, so that cycles, sharing and any depth of nesting cost nothing. Memory is at most about 60 bytes per
/// byte of pickle.
class Pickle {
 public:
  using Ref = uint32_t;  ///< a value of this pickle
  static constexpr Ref kNone = 0;

  enum class Kind : uint8_t {
    kNone,
    kBool,
    kInt,
    kBigInt,  ///< beyond 64 bits; its value is not kept
    kFloat,
    kString,  ///< text() is UTF-8 unless the file lies
    kBytes,
    kTuple,
    kList,
    kSet,
    kDict,     ///< items() alternates keys and values, as written: a later equal key wins
    kGlobal,   ///< text() is "module.name"
    kObject,   ///< the result of a call that was not made
    kStorage,  ///< a reference to the bytes of a tensor; items() is ("storage", type, key, location, numel[, view])
  };

  struct Object {
    Ref callable = kNone;       ///< a global
    Ref args = kNone;           ///< usually a tuple
    Ref state = kNone;          ///< what BUILD would hand to __setstate__
    std::vector<Ref> elements;  ///< appended elements
    std::vector<Ref> pairs;     ///< keys and values set, alternating
  };

  /// Reads one pickle at the start of `bytes` (protocols 0 to 5). `place` names the bytes in messages ("data.pkl"). The
  /// values refer to `bytes`. Error: damaged or absurd input; RefusedCall: a call that has no place in a checkpoint.
  Pickle(ByteSpan bytes, std::string_view place);
  Pickle(Pickle&&) = default;
  Pickle& operator=(Pickle&&) = default;
  Pickle(const Pickle&) = delete;
  Pickle& operator=(const Pickle&) = delete;

  Ref root() const { return root_; }
  /// How many bytes the pickle took.
  size_t size() const { return size_; }

  Kind kind(Ref ref) const { return values_[ref].kind; }
  bool is(Ref ref, Kind kind) const { return values_[ref].kind == kind; }
  bool boolean(Ref ref) const { return values_[ref].integer != 0; }
  int64_t integer(Ref ref) const { return values_[ref].integer; }
  double real(Ref ref) const { return values_[ref].real; }
  /// Of a string, bytes or a global, else "".
  std::string_view text(Ref ref) const;
  /// Of a tuple, list, set, dict or storage, else nothing.
  std::span<const Ref> items(Ref ref) const;
  /// Keys and values, alternating, of a dict or of an object that was used like one.
  std::span<const Ref> pairs(Ref ref) const;
  bool is_dict(Ref ref) const { return is(ref, Kind::kDict) || (is(ref, Kind::kObject) && !object(ref).pairs.empty()); }
  const Object& object(Ref ref) const { return objects_[values_[ref].index]; }
  /// Dotted name of an object's class or function, or of a global; "" for other values.
  std::string_view dotted_name(Ref ref) const;
  /// The last value of this text key in a dict, or kNone.
  Ref find(Ref dict, std::string_view key) const;
  /// Storages in the order in which they are first mentioned.
  const std::vector<Ref>& storages() const { return storages_; }
  /// "int", "list", "collections.Counter": for messages.
  std::string type_name(Ref ref) const;

 private:
  friend class PickleMachine;

  struct Value {
    Kind kind = Kind::kNone;
    uint32_t extent = 0;  // length of a text
    union {
      int64_t integer = 0;
      double real;
      const char* text;
      uint32_t index;  // of a list in lists_ or an object in objects_
    };
  };

  std::vector<Value> values_;
  std::vector<std::vector<Ref>> lists_;
  std::deque<Object> objects_;
  std::deque<std::string> texts_;  // those that are not spelled in the file as they are
  std::vector<Ref> storages_;
  Ref root_ = kNone;
  size_t size_ = 0;
};

/// A checkpoint that would run something when Python loads it.
class RefusedCall : public Error {
 public:
  using Error::Error;
};

/// Whether calling `dotted_name` reaches the system, loads code or runs it ("os.system", "builtins.eval",
/// "torch.load"), also behind other names ("torch.serialization.os.system").
bool is_dangerous(std::string_view dotted_name);

}  // namespace slipway::checkpoint
