// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/capture.h"

#include <algorithm>
#include <numeric>

#include "capture/differential.h"
#include "capture/meta_kernels.h"
#include "capture/recorder.h"

namespace slipway::capture {
namespace {

struct Axes {
  std::vector<graph::Axis> axes;
  std::vector<int64_t> steps;
  std::vector<size_t> of_entry;  ///< index into `axes` of each entry of the request
};

/// The different axes of a request; entries of one name are one axis.
Axes axes_of(const Request& request) {
  Axes result;
  for (const DynamicAxis& entry : request.dynamic_axes) {
    if (entry.input >= request.input_shapes.size())
      fail("dynamic axis '{}' belongs to input {}, there are {}", entry.name, entry.input, request.input_shapes.size());
    const std::vector<int64_t>& shape = request.input_shapes[entry.input];
    if (entry.dim < 0 || entry.dim >= static_cast<int64_t>(shape.size()))
      fail("dynamic axis '{}' is dimension {} of '{}', which has {}", entry.name, entry.dim,
           request.input_names.at(entry.input), shape.size());
    if (entry.name.empty() || entry.step < 1 || entry.factor == 0)
      fail("dynamic axis '{}' needs a name, a step of at least 1 and a factor other than 0", entry.name);
    const int64_t size = (shape[static_cast<size_t>(entry.dim)] - entry.offset) / entry.factor;
    if (size * entry.factor + entry.offset != shape[static_cast<size_t>(entry.dim)])
      fail("dimension {} of '{}' is {}, which is not {} times the axis '{}' plus {}", entry.dim,
           request.input_names.at(entry.input), shape[static_cast<size_t>(entry.dim)], entry.factor, entry.name,
           entry.offset);
    const auto known = std::find_if(result.axes.begin(), result.axes.end(),
                                    [&](const graph::Axis& axis) { return axis.name == entry.name; });
    const auto index = static_cast<size_t>(known - result.axes.begin());
    result.of_entry.push_back(index);
    if (known == result.axes.end()) {
      result.axes.push_back({entry.name, size});
      result.steps.push_back(entry.step);
    } else {
      if (known->example != size)
        fail("dynamic axis '{}' is {} in one dimension and {} in another of the example", entry.name, known->example,
             size);
      result.steps[index] = std::lcm(result.steps[index], entry.step);
    }
  }
  return result;
}

}  // namespace

graph::Graph capture(const Traceable& network, const Request& request) {
  if (request.input_names.size() != request.input_shapes.size())
    fail("{} input names are given for {} inputs", request.input_names.size(), request.input_shapes.size());
  if (!request.input_dtypes.empty() && request.input_dtypes.size() != request.input_shapes.size())
    fail("{} element types are given for {} inputs", request.input_dtypes.size(), request.input_shapes.size());
  register_meta_kernels();
  ParameterIndex parameters;
  for (size_t i = 0; i < network.parameters.size(); ++i)
    parameters.emplace(network.parameters[i].meta.unsafeGetTensorImpl(), i);
  const Axes axes = axes_of(request);
  const auto record_at = [&](const std::vector<int64_t>& sizes) {
    std::vector<std::vector<int64_t>> shapes = request.input_shapes;
    for (size_t i = 0; i < request.dynamic_axes.size(); ++i) {
      const DynamicAxis& entry = request.dynamic_axes[i];
      shapes[entry.input][static_cast<size_t>(entry.dim)] = entry.factor * sizes[axes.of_entry[i]] + entry.offset;
    }
    return record(network, parameters, shapes, request);
  };
  graph::Graph result = axes.axes.empty() ? record_at({}) : record_with_axes(axes.axes, axes.steps, record_at);
  graph::validate(result);
  return result;
}

}  // namespace slipway::capture
