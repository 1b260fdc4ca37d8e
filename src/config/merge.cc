// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/strings.h"
#include "config/big_integer.h"
#include "config/eval/builtin_help.h"
#include "config/value_access.h"

namespace slipway::config {
namespace {

bool is_index(const Value& key) {
  if (!key.is_string()) return false;
  const std::string& text = key.as_string();
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Value* find_entry(Value& dict, const Value& key) {
  for (auto& [name, value] : ValueAccess::entries(dict))
    if (name == key) return &value;
  return nullptr;
}

/// mmengine's merge with list indices allowed.
Value merge_into(Value options, Value base, const std::string& path) {
  for (auto& [key, value] : ValueAccess::entries(options)) {
    const std::string here = child_path(path, key_text(key));
    if (base.kind() == Value::Kind::kList && is_index(key)) {
      size_t index = 0;
      const std::string& text = key.as_string();
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), index);
      std::vector<Value>& items = ValueAccess::items(base);
      if (parsed.ec != std::errc() || index >= items.size())
        fail("cannot set {}: '{}' has {} items only", here, path, items.size());
      // An option that ends at the index replaces the item, one that goes on changes it.
      items[index] = value.is_dict() && (items[index].is_dict() || items[index].kind() == Value::Kind::kList)
                         ? merge_into(value, items[index], here)
                         : value;
      continue;
    }
    if (!base.is_dict()) fail("cannot set {}: '{}' is a {}, not a dict", here, path, name_of(base.kind()));
    Value* mine = find_entry(base, key);
    if (mine == nullptr || !value.is_dict()) {
      if (mine != nullptr)
        *mine = value;
      else
        ValueAccess::entries(base).emplace_back(key, value);
      continue;
    }
    const Value* flag = value.find("_delete_");
    const bool replace = flag != nullptr && flag->as_bool();
    if (flag != nullptr) value.erase("_delete_");
    if (replace) {
      *mine = value;
    } else if (mine->is_dict() || mine->kind() == Value::Kind::kList) {
      *mine = merge_into(value, *mine, here);
    } else {
      fail("cannot set a key of {}: it is the {} {}{}", here, name_of(mine->kind()), mine->repr(),
           mine->location().file ? " (" + mine->location().text() + ")" : "");
    }
  }
  return base;
}

Value parse_single(const std::string& text) {
  std::string digits = text;
  const bool signed_number = !digits.empty() && (digits[0] == '+' || digits[0] == '-');
  int64_t integer = 0;
  std::string plain;
  bool underscores_fine = true;
  for (size_t i = signed_number && digits[0] == '+' ? 1 : 0; i < digits.size(); ++i) {
    if (digits[i] != '_')
      plain += digits[i];
    else if (i == 0 || i + 1 == digits.size() || !isdigit(static_cast<unsigned char>(digits[i - 1])) ||
             !isdigit(static_cast<unsigned char>(digits[i + 1])))
      underscores_fine = false;
  }
  const auto parsed = std::from_chars(plain.data(), plain.data() + plain.size(), integer);
  if (underscores_fine && parsed.ptr == plain.data() + plain.size() && !plain.empty() &&
      !(digits[0] == '+' && plain[0] == '-')) {
    if (parsed.ec == std::errc()) return Value(integer);
    if (parsed.ec == std::errc::result_out_of_range) {
      if (plain.size() > kMaxIntegerDigits) fail("an integer of {} digits is too long", plain.size());
      return ValueAccess::make(Value::Kind::kInt, decimal_digits(plain, 10), {}, {});
    }
  }
  double real = 0;
  if (parse_float(text, real)) return Value(real);
  const std::string lower = to_lower(text);
  if (lower == "true" || lower == "false") return Value(lower == "true");
  if (text == "None") return Value();
  return Value(text);
}

Value parse_iterable(std::string text, int depth) {
  if (depth > 100) fail("the option '{}' is nested too deeply", text);
  const auto quote = [](char c) { return c == '\'' || c == '"'; };
  while (!text.empty() && quote(text.front())) text.erase(0, 1);
  while (!text.empty() && quote(text.back())) text.pop_back();
  std::erase(text, ' ');
  bool tuple = false;
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
    tuple = true;
    text = text.substr(1, text.size() - 2);
  } else if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  } else if (text.find(',') == std::string::npos) {
    return parse_single(text);
  }
  if (std::count(text.begin(), text.end(), '(') != std::count(text.begin(), text.end(), ')') ||
      std::count(text.begin(), text.end(), '[') != std::count(text.begin(), text.end(), ']'))
    fail("the brackets in '{}' do not match", text);
  std::vector<Value> items;
  for (size_t start = 0; start < text.size();) {
    int round = 0;
    int square = 0;
    size_t end = start;
    for (; end < text.size() && !(text[end] == ',' && round == 0 && square == 0); ++end) {
      round += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
      square += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
    }
    items.push_back(parse_iterable(text.substr(start, end - start), depth + 1));
    start = end + 1;
  }
  return tuple ? Value::tuple(std::move(items)) : Value::list(std::move(items));
}

}  // namespace

void merge(Value& config, const std::vector<std::pair<std::string, Value>>& options) {
  Value tree = Value::dict();
  for (const auto& [full_key, value] : options) {
    const std::vector<std::string> keys = split(full_key, '.');
    Value* at = &tree;
    for (size_t i = 0; i + 1 < keys.size(); ++i) {
      if (!at->is_dict())
        fail("the options set both '{}' and a key within it",
             join({keys.begin(), keys.begin() + static_cast<long>(i)}, "."));
      Value* next = find_entry(*at, Value(keys[i]));
      if (next == nullptr) {
        ValueAccess::entries(*at).emplace_back(Value(keys[i]), Value::dict());
        next = &ValueAccess::entries(*at).back().second;
      }
      at = next;
    }
    if (!at->is_dict())
      fail("the options set both '{}' and a key within it", join({keys.begin(), keys.end() - 1}, "."));
    if (Value* old = find_entry(*at, Value(keys.back())))
      *old = value;
    else
      ValueAccess::entries(*at).emplace_back(Value(keys.back()), value);
  }
  config = merge_into(std::move(tree), std::move(config), "");
  ValueAccess::rebase(config, "");
}

std::pair<std::string, Value> parse_option(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) fail("'{}' is no option; write KEY=VALUE", text);
  return {std::string(text.substr(0, equals)), parse_iterable(std::string(text.substr(equals + 1)), 0)};
}

}  // namespace slipway::config
