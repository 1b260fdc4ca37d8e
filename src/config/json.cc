// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "config/python_text.h"
#include "config/value_access.h"

namespace slipway::config {
namespace {

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

void write(std::string& out, const Value& value, int indent, int level) {
  const auto line = [&](int depth) {
    if (indent < 0) return;
    out += '\n';
    out.append(static_cast<size_t>(indent * depth), ' ');
  };
  switch (value.kind()) {
    case Value::Kind::kNone:
      out += "null";
      return;
    case Value::Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::kInt:
      out += value.repr();
      return;
    case Value::Kind::kFloat: {
      // JSON has no infinity; these are what Python's json writes and reads.
      const std::string text = float_repr(value.as_float());
      out += text == "nan" ? "NaN" : text == "inf" ? "Infinity" : text == "-inf" ? "-Infinity" : text;
      return;
    }
    case Value::Kind::kString:
    case Value::Kind::kBytes:
      write_string(out, value.as_string());
      return;
    case Value::Kind::kList:
    case Value::Kind::kTuple:
    case Value::Kind::kSet: {
      const auto& items = value.as_sequence();
      out += '[';
      for (size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += indent < 0 ? ", " : ",";
        line(level + 1);
        write(out, items[i], indent, level + 1);
      }
      if (!items.empty()) line(level);
      out += ']';
      return;
    }
    case Value::Kind::kDict: {
      bool first = true;
      out += '{';
      for (const auto& [key, item] : value.as_dict()) {
        if (!first) out += indent < 0 ? ", " : ",";
        first = false;
        line(level + 1);
        write_string(out, key_text(key));
        out += ": ";
        write(out, item, indent, level + 1);
      }
      if (!first) line(level);
      out += '}';
      return;
    }
  }
}

}  // namespace

std::string to_json(const Value& value, int indent) {
  std::string out;
  write(out, value, indent, 0);
  return out;
}

}  // namespace slipway::config
