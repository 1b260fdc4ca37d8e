// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset/xml.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/strings.h"
#include "base/utf8.h"

namespace slipway::evaluate {
namespace {

constexpr int kMaxDepth = 100;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_name_start(char c) {
  // Letters beyond ASCII are not told from signs there.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) > 127;
}

bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : text_(text) {}

  XmlElement document() {
    if (starts_with(text_, "\xEF\xBB\xBF")) at_ = 3;
    if (take("<?xml")) declaration();
    skip_misc();
    if (take("<!DOCTYPE")) doctype();
    skip_misc();
    XmlElement root = element(0);
    skip_misc();
    if (at_ != text_.size()) fail_here("something follows the root element");
    return root;
  }

 private:
  [[noreturn]] void fail_here(const std::string& what) const {
    const std::string_view before = text_.substr(0, at_);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const size_t start = before.rfind('\n');
    fail("not valid XML at line {}, column {}: {}", line, start == std::string_view::npos ? at_ + 1 : at_ - start,
         at_ >= text_.size() ? "the text ends" : what);
  }
  bool take(std::string_view token) {
    if (!starts_with(text_.substr(at_), token)) return false;
    at_ += token.size();
    return true;
  }
  bool skip_space() {
    const size_t start = at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ != start;
  }
  /// Goes behind the next `token`. @return what is before it
  std::string_view until(std::string_view token) {
    const size_t end = text_.find(token, at_);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      fail_here("");
    }
    const std::string_view found = text_.substr(at_, end - at_);
    at_ = end + token.size();
    return found;
  }
  bool skip_comment() {
    if (take("<!--")) {
      until("--");
      if (!take(">")) fail_here("'--' must end a comment");
      return true;
    }
    if (!take("<?")) return false;
    until("?>");
    return true;
  }
  void skip_misc() {
    while (skip_space() || skip_comment()) {
    }
  }

  std::string_view name() {
    const size_t start = at_;
    if (at_ == text_.size() || !is_name_start(text_[at_])) fail_here("a name is missing");
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }
  std::string_view quoted() {
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '"' && quote != '\'') fail_here("a quote is missing");
    ++at_;
    return until(std::string_view(&quote, 1));
  }
  void declaration() {
    while (skip_space() && !starts_with(text_.substr(at_), "?>")) {
      const std::string_view key = name();
      skip_space();
      if (!take("=")) fail_here("'=' is missing");
      skip_space();
      const std::string encoding = to_lower(quoted());
      if (key != "encoding" || encoding == "utf-8" || encoding == "us-ascii" || encoding == "ascii") continue;
      if (encoding != "iso-8859-1" && encoding != "latin-1" && encoding != "latin1")
        fail("encoding '{}' is not supported; supported: UTF-8, ASCII, ISO-8859-1", encoding);
      latin1_ = true;
    }
    if (!take("?>")) fail_here("'?>' is missing");
  }
  void doctype() {
    const std::string_view rest = until(">");
    if (rest.find('[') != std::string_view::npos)
      fail("a document type of its own ('<!DOCTYPE ... [') is not supported");
  }

  void append(std::string& out, std::string_view part) const {
    for (size_t i = 0; i < part.size(); ++i) {
      // Any end of a line is '\n'.
      if (part[i] == '\r')
        out += i + 1 < part.size() && part[i + 1] == '\n' ? "" : "\n";
      else if (latin1_)
        append_utf8(out, static_cast<unsigned char>(part[i]));
      else
        out += part[i];
    }
  }
  void reference(std::string& out) {
    const std::string_view entity = until(";");
    const std::pair<std::string_view, char> known[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [key, value] : known) {
      if (entity != key) continue;
      out += value;
      return;
    }
    uint32_t code = 0;
    if (starts_with(entity, "#")) {
      const bool hexadecimal = starts_with(entity, "#x");
      const char* end = entity.data() + entity.size();
      const auto [stop, error] =
          std::from_chars(entity.data() + (hexadecimal ? 2 : 1), end, code, hexadecimal ? 16 : 10);
      const bool is_character = code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
      if (error == std::errc() && stop == end && is_character) return append_utf8(out, code);
    }
    fail_here(fmt::format("'&{};' is not known", entity));
  }
  void attributes() {
    std::vector<std::string_view> seen;
    while (skip_space() && at_ < text_.size() && is_name_start(text_[at_])) {
      const std::string_view key = name();
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) fail_here(fmt::format("'{}' is there twice", key));
      seen.push_back(key);
      skip_space();
      if (!take("=")) fail_here("'=' is missing");
      skip_space();
      if (quoted().find('<') != std::string_view::npos) fail_here("'<' in an attribute");
    }
  }

  XmlElement element(int depth) {
    if (depth > kMaxDepth) fail_here("too many elements in each other");
    if (!take("<")) fail_here("an element is missing");
    XmlElement result;
    result.name = name();
    attributes();
    if (take("/>")) return result;
    if (!take(">")) fail_here("'>' is missing");
    while (!take("</")) content(result, depth);
    const size_t tag = at_;
    if (name() != result.name) {
      at_ = tag;
      fail_here(fmt::format("the end of <{}> is missing", result.name));
    }
    skip_space();
    if (!take(">")) fail_here("'>' is missing");
    return result;
  }
  /// The next piece of what is between the tags of `parent`.
  void content(XmlElement& parent, int depth) {
    std::string text;
    if (at_ == text_.size()) fail_here("");
    if (skip_comment()) return;
    if (take("<![CDATA[")) {
      append(text, until("]]>"));
    } else if (text_[at_] == '<') {
      parent.children.push_back(element(depth + 1));
    } else if (take("&")) {
      reference(text);
    } else {
      const size_t end = std::min(text_.find_first_of("<&", at_), text_.size());
      append(text, text_.substr(at_, end - at_));
      at_ = end;
    }
    if (parent.children.empty()) parent.text += text;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool latin1_ = false;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  for (const XmlElement& element : children)
    if (element.name == child) return &element;
  return nullptr;
}

XmlElement parse_xml(std::string_view text) { return XmlReader(text).document(); }

}  // namespace slipway::evaluate
