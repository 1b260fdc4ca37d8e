// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors_header.h"

#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/error.h"
#include "checkpoint/bytes.h"

namespace slipway::checkpoint {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxAxes = 64;  // PyTorch's own limit
constexpr std::string_view kMetadata = "__metadata__";

/// Takes the parser's events as they come, so that a header costs no more memory than what is kept of it, and no depth.
class HeaderHandler : public nlohmann::json_sax<Json> {
 public:
  SafetensorsHeader take() { return std::move(header_); }

  bool null() override { return refuse("null"); }
  bool boolean(bool) override { return refuse("a truth value"); }
  bool number_float(number_float_t, const string_t& text) override { return refuse("the number " + shown(text, 30)); }
  bool number_integer(number_integer_t value) override { return refuse(fmt::format("the number {}", value)); }
  bool binary(binary_t&) override { return refuse("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ == Place::kShape) {
      if (entry().shape.size() == kMaxAxes) fail("tensor {}: it has more than {} axes", shown(entry().name), kMaxAxes);
      entry().shape.push_back(value);
    } else if (place_ == Place::kOffsets && offsets_ < 2) {
      (offsets_++ == 0 ? entry().begin : entry().end) = value;
    } else {
      return refuse(fmt::format("the number {}", value));
    }
    return true;
  }

  bool string(string_t& value) override {
    if (place_ == Place::kMetadata)
      header_.metadata.back().second = value;
    else if (place_ == Place::kEntry && key_ == "dtype")
      entry().dtype = value;
    else
      return refuse(fmt::format("the text '{}'", shown(value, 40)));
    return true;
  }

  bool start_object(size_t) override {
    if (place_ == Place::kOutside)
      place_ = Place::kRoot;
    else if (place_ == Place::kRoot)
      place_ = key_ == kMetadata ? Place::kMetadata : Place::kEntry;
    else
      return refuse("an object");
    if (place_ == Place::kEntry) begin_entry();
    return true;
  }

  bool key(string_t& name) override {
    key_ = name;
    if (place_ == Place::kRoot) {
      if (!names_.insert(name).second) fail("its header has '{}' twice", shown(name));
    } else if (place_ == Place::kMetadata) {
      if (!texts_.insert(name).second) fail("its __metadata__ has '{}' twice", shown(name));
      header_.metadata.emplace_back(name, "");
    } else {
      const size_t field = name == "dtype" ? 0 : name == "shape" ? 1 : name == "data_offsets" ? 2 : 3;
      if (field == 3) fail("tensor {}: unknown key '{}'", shown(entry().name), shown(name, 40));
      if (seen_[field]) fail("tensor {}: '{}' stands twice", shown(entry().name), name);
      seen_[field] = true;
    }
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kEntry) {
      for (size_t i = 0; i < seen_.size(); ++i)
        if (!seen_[i])
          fail("tensor {}: it has no {}", shown(entry().name), std::array{"dtype", "shape", "data_offsets"}[i]);
      if (offsets_ != 2) fail("tensor {}: data_offsets must be two numbers", shown(entry().name));
    }
    place_ = place_ == Place::kRoot ? Place::kOutside : Place::kRoot;
    return true;
  }

  bool start_array(size_t) override {
    if (place_ != Place::kEntry || key_ == "dtype") return refuse("a list");
    place_ = key_ == "shape" ? Place::kShape : Place::kOffsets;
    return true;
  }

  bool end_array() override {
    place_ = Place::kEntry;
    return true;
  }

  bool parse_error(size_t position, const std::string&, const Json::exception&) override {
    fail("its header is no valid JSON (at byte {} of it)", position);
  }

 private:
  enum class Place { kOutside, kRoot, kMetadata, kEntry, kShape, kOffsets };

  SafetensorsEntry& entry() { return header_.entries.back(); }

  void begin_entry() {
    header_.entries.emplace_back();
    entry().name = key_;
    seen_ = {};
    offsets_ = 0;
  }

  bool refuse(const std::string& what) const {
    switch (place_) {
      case Place::kOutside:
        fail("its header is {}, not an object", what);
      case Place::kRoot:
        fail("'{}' in its header is {}, not a tensor's description", shown(key_), what);
      case Place::kMetadata:
        fail("'{}' in its __metadata__ is {}, not a text", shown(key_), what);
      default:
        fail("tensor {}: {} may not be {}", shown(header_.entries.back().name), key_, what);
    }
  }

  SafetensorsHeader header_;
  Place place_ = Place::kOutside;
  std::string key_;
  std::unordered_set<std::string> names_, texts_;
  std::array<bool, 3> seen_{};  // dtype, shape, data_offsets
  int offsets_ = 0;
};

}  // namespace

SafetensorsHeader read_safetensors_header(std::string_view json) {
  HeaderHandler handler;
  Json::sax_parse(json, &handler);
  return handler.take();
}

}  // namespace slipway::checkpoint
