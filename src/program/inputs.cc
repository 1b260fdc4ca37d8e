// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/inputs.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/error.h"
#include "base/strict_keys.h"
#include "base/strings.h"

namespace slipway::program {
namespace {

constexpr const char* kInputSyntax =
    "write NAME=f32[batch,3,H=640:32,W=640:32]: names are dynamic sizes, =640 the size to convert with, :32 the step";
/// Networks of the field halve their input up to five times.
constexpr int64_t kUsualStep = 32;

std::optional<int64_t> to_size(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > (int64_t{1} << 40))
    return std::nullopt;
  return value;
}

bool is_name(std::string_view text) {
  return !text.empty() && (text[0] < '0' || text[0] > '9') &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else if (c != ' ')
      parts.back() += c;
  }
  return parts;
}

DeclaredDim parse_dim(const std::string& text, const std::string& whole) {
  const auto wrong = [&] { fail("the input '{}' has the size '{}'; {}", whole, text, kInputSyntax); };
  DeclaredDim dim;
  std::string rest = text;
  if (const size_t colon = rest.find(':'); colon != std::string::npos) {
    dim.step = to_size(std::string_view(rest).substr(colon + 1));
    if (!dim.step) wrong();
    rest.resize(colon);
  }
  if (const size_t equals = rest.find('='); equals != std::string::npos) {
    dim.size = to_size(std::string_view(rest).substr(equals + 1));
    dim.axis = rest.substr(0, equals);
    if (!dim.size || !is_name(dim.axis)) wrong();
    return dim;
  }
  dim.size = to_size(rest);
  if (dim.size) {
    if (dim.step) wrong();
    return dim;
  }
  if (!is_name(rest)) wrong();
  dim.axis = rest;
  return dim;
}

class Declaration {
 public:
  Declaration(Program& program, const std::optional<std::vector<std::string>>& dynamic)
      : program_(program), dynamic_(dynamic) {}

  void declare(size_t index, const DeclaredInput& declared) {
    ProgramInput& input = program_.inputs[index];
    if (declared.dtype) {
      if (input.shape_known && *declared.dtype != input.dtype)
        return problem(input, fmt::format("is {}, not {}", name_of(input.dtype), name_of(*declared.dtype)));
      input.dtype = *declared.dtype;
    }
    if (!declared.shape) return;
    if (!input.shape_known) return give_shape(input, *declared.shape, {});
    if (declared.shape->size() != input.shape.size())
      return problem(input, fmt::format("has {} dimensions, not {}", input.shape.size(), declared.shape->size()));
    for (size_t dim = 0; dim < input.shape.size(); ++dim) rename(input, dim, (*declared.shape)[dim]);
  }

  void give_shape(ProgramInput& input, const std::vector<DeclaredDim>& dims, const std::vector<int64_t>& example) {
    input.shape.clear();
    input.shape_known = true;
    for (size_t dim = 0; dim < dims.size(); ++dim) {
      const DeclaredDim& declared = dims[dim];
      std::optional<int64_t> size = declared.size;
      if (dim < example.size()) {
        if (size && declared.axis.empty() && *size != example[dim])
          problem(input,
                  fmt::format("is given with {} in dimension {}, where {} is declared", example[dim], dim, *size));
        size = example[dim];
      }
      if (declared.axis.empty()) {
        input.shape.push_back({*size});
        continue;
      }
      input.shape.push_back({size.value_or(0), add_axis(declared, size, dim)});
    }
  }

  /// What stays dynamic, once all inputs are declared.
  void finish() {
    if (dynamic_) {
      for (const std::string& name : *dynamic_)
        if (std::none_of(program_.axes.begin(), program_.axes.end(),
                         [&](const ProgramAxis& axis) { return axis.name == name; }))
          problems_.add(fmt::format("there is no dynamic size '{}' (there is {})", name, axis_names()));
    }
    for (ProgramAxis& axis : program_.axes)
      if (axis.example < 1)
        problems_.add(fmt::format("nothing says how large '{0}' is; write {0}=SIZE or give an --example", axis.name));
    problems_.raise();
    for (ProgramInput& input : program_.inputs)
      for (Size& size : input.shape)
        if (size.axis >= 0) {
          const ProgramAxis& axis = program_.axes[static_cast<size_t>(size.axis)];
          size.example = size.factor * axis.example + size.offset;
        }
    drop_static_axes();
  }

  void problem(const ProgramInput& input, const std::string& text) {
    problems_.add(fmt::format("input '{}' of the program {}", input.name, text));
  }

  void fix(size_t index, int64_t size) {
    ProgramAxis& axis = program_.axes.at(index);
    if (!allowed(axis, size))
      fail("the program cannot be fixed to {} {}: it was exported for {}", axis.name, size, range(axis));
    axis.example = size;
    fixed_.push_back(index);
  }

 private:
  std::string axis_names() const {
    std::vector<std::string> names;
    for (const ProgramAxis& axis : program_.axes) names.push_back(axis.name);
    return names.empty() ? "none" : join(names, ", ");
  }

  int add_axis(const DeclaredDim& declared, std::optional<int64_t> size, size_t dim) {
    const auto found = std::find_if(program_.axes.begin(), program_.axes.end(),
                                    [&](const ProgramAxis& axis) { return axis.name == declared.axis; });
    if (found != program_.axes.end()) {
      if (size && found->example > 0 && *size != found->example)
        problems_.add(fmt::format("'{}' is {} in one place and {} in another", declared.axis, found->example, *size));
      if (size) found->example = *size;
      return static_cast<int>(found - program_.axes.begin());
    }
    const bool is_batch = dim == 0;
    program_.axes.push_back(
        {declared.axis, size.value_or(is_batch ? 1 : 0), declared.step.value_or(is_batch ? 1 : kUsualStep)});
    return static_cast<int>(program_.axes.size() - 1);
  }

  /// A dimension that the program's file knows: its axis gets the user's name and size, or a fixed size.
  void rename(ProgramInput& input, size_t dim, const DeclaredDim& declared) {
    Size& size = input.shape[dim];
    if (size.axis < 0) {
      if (!declared.axis.empty())
        problem(
            input,
            fmt::format("was exported with {} in dimension {}, not with a dynamic size; export it with dynamic_shapes",
                        size.example, dim));
      else if (*declared.size != size.example)
        problem(input, fmt::format("was exported with {} in dimension {}, not {}", size.example, dim, *declared.size));
      return;
    }
    ProgramAxis& axis = program_.axes[static_cast<size_t>(size.axis)];
    if (!declared.axis.empty()) axis.name = declared.axis;
    if (declared.step) axis.step = std::lcm(axis.step, *declared.step);
    if (declared.size) {
      const int64_t value = (*declared.size - size.offset) / size.factor;
      if (value * size.factor + size.offset != *declared.size || !allowed(axis, value))
        return problem(input, fmt::format("cannot be {} in dimension {}: it was exported for {}", *declared.size, dim,
                                          range(axis)));
      axis.example = value;
      if (declared.axis.empty()) fixed_.push_back(static_cast<size_t>(size.axis));
    }
  }

  static bool allowed(const ProgramAxis& axis, int64_t value) {
    return value >= axis.minimum && (axis.maximum < 0 || value <= axis.maximum) &&
           (value - axis.example) % axis.step == 0;
  }
  static std::string range(const ProgramAxis& axis) {
    return fmt::format("{} from {}{} in steps of {}", axis.name, axis.minimum,
                       axis.maximum < 0 ? "" : fmt::format(" to {}", axis.maximum), axis.step);
  }

  void drop_static_axes() {
    std::vector<int> index(program_.axes.size(), -1);
    std::vector<ProgramAxis> kept;
    for (size_t i = 0; i < program_.axes.size(); ++i) {
      const std::string& name = program_.axes[i].name;
      const bool fixed = std::find(fixed_.begin(), fixed_.end(), i) != fixed_.end() ||
                         (dynamic_ && std::find(dynamic_->begin(), dynamic_->end(), name) == dynamic_->end());
      if (fixed) continue;
      index[i] = static_cast<int>(kept.size());
      kept.push_back(program_.axes[i]);
    }
    for (ProgramInput& input : program_.inputs)
      for (Size& size : input.shape)
        if (size.axis >= 0) size.axis = index[static_cast<size_t>(size.axis)];
    program_.axes = std::move(kept);
  }

  Program& program_;
  const std::optional<std::vector<std::string>>& dynamic_;
  std::vector<size_t> fixed_;
  Problems problems_;
};

}  // namespace

DeclaredInput parse_input(const std::string& text) {
  DeclaredInput input;
  std::string rest = text;
  const size_t bracket = rest.find('[');
  if (const size_t equals = rest.find('='); equals != std::string::npos && equals < bracket) {
    input.name = rest.substr(0, equals);
    rest.erase(0, equals + 1);
  }
  const size_t open = rest.find('[');
  if (open == std::string::npos || rest.back() != ']') fail("the input '{}' has no shape; {}", text, kInputSyntax);
  if (open > 0)
    input.dtype = with_context("the input '" + text + "'", [&] { return dtype_from_name(rest.substr(0, open)); });
  input.shape.emplace();
  const std::string sizes = rest.substr(open + 1, rest.size() - open - 2);
  if (!sizes.empty())
    for (const std::string& dim : split(sizes, ',')) input.shape->push_back(parse_dim(dim, text));
  return input;
}

void declare_inputs(Program& program, const std::vector<DeclaredInput>& declared,
                    const std::vector<std::vector<int64_t>>& examples,
                    const std::optional<std::vector<std::string>>& dynamic) {
  Declaration declaration(program, dynamic);
  if (declared.size() > program.inputs.size())
    fail("{} inputs are declared, the program has {}", declared.size(), program.inputs.size());
  std::vector<std::string> names;
  for (const ProgramInput& input : program.inputs) names.push_back(input.name);
  for (size_t i = 0; i < declared.size(); ++i) {
    size_t index = i;
    if (!declared[i].name.empty()) {
      index = static_cast<size_t>(std::find(names.begin(), names.end(), declared[i].name) - names.begin());
      // One input may be called otherwise than in the file.
      if (index == names.size() && names.size() == 1) {
        program.inputs[0].name = declared[i].name;
        index = 0;
      }
      if (index == names.size()) fail("the program has no input '{}'; it has {}", declared[i].name, join(names, ", "));
    }
    DeclaredInput one = declared[i];
    if (one.shape && index < examples.size() && examples[index].size() == one.shape->size())
      for (size_t dim = 0; dim < one.shape->size(); ++dim)
        if (!(*one.shape)[dim].size) (*one.shape)[dim].size = examples[index][dim];
    declaration.declare(index, one);
  }
  for (size_t i = 0; i < program.inputs.size(); ++i) {
    if (program.inputs[i].shape_known) continue;
    if (i >= examples.size()) {
      declaration.problem(
          program.inputs[i],
          fmt::format("has no shape in the file; say it: --input {}=f32[1,3,224,224], or give an --example",
                      program.inputs[i].name));
      continue;
    }
    std::vector<DeclaredDim> dims;
    for (const int64_t size : examples[i]) dims.push_back({"", size, {}});
    declaration.give_shape(program.inputs[i], dims, {});
  }
  declaration.finish();
}

void fix_axis(Program& program, size_t axis, int64_t size) {
  const std::optional<std::vector<std::string>> all;
  Declaration declaration(program, all);
  declaration.fix(axis, size);
  declaration.finish();
}

std::string describe_input(const Program& program, const ProgramInput& input) {
  std::vector<std::string> dims;
  for (const Size& size : input.shape) {
    if (size.axis < 0) {
      dims.push_back(std::to_string(size.example));
      continue;
    }
    const ProgramAxis& axis = program.axes.at(static_cast<size_t>(size.axis));
    dims.push_back(
        fmt::format("{}={}{}", axis.name, size.example, axis.step == 1 ? "" : fmt::format(":{}", axis.step)));
  }
  return fmt::format("{}={}[{}]", input.name, name_of(input.dtype), join(dims, ","));
}

}  // namespace slipway::program
