// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/metric/coco_data.h"
#include "evaluate/metric/json_reader.h"

namespace slipway::evaluate {

/// What is wrong with an element of a list; its list and index are known to who catches it.
struct ElementProblem {
  std::string key;   ///< whose value it is, "" for the element itself
  std::string text;  ///< "must be a number, not null"
};

/// Reads values of one element of a list. Problems are thrown as ElementProblem, broken JSON as slipway::Error.
class CocoElement {
 public:
  using Kind = JsonReader::Kind;

  explicit CocoElement(JsonReader& in) : in_(in) {}

  /// Calls `read(key)` for each key, which must consume its value.
  template <typename Read>
  void keys(Read&& read) {
    expect(Kind::kObject, "");
    in_.object(read);
  }

  int64_t id(const char* key) {
    expect(Kind::kNumber, key, "a whole number");
    const JsonReader::Number number = in_.number();
    if (!number.is_whole)
      throw ElementProblem{key, fmt::format("must be a whole number of at most 64 bits, not {}", number.value)};
    return number.whole;
  }
  double number(const char* key) {
    expect(Kind::kNumber, key);
    return note(key, in_.number().value);
  }
  /// The first key with a value that is NaN or infinite; "" where there is none.
  const std::string& odd() const { return odd_; }
  bool flag(const char* key) {
    if (in_.peek() == Kind::kBool) return in_.boolean();
    expect(Kind::kNumber, key, "0 or 1");
    return in_.number().value != 0;
  }
  /// Reads a list of any length. @return its length
  size_t first_numbers(const char* key, std::array<double, 4>& first) {
    size_t count = 0;
    numbers(key, [&](double number) {
      if (count < first.size()) first[count] = number;
      ++count;
    });
    return count;
  }
  /// False for an empty one.
  bool bbox(std::array<double, 4>& bbox) {
    const size_t count = first_numbers("bbox", bbox);
    if (count != bbox.size() && count != 0)
      throw ElementProblem{"bbox", fmt::format("must be 4 numbers, not {}", count)};
    return count != 0;
  }
  void keypoints(NumberRange& range, std::vector<double>& pool) {
    range.begin = pool.size();
    numbers("keypoints", [&](double number) { pool.push_back(number); });
    range.size = pool.size() - range.begin;
    if (range.size % 3 != 0)
      throw ElementProblem{"keypoints", fmt::format("must be 3 numbers each, not {}", range.size)};
  }
  /// A list of numbers, a number, or a truth value as 0 or 1.
  void values(const char* key, NumberRange& range, std::vector<double>& pool) {
    range.begin = pool.size();
    if (in_.peek() == Kind::kBool)
      pool.push_back(in_.boolean() ? 1 : 0);
    else if (in_.peek() == Kind::kNumber)
      pool.push_back(number(key));
    else
      numbers(key, [&](double number) { pool.push_back(number); });
    range.size = pool.size() - range.begin;
  }
  /// Consumes a null, which means what a missing key means.
  bool is_null() {
    if (in_.peek() != Kind::kNull) return false;
    in_.null();
    return true;
  }
  void skip() { in_.skip(); }
  /// False where the value is no text.
  bool text(std::string& text) {
    if (in_.peek() != Kind::kString) {
      in_.skip();
      return false;
    }
    text = in_.string();
    return true;
  }
  void require_key(bool has, const char* key) const {
    if (!has) throw ElementProblem{"", fmt::format("has no '{}'", key)};
  }

 private:
  void expect(Kind kind, const char* key, const char* what = nullptr) {
    const Kind found = in_.peek();
    if (found == kind) return;
    std::string text = fmt::format("must be {}, not {}", what != nullptr ? what : name_of(kind), name_of(found));
    const std::string_view name = key;
    if (found == Kind::kString && (name == "id" || name.ends_with("_id")))
      text += fmt::format(" (\"{}\"); ids that are texts are not supported, number them", in_.string());
    throw ElementProblem{key, std::move(text)};
  }
  template <typename Take>
  void numbers(const char* key, Take&& take) {
    expect(Kind::kArray, key);
    in_.array([&] {
      const Kind found = in_.peek();
      if (found != Kind::kNumber) throw ElementProblem{key, fmt::format("must hold numbers, not {}", name_of(found))};
      take(note(key, in_.number().value));
    });
  }
  double note(const char* key, double value) {
    if (!std::isfinite(value) && odd_.empty()) odd_ = key;
    return value;
  }

  JsonReader& in_;
  std::string odd_;
};

/// Calls `read(element)` for the next value. Where that has a problem, reads over the value instead, and returns what
/// is wrong; whatever `read` has set by then is to be dropped. `read` gets the element by reference.
template <typename Read>
std::optional<ElementProblem> try_element(JsonReader& in, Read&& read) {
  const JsonReader::Mark mark = in.mark();
  try {
    CocoElement element(in);
    read(element);
    return std::nullopt;
  } catch (const ElementProblem& problem) {
    in.rewind(mark);
    in.skip();
    return problem;
  }
}

/// Notes an element with odd numbers, if it has any. @param id of it, where it has one
void note_odd(OddNumbers& odd, const CocoElement& element, const char* list, size_t index, std::optional<int64_t> id);

/// The "id" of the value that starts at `mark`, where it has one. The reader stays where it is.
std::optional<int64_t> id_of_element(JsonReader& in, JsonReader::Mark mark);

/// "'id' of images[3] must be ..."
std::string place_problem(const char* list, size_t index, const ElementProblem& problem);
/// "images[3] (id 7): 'bbox' must be ..."
std::string describe_problem(const char* list, size_t index, std::optional<int64_t> id, const ElementProblem& problem);

}  // namespace slipway::evaluate
