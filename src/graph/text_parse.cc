// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "base/hash64.h"
#include "graph/cursor.h"
#include "graph/literal.h"
#include "graph/symint_text.h"
#include "graph/text.h"
#include "graph/text_format.h"

namespace slipway::graph {
namespace {

constexpr std::array kDTypes{DType::kF32, DType::kF64, DType::kF16, DType::kBF16, DType::kI64,
                             DType::kI32, DType::kI16, DType::kI8,  DType::kU8,   DType::kBool};

class Parser {
 public:
  Parser(std::string_view text, const std::function<HostTensor(const std::string&)>& data)
      : cursor_(text), data_(data) {}

  Graph parse() {
    skip_empty_lines();
    if (!cursor_.accept(kTextHeader) || !cursor_.at_line_end())
      cursor_.error(fmt::format("expected '{}'", kTextHeader));
    end_line();
    while (true) {
      skip_empty_lines();
      if (cursor_.accept_word("axis"))
        axis();
      else if (cursor_.accept_word("input"))
        input();
      else if (cursor_.accept_word("constant"))
        constant();
      else if (cursor_.accept_word("return"))
        break;
      else if (cursor_.peek() == '%')
        node();
      else
        cursor_.error("expected 'axis', 'input', 'constant', 'return' or a node");
    }
    outputs();
    end_line();
    skip_empty_lines();
    if (!cursor_.at_end()) cursor_.error("expected nothing after 'return'");
    return std::move(graph_);
  }

 private:
  void skip_empty_lines() {
    while (cursor_.at_line_end() && !cursor_.at_end()) end_line();
  }

  /// Takes the rest of the line, which may only be a comment, and its end.
  void end_line() {
    if (!cursor_.at_line_end()) cursor_.error("expected the end of the line");
    cursor_.run([](char c) { return c != '\n'; });
    if (!cursor_.at_end()) cursor_.move_to(cursor_.position() + 1);
  }

  std::string name() {
    if (cursor_.ahead(0) == '"') {
      const size_t start = cursor_.position();
      std::string result = cursor_.string('"');
      if (result.empty()) cursor_.error_at(start, "empty name");
      return result;
    }
    std::string result(cursor_.run(is_name_part));
    if (result.empty()) cursor_.error("expected a name");
    return result;
  }

  /// "%name: f32[batch,3]" or "@name: f32[3]"; where the name stands goes to `start`.
  Value typed_name(const char* sigil, size_t& start) {
    cursor_.skip_spaces();
    start = cursor_.position();
    cursor_.expect(sigil);
    Value value;
    value.name = name();
    cursor_.expect(":");
    cursor_.skip_spaces();
    const size_t type_start = cursor_.position();
    const std::optional<DType> dtype = accept_dtype();
    if (!dtype) cursor_.error_at(type_start, "expected an element type");
    value.dtype = *dtype;
    cursor_.expect("[");
    while (!cursor_.accept("]")) {
      if (!value.shape.empty()) cursor_.expect(",");
      value.shape.push_back(read_symint(cursor_, axis_names_));
    }
    return value;
  }

  ValueId define(Value value, size_t start) {
    const auto id = static_cast<ValueId>(graph_.values.size());
    if (!ids_.emplace(value.name, id).second) cursor_.error_at(start, fmt::format("'{}' is defined twice", value.name));
    graph_.values.push_back(std::move(value));
    return id;
  }

  bool at_reference() { return cursor_.peek() == '%' || cursor_.peek() == '@'; }

  ValueId reference() {
    if (!at_reference()) cursor_.error("expected a value");
    const size_t start = cursor_.position();
    const bool constant = cursor_.ahead(0) == '@';
    cursor_.move_to(start + 1);
    const std::string wanted = name();
    const auto position = ids_.find(wanted);
    if (position == ids_.end()) cursor_.error_at(start, fmt::format("'{}' is not defined above", wanted));
    if (graph_.value(position->second).is_constant != constant)
      cursor_.error_at(
          start, fmt::format("'{}' is {}", wanted, constant ? "no constant, write '%'" : "a constant, write '@'"));
    return position->second;
  }

  std::optional<DType> accept_dtype() {
    const std::string_view word = cursor_.peek_word();
    for (DType dtype : kDTypes)
      if (word == name_of(dtype)) {
        cursor_.accept_word(word);
        return dtype;
      }
    return std::nullopt;
  }

  void axis() {
    Axis axis;
    cursor_.skip_spaces();
    const size_t start = cursor_.position();
    if (cursor_.peek() == '`') {
      axis.name = cursor_.string('`');
    } else {
      axis.name = std::string(cursor_.word("the name of an axis"));
      if (is_reserved(axis.name))
        cursor_.error_at(start, fmt::format("'{}' has a meaning of its own, write it in backticks", axis.name));
    }
    if (axis.name.empty()) cursor_.error_at(start, "empty name");
    if (std::find(axis_names_.begin(), axis_names_.end(), axis.name) != axis_names_.end())
      cursor_.error_at(start, fmt::format("axis '{}' is defined twice", axis.name));
    cursor_.expect("=");
    cursor_.skip_spaces();
    const size_t size_start = cursor_.position();
    const SymInt example = read_symint(cursor_, {});
    if (!example.is_constant()) cursor_.error_at(size_start, "expected an integer");
    axis.example = example.constant();
    axis_names_.push_back(axis.name);
    graph_.axes.push_back(std::move(axis));
    end_line();
  }

  void input() {
    size_t start = 0;
    Value value = typed_name("%", start);
    graph_.inputs.push_back(define(std::move(value), start));
    end_line();
  }

  void constant() {
    size_t start = 0;
    Value value = typed_name("@", start);
    std::vector<int64_t> shape;
    int64_t count = 1;
    for (const SymInt& size : value.shape) {
      if (!size.is_constant() || size.constant() < 0 || __builtin_mul_overflow(count, size.constant(), &count) ||
          count > INT64_MAX / 8)
        cursor_.error_at(start, "the shape of a constant must be constant, and possible");
      shape.push_back(size.constant());
    }
    cursor_.expect("=");
    if (cursor_.accept("checksum:")) {
      value.constant = large_constant(value, shape, start);
    } else {
      cursor_.expect("[");
      const size_t list_start = cursor_.position();
      // Memory only for what can be there: an element needs two characters.
      const auto rest = static_cast<int64_t>(cursor_.run([](char c) { return c != '\n'; }).size());
      cursor_.move_to(list_start);
      if (count > rest) cursor_.error(fmt::format("expected {} elements", count));
      value.constant = HostTensor(value.dtype, shape);
      for (int64_t i = 0; i < count; ++i) {
        if (i > 0) cursor_.expect(",");
        read_element(cursor_, value.constant, i);
      }
      cursor_.expect("]");
    }
    value.is_constant = true;
    define(std::move(value), start);
    end_line();
  }

  HostTensor large_constant(const Value& value, const std::vector<int64_t>& shape, size_t start) {
    const std::string expected(cursor_.run(is_word_part));
    if (!data_) cursor_.error_at(start, fmt::format("the data of constant '{}' is not in the text", value.name));
    HostTensor tensor = data_(value.name);
    if (tensor.dtype() != value.dtype || tensor.shape() != shape)
      cursor_.error_at(start, fmt::format("the data of constant '{}' is {}", value.name, tensor.describe()));
    const std::string actual = hash_text(hash64({tensor.data<char>(), tensor.nbytes()}));
    if (actual != expected)
      cursor_.error_at(start,
                       fmt::format("the data of constant '{}' has checksum {}, not {}", value.name, actual, expected));
    return tensor;
  }

  template <typename List, typename Read>
  List rest_of_list(Read read) {
    List items;
    if (cursor_.accept("]")) return items;
    do items.push_back(read());
    while (cursor_.accept(","));
    cursor_.expect("]");
    return items;
  }

  bool read_bool() {
    if (cursor_.accept_word("true")) return true;
    if (!cursor_.accept_word("false")) cursor_.error("expected 'true' or 'false'");
    return false;
  }

  Argument list() {
    if (at_reference() || cursor_.peek_word() == "None") {
      return TensorList{
          rest_of_list<std::vector<ValueId>>([&] { return cursor_.accept_word("None") ? -1 : reference(); })};
    }
    if (cursor_.peek_word() == "true" || cursor_.peek_word() == "false")
      return rest_of_list<Bools>([&] { return read_bool(); });
    if (float_is_next(cursor_)) return rest_of_list<Floats>([&] { return read_float(cursor_); });
    return rest_of_list<Ints>([&] { return read_symint(cursor_, axis_names_); });
  }

  Argument argument() {
    if (cursor_.accept_word("None")) return None{};
    if (at_reference()) return TensorRef{reference()};
    if (cursor_.peek() == '"') return cursor_.string('"');
    if (cursor_.accept("[")) return list();
    if (cursor_.peek_word() == "true" || cursor_.peek_word() == "false") return read_bool();
    if (float_is_next(cursor_)) return read_float(cursor_);
    if (const std::optional<DType> dtype = accept_dtype()) return *dtype;
    if (cursor_.accept_word("floats")) return empty_list(Floats{});
    if (cursor_.accept_word("bools")) return empty_list(Bools{});
    if (cursor_.accept_word("tensors")) return empty_list(TensorList{});
    if (symint_is_next(cursor_, axis_names_)) return read_symint(cursor_, axis_names_);
    cursor_.error("expected an argument");
  }

  Argument empty_list(Argument empty) {
    cursor_.expect("[");
    cursor_.expect("]");
    return empty;
  }

  void node() {
    Node node;
    std::vector<std::pair<Value, size_t>> outputs;
    do {
      size_t start = 0;
      Value value = typed_name("%", start);
      outputs.emplace_back(std::move(value), start);
    } while (cursor_.accept(","));
    cursor_.expect("=");
    operator_name(node);
    cursor_.expect("(");
    while (!cursor_.accept(")")) {
      if (!node.args.empty()) cursor_.expect(",");
      cursor_.skip_spaces();
      const size_t start = cursor_.position();
      std::string name(cursor_.word("the name of an argument"));
      if (std::any_of(node.args.begin(), node.args.end(), [&](const auto& other) { return other.first == name; }))
        cursor_.error_at(start, fmt::format("argument '{}' is given twice", name));
      cursor_.expect("=");
      node.args.emplace_back(std::move(name), argument());
    }
    if (cursor_.accept("#")) scope(node);
    for (auto& [value, start] : outputs) node.outputs.push_back(define(std::move(value), start));
    graph_.nodes.push_back(std::move(node));
    end_line();
  }

  void operator_name(Node& node) {
    cursor_.skip_spaces();
    const size_t start = cursor_.position();
    node.op = std::string(cursor_.run([](char c) { return is_word_part(c) || c == ':'; }));
    if (node.op.find("::") == std::string::npos || !is_word_start(node.op.front()))
      cursor_.error_at(start, "expected the name of an operator");
    if (cursor_.ahead(0) != '.') return;
    cursor_.move_to(cursor_.position() + 1);
    node.overload = std::string(cursor_.run(is_word_part));
    if (node.overload.empty()) cursor_.error("expected the name of an overload");
  }

  void scope(Node& node) {
    if (cursor_.peek() == '"') {
      node.scope = cursor_.string('"');
      return;
    }
    const std::string_view rest = cursor_.run([](char c) { return c != '\n'; });
    const size_t end = rest.find_last_not_of(" \t\r");
    node.scope = std::string(rest.substr(0, end == std::string_view::npos ? 0 : end + 1));
  }

  void outputs() {
    if (cursor_.at_line_end()) return;
    do {
      cursor_.skip_spaces();
      const size_t start = cursor_.position();
      const ValueId id = reference();
      if (std::find(graph_.outputs.begin(), graph_.outputs.end(), id) != graph_.outputs.end())
        cursor_.error_at(start, fmt::format("'{}' is returned twice", graph_.value(id).name));
      graph_.outputs.push_back(id);
    } while (cursor_.accept(","));
  }

  Cursor cursor_;
  const std::function<HostTensor(const std::string&)>& data_;
  Graph graph_;
  std::vector<std::string> axis_names_;
  std::unordered_map<std::string, ValueId> ids_;
};

}  // namespace

Graph parse_text(std::string_view text, const std::function<HostTensor(const std::string& name)>& data) {
  return Parser(text, data).parse();
}

}  // namespace slipway::graph
