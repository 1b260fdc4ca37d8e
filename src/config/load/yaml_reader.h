// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/load/data_reader.h"

namespace slipway::config {

class YamlReader : DataReader {
 public:
  using DataReader::DataReader;
  DictObject* run();

 private:
  struct Properties {
    std::string_view anchor;
    std::string_view tag;
  };

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_flow_mark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }
  int column() const { return static_cast<int>(position_ - line_start_); }

  // yaml_file.cc: block structure
  bool document_end() const;
  void skip_to_content();
  void skip_line();
  void skip_spaces();
  bool rest_is_empty();
  Properties properties();
  Object* finish(Object* value, const Properties& properties, Place place);
  Object* alias();
  size_t key_end() const;
  bool starts_key_with_properties();
  Object* block_node(int indent, bool collections);
  Object* block_sequence(int column_of_dash);
  Object* block_mapping(int column_of_key);
  Object* mapping_value(int column_of_key);
  Object* merge_keys(DictObject* own, const std::vector<Slot>& merged);
  Object* scalar(std::string_view text, const Properties& properties, Place place);

  // yaml_flow.cc: flow collections and texts
  Object* flow_node();
  Object* flow_list();
  Object* flow_dict();
  void flow_space();
  std::string quoted();
  std::string escape();
  std::string folded_break();
  std::string plain(int indent, bool flow);
  Object* block_scalar(int indent);

  std::unordered_map<std::string_view, Object*> anchors_;
};

}  // namespace slipway::config
