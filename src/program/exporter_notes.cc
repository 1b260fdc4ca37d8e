// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/exporter_notes.h"

#include <nlohmann/json.hpp>

namespace slipway::program {
namespace {

constexpr const char* kNotesFile = "slipway.json";

/// An object; empty where there are no notes.
nlohmann::json notes_of(const Program& program) {
  const auto found = program.extra.find(kNotesFile);
  if (found == program.extra.end()) return nlohmann::json::object();
  nlohmann::json notes = nlohmann::json::parse(found->second, nullptr, false);
  return notes.is_object() ? notes : nlohmann::json::object();
}

}  // namespace

std::vector<std::string> output_names(const Program& program) {
  const nlohmann::json notes = notes_of(program);
  const auto list = notes.find("outputs");
  std::vector<std::string> names;
  if (list == notes.end() || !list->is_array()) return names;
  for (const nlohmann::json& entry : *list) {
    const nlohmann::json& name = entry.is_object() && entry.contains("name") ? entry["name"] : entry;
    if (!name.is_string()) return {};
    names.push_back(name.get<std::string>());
  }
  return names;
}

std::vector<DeclaredInput> noted_inputs(const Program& program) {
  const nlohmann::json notes = notes_of(program);
  const auto list = notes.find("inputs");
  std::vector<DeclaredInput> declared;
  if (list == notes.end() || !list->is_array()) return declared;
  for (const nlohmann::json& input : *list) {
    if (!input.is_object() || !input.contains("declared") || !input["declared"].is_string()) return declared;
    declared.push_back(parse_input(input["declared"].get<std::string>()));
  }
  return declared;
}

nlohmann::json checkpoint_meta(const Program& program) {
  const nlohmann::json notes = notes_of(program);
  nlohmann::json meta = nlohmann::json::object();
  if (const auto found = notes.find("dataset_meta"); found != notes.end() && found->is_object())
    meta["dataset_meta"] = *found;
  return meta;
}

}  // namespace slipway::program
