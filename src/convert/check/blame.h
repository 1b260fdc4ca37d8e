// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/util/Exception.h>

#include "base/error.h"
#include "base/strings.h"
#include "capture/describe.h"
#include "convert/check/outputs.h"
#include "convert/check/part.h"

namespace slipway::convert {

/// Runs code of the part on real inputs: what it throws is about the part or its inputs, and no fault of ours.
template <typename Body>
auto blamed(const model::Module& module, const PartCase& part, const model::Tensors& inputs, Body&& body) {
  const auto blame = [&](const std::string& text) {
    std::vector<std::string> shapes;
    for (const at::Tensor& input : inputs) shapes.push_back(describe_tensor(input));
    fail("{}: '{}' cannot be run on {}: {}\ncompare the inputs with the type's arguments and its code",
         module.dotted_name(), part.method, join(shapes, ", "), text);
  };
  try {
    return body();
  } catch (const Error&) {
    throw;
  } catch (const c10::Error& e) {
    blame(capture::first_line(e));
  } catch (const std::exception& e) {
    blame(e.what());
  }
  return decltype(body())();
}

}  // namespace slipway::convert
