// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace slipway::program::pt2 {

/// @name Reading JSON that may be anything; errors are slipway::Error that say what was expected where
/// @{
/// Python writes NaN and infinities as bare words, which JSON does not know; they are read as strings of the same name.
nlohmann::json parse_json(std::string_view text);
const nlohmann::json& member(const nlohmann::json& object, const char* key);
/// Null where it is absent or null.
const nlohmann::json* optional_member(const nlohmann::json& object, const char* key);
const nlohmann::json& array(const nlohmann::json& value, const char* what);
const nlohmann::json& object(const nlohmann::json& value, const char* what);
std::string text(const nlohmann::json& value, const char* what);
int64_t integer(const nlohmann::json& value, const char* what);
bool boolean(const nlohmann::json& value, const char* what);
/// Numbers, and "Infinity", "-Infinity", "NaN" in any of the spellings that PyTorch writes.
double number(const nlohmann::json& value, const char* what);
/// The one key and value of a union; newer versions write unions with all other keys null.
std::pair<std::string, const nlohmann::json*> the_one(const nlohmann::json& value, const char* what);
/// A `SymInt` or `SymIntArgument` that is a plain number.
int64_t fixed_size(const nlohmann::json& value, const char* what);
/// @}

}  // namespace slipway::program::pt2
