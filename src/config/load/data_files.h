// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "config/eval/evaluator.h"

namespace slipway::config {

/// Whether the file is `.json`, `.yaml` or `.yml`.
bool is_data_file(const std::filesystem::path& file);
/// The dict in a JSON file. @throws Error with the place
DictObject* read_json(Session& session, const Source& source);
/// Any value of JSON in a text of a config, as Python's json.loads reads it. @param place of the text, for messages
Object* read_json_text(Session& session, std::string_view text, Place place);
/// The dict in a YAML file. @throws Error with the place
DictObject* read_yaml(Session& session, const Source& source);

}  // namespace slipway::config
