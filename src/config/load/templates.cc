// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "config/load/data_files.h"
#include "config/load/loader.h"

namespace slipway::config {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The longest default of a template.
constexpr size_t kMaxDefault = 4096;

constexpr size_t kMaxTemplates = 10000;

struct Template {
  size_t length;  ///< of the whole `{{...}}`
  std::string replacement;
};

/// `{{ fileBasename }}` and its like at text[at].
std::optional<Template> file_template(std::string_view text, size_t at, const std::filesystem::path& file) {
  size_t i = at + 2;
  while (i < text.size() && is_space(text[i])) ++i;
  const size_t start = i;
  while (i < text.size() && is_word(text[i])) ++i;
  const std::string_view name = text.substr(start, i - start);
  while (i < text.size() && is_space(text[i])) ++i;
  if (text.substr(i, 2) != "}}") return std::nullopt;
  const size_t length = i + 2 - at;
  const std::filesystem::path full = std::filesystem::absolute(file).lexically_normal();
  if (name == "fileDirname") return Template{length, full.parent_path().string()};
  if (name == "fileBasename") return Template{length, full.filename().string()};
  if (name == "fileBasenameNoExtension") return Template{length, full.stem().string()};
  if (name == "fileExtname") return Template{length, full.extension().string()};
  return std::nullopt;
}

/// `{{$NAME:default}}` and `{{'$NAME:default'}}` at text[at].
std::optional<Template> environment_template(std::string_view text, size_t at, std::string& missing) {
  size_t i = at + 2;
  if (i < text.size() && (text[i] == '\'' || text[i] == '"')) ++i;
  while (i < text.size() && is_space(text[i])) ++i;
  if (i >= text.size() || text[i] != '$') return std::nullopt;
  const size_t start = ++i;
  while (i < text.size() && is_word(text[i])) ++i;
  const std::string name(text.substr(start, i - start));
  while (i < text.size() && is_space(text[i])) ++i;
  if (name.empty() || i >= text.size() || text[i] != ':') return std::nullopt;
  ++i;
  while (i < text.size() && is_space(text[i])) ++i;
  const size_t value_start = i;
  // The default runs to the first place where `}}` follows, with a quote before it or not.
  for (;; ++i) {
    size_t end = i;
    while (end < text.size() && is_space(text[end])) ++end;
    if (end < text.size() && (text[end] == '\'' || text[end] == '"') && text.substr(end + 1, 2) == "}}") ++end;
    if (text.substr(end, 2) == "}}") {
      std::string value(text.substr(value_start, i - value_start));
      if (const char* set = std::getenv(name.c_str())) value = set;
      if (value.empty()) missing = name;
      return Template{end + 2 - at, std::move(value)};
    }
    if (i >= text.size() || is_space(text[i]) || i - value_start > kMaxDefault) return std::nullopt;
  }
}

/// `{{_base_.a.b}}` in a JSON or YAML file, outside of quotes, becomes a string, to be replaced by the value later.
std::optional<Template> base_template(std::string_view text, size_t at) {
  size_t i = at + 2;
  while (i < text.size() && is_space(text[i])) ++i;
  if (text.substr(i, 7) != "_base_.") return std::nullopt;
  const size_t start = i;
  const size_t end = i + text.substr(i, kMaxDefault).find("}}");
  if (end < i || text.substr(i, end - i).find_first_of("{}\n\"'\\") != std::string_view::npos) return std::nullopt;
  std::string_view inner = text.substr(start, end - start);
  while (is_space(inner.back())) inner.remove_suffix(1);
  std::string replacement = "{{" + std::string(inner) + "}}";
  const bool quoted =
      at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'') && end + 2 < text.size() && text[end + 2] == text[at - 1];
  if (!quoted) replacement = '"' + replacement + '"';
  return Template{end + 2 - at, std::move(replacement)};
}

}  // namespace

void replace_templates(Source& source, const std::filesystem::path& file) {
  const std::string_view text = source.text();
  const bool data = is_data_file(file);
  size_t open = text.find("{{");
  if (open == std::string_view::npos) return;
  std::string result;
  std::vector<Edit> edits;
  size_t done = 0;
  uint32_t line = 1;
  uint32_t column = 1;      // in the result
  uint32_t old_column = 1;  // in the file
  const auto count_characters = [](std::string_view piece) { return static_cast<uint32_t>(character_count(piece)); };
  for (; open != std::string_view::npos; open = text.find("{{", open)) {
    std::string missing;
    std::optional<Template> found = file_template(text, open, file);
    if (!found) found = environment_template(text, open, missing);
    if (!found && data) found = base_template(text, open);
    if (!found) {
      open += 2;
      continue;
    }
    std::string_view piece = text.substr(done, open - done);
    result += piece;
    if (const size_t last_break = piece.rfind('\n'); last_break != std::string_view::npos) {
      line += static_cast<uint32_t>(std::count(piece.begin(), piece.end(), '\n'));
      piece.remove_prefix(last_break + 1);
      column = old_column = 1;
    }
    column += count_characters(piece);
    old_column += count_characters(piece);
    if (!missing.empty())
      source.fail_at({source.index(), static_cast<uint16_t>(std::min(old_column, 0xffffU)), line},
                     fmt::format("the environment variable '{}' is not set and the template has no default", missing));
    const uint32_t new_length = count_characters(found->replacement);
    const uint32_t old_length = count_characters(text.substr(open, found->length));
    if (edits.size() >= kMaxTemplates) slipway::fail("{}: more than {} templates", source.name(), kMaxTemplates);
    edits.push_back({line, column, new_length, old_length});
    column += new_length;
    old_column += old_length;
    result += found->replacement;
    open += found->length;
    done = open;
  }
  if (edits.empty()) return;
  result += text.substr(done);
  source.set_replaced(std::move(result), std::move(edits));
}

}  // namespace slipway::config
