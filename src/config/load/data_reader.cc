// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "config/load/data_reader.h"
#include "config/big_integer.h"

#include <charconv>
#include <cstdlib>
#include <limits>

namespace slipway::config {

DataReader::DataReader(Session& session, const Source& source)
    : session_(session), source_(source), text_(source.text()) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
}

DataReader::DataReader(Session& session, const Source& source, std::string_view text, Place place)
    : session_(session), source_(source), text_(text), only_place_(place) {}

void DataReader::fail_at(Place place, const std::string& message) const {
  if (only_place_.line == 0) source_.fail_at(place, message);
  // The place is that of the call; where in the text is said besides.
  source_.fail_at(only_place_,
                  fmt::format("in this text, line {}, column {}: {}", line_, position_ - line_start_ + 1, message));
}

DataReader::Depth::Depth(DataReader& r) : reader(r) {
  if (++reader.depth_ > reader.session_.limits.depth) reader.fail("this is nested too deeply");
}

void DataReader::advance(size_t count) {
  for (; count > 0 && !at_end(); --count, ++position_) {
    if ((static_cast<unsigned char>(text_[position_]) & 0xC0) == 0x80) ++continuation_bytes_;
    if (text_[position_] != '\n') continue;
    ++line_;
    line_start_ = position_ + 1;
    continuation_bytes_ = 0;
  }
}

Place DataReader::here() const {
  if (only_place_.line != 0) return only_place_;
  const size_t column = position_ - line_start_ - continuation_bytes_ + 1;
  return {source_.index(), static_cast<uint16_t>(std::min<size_t>(column, std::numeric_limits<uint16_t>::max())),
          line_};
}

uint32_t DataReader::hex(int digits) {
  uint32_t value = 0;
  const char* begin = text_.data() + position_;
  const size_t available = std::min<size_t>(static_cast<size_t>(digits), text_.size() - position_);
  const auto parsed = std::from_chars(begin, begin + available, value, 16);
  if (parsed.ptr != begin + digits) fail(fmt::format("this escape needs {} hexadecimal digits", digits));
  advance(static_cast<size_t>(digits));
  return value;
}

void DataReader::charge() {
  if (--session_.steps_left < 0) fail("the file takes too long to read");
}

void DataReader::set(DictObject* dict, Object* key, Object* value, Place place) {
  charge();
  try {
    heap().set(dict, key, value, place);
  } catch (const Unplaced& e) {
    fail_at(place, e.message());
  }
}

Object* decimal_number(Heap& heap, std::string_view text) {
  size_t i = !text.empty() && text[0] == '-' ? 1 : 0;
  const auto digits = [&] {
    const size_t start = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - start;
  };
  const size_t first = i;
  const size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return nullptr;
  bool real = false;
  if (i < text.size() && text[i] == '.') {
    real = true;
    ++i;
    if (digits() == 0) return nullptr;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    real = true;
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return nullptr;
  }
  if (i != text.size()) return nullptr;
  if (real) return heap.real(std::strtod(std::string(text).c_str(), nullptr));
  if (text.size() > kMaxIntegerDigits) throw Unplaced("this integer has too many digits");
  return heap.integer(text);
}

}  // namespace slipway::config
