// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/differential.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>

#include "capture/describe.h"
#include "capture/interpolation.h"

namespace slipway::capture {
namespace {

using graph::Argument;
using graph::Axis;
using graph::Graph;
using graph::Ints;
using graph::Node;
using graph::SymInt;
using graph::Value;
using graph::ValueId;

/// The graph at one size.
struct Sample {
  std::vector<int64_t> sizes;
  Graph graph;
};

std::string text(const std::vector<Axis>& axes, const std::vector<int64_t>& sizes) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < axes.size(); ++i) parts.push_back(fmt::format("{}={}", axes[i].name, sizes[i]));
  return fmt::format("{}", fmt::join(parts, ", "));
}

class Differential {
 public:
  Differential(const std::vector<Axis>& axes, const std::vector<int64_t>& steps,
               const std::function<Graph(const std::vector<int64_t>&)>& record)
      : axes_(axes), record_(record) {
    for (const Axis& axis : axes) examples_.push_back(axis.example);
    steps_ = steps;
  }

  Graph run() {
    // Squares of an axis are rare, and take more recordings: they are looked for only where nothing else fits.
    for (const int degree : {1, 2}) {
      const Interpolation interpolation(examples_, steps_, degree);
      interpolation_ = &interpolation;
      used_.clear();
      fits_.clear();
      known_ = interpolation.points().size();
      for (const Point& point : interpolation.points()) used_.push_back(sample(interpolation.sizes(point)));
      for (const Point& point : unseen_points()) used_.push_back(sample(interpolation.sizes(point)));
      misfit_.clear();
      Graph result = express();
      if (misfit_.empty()) return result;
    }
    throw Error(misfit_);
  }

 private:
  /// Sizes that the polynomials do not know, where they have to hold: one above all known ones, every axis by another
  /// number of steps, and one below the example, for numbers that are the lesser of a size and a constant.
  std::vector<Point> unseen_points() const {
    Point above;
    Point below;
    bool is_below = false;
    for (size_t i = 0; i < axes_.size(); ++i) {
      above.push_back(3 + 2 * static_cast<int64_t>(i));
      const int64_t steps = axes_[i].example / steps_[i];
      is_below = is_below || steps >= 2;
      below.push_back(steps >= 2 ? -(steps / 2) : above.back() + 1);
    }
    if (is_below) return {above, below};
    return {above};
  }

  /// Records at `sizes`, unless that was done.
  size_t sample(const std::vector<int64_t>& sizes) {
    for (size_t i = 0; i < samples_.size(); ++i)
      if (samples_[i].sizes == sizes) return i;
    if (samples_.empty()) {
      samples_.push_back({sizes, record_(sizes)});
    } else {
      samples_.push_back({sizes, with_context("at " + text(axes_, sizes), [&] { return record_(sizes); })});
      align(samples_.back());
    }
    return samples_.size() - 1;
  }

  // --- The same calls with the same wiring? ---

  void align(const Sample& other) {
    const Graph& base = samples_[0].graph;
    const std::string where = fmt::format("{} and {}", text(axes_, samples_[0].sizes), text(axes_, other.sizes));
    const size_t count = std::min(base.nodes.size(), other.graph.nodes.size());
    for (size_t i = 0; i < count; ++i) {
      const Node& a = base.nodes[i];
      const Node& b = other.graph.nodes[i];
      if (a.op != b.op || a.overload != b.overload)
        fail("the network takes another path at {}: {} in one, {} in the other", where, describe(a), describe(b));
      if (a.args.size() != b.args.size() || a.outputs.size() != b.outputs.size())
        fail("the network takes another path at {}: {} has another number of arguments or results", where, describe(a));
      for (size_t j = 0; j < a.args.size(); ++j) align(a, a.args[j].second, b.args[j].second, a.args[j].first, where);
      for (size_t j = 0; j < a.outputs.size(); ++j)
        align(a, base.value(a.outputs[j]), other.graph.value(b.outputs[j]), where);
    }
    if (base.nodes.size() != other.graph.nodes.size())
      fail("the network takes another path at {}: {} more calls in one, the first of them {}", where,
           std::max(base.nodes.size(), other.graph.nodes.size()) - count,
           describe(base.nodes.size() > count ? base.nodes[count] : other.graph.nodes[count]));
    if (base.outputs != other.graph.outputs)
      fail("the network takes another path at {}: other tensors are its outputs", where);
    for (size_t i = 0; i < base.values.size(); ++i) align_constant(base.values[i], other.graph.values.at(i), where);
  }

  void align(const Node& node, const Argument& a, const Argument& b, const std::string& name,
             const std::string& where) {
    // Integral numbers given as floats may move like integers; see move_as_integer().
    const auto* number = std::get_if<double>(&a);
    if (number != nullptr && std::holds_alternative<double>(b) && can_be_integer(node, *number) &&
        can_be_integer(node, std::get<double>(b)))
      return;
    const bool is_size = std::holds_alternative<SymInt>(a) || std::holds_alternative<Ints>(a);
    bool same = a.index() == b.index();
    if (same && std::holds_alternative<Ints>(a))
      same = std::get<Ints>(a).size() == std::get<Ints>(b).size();
    else if (same && !is_size)
      same = a == b || (number != nullptr && std::isnan(*number) && std::isnan(std::get<double>(b)));
    if (same) return;
    if (std::holds_alternative<graph::TensorRef>(a) || std::holds_alternative<graph::TensorList>(a))
      fail("the network takes another path at {}: argument '{}' of {} is another tensor", where, name, describe(node));
    if (number != nullptr && std::holds_alternative<double>(b))
      fail("argument '{}' of {} is {} in one and {} in the other of {}; only integers may depend on a dynamic axis",
           name, describe(node), *number, std::get<double>(b), where);
    fail("argument '{}' of {} differs at {}; only integers may depend on a dynamic axis", name, describe(node), where);
  }

  void align(const Node& node, const Value& a, const Value& b, const std::string& where) {
    if (a.dtype != b.dtype || a.shape.size() != b.shape.size())
      fail("the result of {} has another type or rank at {}", describe(node), where);
  }

  void align_constant(const Value& a, const Value& b, const std::string& where) {
    if (a.is_constant != b.is_constant)
      fail("the network takes another path at {}: '{}' is no constant in one of them", where, a.name);
    if (!a.is_constant || a.constant.raw() == b.constant.raw()) return;
    if (a.constant.dtype() != b.constant.dtype() || a.constant.shape() != b.constant.shape() ||
        std::memcmp(a.constant.raw(), b.constant.raw(), a.constant.nbytes()) != 0)
      fail(
          "the tensor '{}', which the network computes on the CPU, depends on a dynamic axis: it differs at {}; "
          "compute it on the device of the input",
          a.name, where);
  }

  // --- Integers as functions of the axes ---

  Graph express() {
    Graph result = samples_[0].graph;
    result.axes = axes_;
    for (size_t i = 0; i < result.values.size(); ++i)
      for (size_t j = 0; j < result.values[i].shape.size(); ++j)
        move(
            result.values[i].shape[j], [&](const Graph& graph) { return graph.values[i].shape[j].constant(); },
            [&] { return fmt::format("dimension {} of '{}'", j, result.values[i].name); });
    for (size_t i = 0; i < result.nodes.size(); ++i)
      for (size_t j = 0; j < result.nodes[i].args.size(); ++j) move_argument(result, i, j);
    return result;
  }

  void move_argument(Graph& result, size_t i, size_t j) {
    Argument& argument = result.nodes[i].args[j].second;
    const auto what = [&] {
      return fmt::format("argument '{}' of {}", result.nodes[i].args[j].first, describe(result.nodes[i]));
    };
    const auto other = [&](const Graph& graph) -> const Argument& { return graph.nodes[i].args[j].second; };
    if (auto* size = std::get_if<SymInt>(&argument)) {
      move(
          *size, [&](const Graph& graph) { return std::get<SymInt>(other(graph)).constant(); }, what);
    } else if (auto* sizes = std::get_if<Ints>(&argument)) {
      for (size_t k = 0; k < sizes->size(); ++k)
        move((*sizes)[k], [&](const Graph& graph) { return std::get<Ints>(other(graph))[k].constant(); }, what);
    } else if (std::holds_alternative<double>(argument)) {
      const double number = std::get<double>(argument);
      const bool moves = std::any_of(used_.begin(), used_.end(), [&](size_t sample) {
        const double there = std::get<double>(other(samples_[sample].graph));
        return there != number && !(std::isnan(there) && std::isnan(number));
      });
      if (!moves) return;
      SymInt size = static_cast<int64_t>(number);
      move(
          size, [&](const Graph& graph) { return static_cast<int64_t>(std::get<double>(other(graph))); }, what);
      argument = size;
    }
  }

  /// Replaces `size`, the value at the example, by the function of the axes that gives `get` of each sample.
  template <typename Get, typename What>
  void move(SymInt& size, const Get& get, const What& what) {
    const int64_t at_example = size.constant();
    bool moves = false;
    for (size_t index : used_) moves = moves || get(samples_[index].graph) != at_example;
    if (!moves) return;
    std::vector<int64_t> values;
    for (size_t index : used_) values.push_back(get(samples_[index].graph));
    auto [position, is_new] = fits_.try_emplace(values);
    if (is_new) position->second = fit(values);
    if (position->second) {
      size = *position->second;
    } else if (misfit_.empty()) {
      misfit_ = fmt::format("{} depends on the dynamic axes in a way that is no polynomial of them: it is", what());
      for (size_t i = 0; i < used_.size(); ++i)
        misfit_ += fmt::format("{} {} at {}", i > 0 ? "," : "", values[i], text(axes_, samples_[used_[i]].sizes));
    }
  }

  /// @param values at the points of the interpolation, then at the unseen ones
  std::optional<SymInt> fit(const std::vector<int64_t>& values) const {
    try {
      const SymInt result = interpolation_->fit({values.begin(), values.begin() + static_cast<std::ptrdiff_t>(known_)});
      for (size_t i = known_; i < values.size(); ++i)
        if (result.eval(samples_[used_[i]].sizes) != values[i]) return std::nullopt;
      return result;
    } catch (const Error&) {
      return std::nullopt;  // no integer at an unseen size, or too large
    }
  }

  /// A bound such as clamp(0, width), given as a float: for an operator on floats an integer is the same.
  bool can_be_integer(const Node& node, double number) const {
    if (!std::isfinite(number) || number != std::floor(number) || std::fabs(number) > 1e15) return false;
    const Graph& base = samples_[0].graph;
    const std::vector<ValueId> inputs = node.inputs();
    return std::any_of(inputs.begin(), inputs.end(), [&](ValueId id) {
      const DType dtype = base.value(id).dtype;
      return dtype == DType::kF32 || dtype == DType::kF64 || dtype == DType::kF16 || dtype == DType::kBF16;
    });
  }

  const std::vector<Axis>& axes_;
  const std::function<Graph(const std::vector<int64_t>&)>& record_;
  std::vector<int64_t> examples_;
  std::vector<int64_t> steps_;
  std::vector<Sample> samples_;
  const Interpolation* interpolation_ = nullptr;
  std::vector<size_t> used_;  ///< samples at the points of the interpolation, then those at the unseen points
  size_t known_ = 0;          ///< how many of them are points of the interpolation
  std::map<std::vector<int64_t>, std::optional<SymInt>> fits_;
  std::string misfit_;  ///< the first integer that fits nothing
};

}  // namespace

Graph record_with_axes(const std::vector<Axis>& axes, const std::vector<int64_t>& steps,
                       const std::function<Graph(const std::vector<int64_t>& sizes)>& record) {
  return Differential(axes, steps, record).run();
}

}  // namespace slipway::capture
