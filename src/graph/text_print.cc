// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/hash64.h"
#include "graph/cursor.h"
#include "graph/literal.h"
#include "graph/symint_text.h"
#include "graph/text.h"
#include "graph/text_format.h"

namespace slipway::graph {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

class Printer {
 public:
  Printer(const Graph& graph, int64_t inline_limit)
      : graph_(graph), inline_limit_(inline_limit), axis_names_(graph.axis_names()) {}

  std::string print() {
    out_ = fmt::format("{}\n", kTextHeader);
    for (const Axis& axis : graph_.axes) {
      const std::string name = is_word(axis.name) && !is_reserved(axis.name) ? axis.name : in_quotes(axis.name, '`');
      out_ += fmt::format("axis {} = {}\n", name, axis.example);
    }
    for (ValueId id : graph_.inputs) {
      out_ += "input ";
      definition(id);
      out_ += '\n';
    }
    for (const Value& value : graph_.values)
      if (value.is_constant) constant(static_cast<ValueId>(&value - graph_.values.data()));
    for (const Node& node : graph_.nodes) print(node);
    out_ += "return";
    list(
        graph_.outputs, [&](ValueId id) { reference(id); }, " ", ", ", "");
    out_ += '\n';
    return std::move(out_);
  }

 private:
  template <typename Items, typename Print>
  void list(const Items& items, Print print, const char* open = "[", const char* separator = ",",
            const char* close = "]") {
    out_ += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += separator;
      first = false;
      print(item);
    }
    out_ += close;
  }

  void reference(ValueId id) {
    const Value& value = graph_.value(id);
    out_ += value.is_constant ? '@' : '%';
    const bool plain = std::all_of(value.name.begin(), value.name.end(), is_name_part);
    out_ += plain ? value.name : in_quotes(value.name, '"');
  }

  void definition(ValueId id) {
    reference(id);
    out_ += ": ";
    out_ += graph_.type_text(id);
  }

  void constant(ValueId id) {
    const HostTensor& data = graph_.value(id).constant;
    out_ += "constant ";
    definition(id);
    out_ += " = ";
    const int64_t count = data.numel();
    if (count > inline_limit_) {
      out_ += "checksum:" + hash_text(hash64({data.data<char>(), data.nbytes()})) + "\n";
      return;
    }
    out_ += '[';
    for (int64_t i = 0; i < count; ++i) out_ += (i > 0 ? "," : "") + element_text(data, i);
    out_ += "]\n";
  }

  void print(const Argument& argument) {
    std::visit(Overloaded{[&](const None&) { out_ += "None"; }, [&](const TensorRef& value) { reference(value.id); },
                          [&](const TensorList& value) {
                            if (value.ids.empty()) out_ += "tensors";
                            list(value.ids, [&](ValueId id) {
                              if (id < 0)
                                out_ += "None";
                              else
                                reference(id);
                            });
                          },
                          [&](bool value) { out_ += value ? "true" : "false"; },
                          [&](const SymInt& value) { out_ += value.text(axis_names_); },
                          [&](double value) { out_ += float_text(value); },
                          [&](const std::string& value) { out_ += in_quotes(value, '"'); },
                          [&](const Ints& values) {
                            list(values, [&](const SymInt& value) { out_ += value.text(axis_names_); });
                          },
                          [&](const Floats& values) {
                            if (values.empty()) out_ += "floats";
                            list(values, [&](double value) { out_ += float_text(value); });
                          },
                          [&](const Bools& values) {
                            if (values.empty()) out_ += "bools";
                            list(values, [&](bool value) { out_ += value ? "true" : "false"; });
                          },
                          [&](DType value) { out_ += name_of(value); }},
               argument);
  }

  void print(const Node& node) {
    list(
        node.outputs, [&](ValueId id) { definition(id); }, "", ", ", " = ");
    out_ += node.full_name();
    list(
        node.args,
        [&](const auto& argument) {
          out_ += argument.first;
          out_ += '=';
          print(argument.second);
        },
        "(", ", ", ")");
    if (!node.scope.empty()) {
      const bool plain =
          node.scope.front() != '"' && node.scope.front() != ' ' && node.scope.back() != ' ' &&
          std::none_of(node.scope.begin(), node.scope.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
      out_ += "  # ";
      out_ += plain ? node.scope : in_quotes(node.scope, '"');
    }
    out_ += '\n';
  }

  const Graph& graph_;
  const int64_t inline_limit_;
  const std::vector<std::string> axis_names_;
  std::string out_;
};

}  // namespace

std::string to_text(const Graph& graph, int64_t inline_limit) { return Printer(graph, inline_limit).print(); }

}  // namespace slipway::graph
