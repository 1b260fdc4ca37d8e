// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What tests of plugins call: slipway/extend/check.h.
#include "slipway/extend/check.h"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include "convert/check/part.h"
#include "convert/check/target.h"

namespace slipway::extend::testing {

Part::Part(std::string scope, std::string fragment, uint64_t seed)
    : scope_(std::move(scope)), fragment_(std::move(fragment)), seed_(seed) {
  convert::PartCase part;
  part.scope = scope_;
  part.fragment = fragment_;
  part.seed = seed_;
  const auto module = convert::build_part(part);
  convert::fill_part(*module, part);
  module_ = module;
}

Part build(const std::string& scope, const std::string& fragment, uint64_t seed) { return {scope, fragment, seed}; }

Inputs random(std::vector<std::vector<int64_t>> shapes, uint64_t seed, double low, double high) {
  return {std::move(shapes), seed, low, high};
}

std::vector<std::string> all() {
  std::vector<std::string> names;
  for (const std::string& name : backend::supported_backends())
    if (backend::availability(name).available) names.push_back(name);
  return names;
}

Outcome same_as_pytorch(const Part& part, const std::string& method, const Inputs& inputs, const Options& options) {
  convert::PartCase the_case;
  the_case.scope = part.scope();
  the_case.fragment = part.fragment();
  the_case.method = method;
  the_case.seed = part.seed() + inputs.seed;
  the_case.shapes = inputs.shapes;
  the_case.low = inputs.low;
  the_case.high = inputs.high;
  the_case.backends = options.backends;
  the_case.batch = options.batch;
  the_case.rtol = options.rtol;
  the_case.atol = options.atol;
  the_case.pixels = options.pixels;
  the_case.scores = options.scores;
  the_case.plugins = convert::plugins_in_use();
  try {
    if (!inputs.values.empty()) the_case.saved.emplace();
    for (size_t i = 0; i < inputs.values.size(); ++i)
      the_case.saved->state_dict.push_back(
          {fmt::format("input.{}", i), HostTensor::of<float>(DType::kF32, inputs.shapes.at(i), inputs.values[i])});
    if (!options.deploy_config.empty()) the_case.deploy_config = config::parse(options.deploy_config).repr();
    const convert::PartOutcome outcome = convert::check_part(the_case, options.save);
    return {outcome.passed, outcome.text};
  } catch (const c10::Error& e) {
    return {false, std::string("LibTorch: ") + e.what_without_backtrace() + "\n"};
  } catch (const std::exception& e) {
    return {false, std::string(e.what()) + "\n"};
  }
}

}  // namespace slipway::extend::testing
