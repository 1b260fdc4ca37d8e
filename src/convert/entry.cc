// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "convert/commands.h"

#include <c10/util/Exception.h>

#include "base/error.h"

namespace {

/// LibTorch's exceptions carry a backtrace; the first line says what is wrong.
template <typename Body>
auto translated(Body&& body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    throw slipway::InternalError(std::string("LibTorch: ") + e.what_without_backtrace());
  }
}

const slipway::convert::ConvertLibrary kLibrary{
    [](const slipway::convert::DeployOptions& options) {
      return translated([&] { return slipway::convert::deploy(options); });
    },
    [](const slipway::convert::InspectOptions& options) {
      return translated([&] { return slipway::convert::inspect(options); });
    },
    [](const slipway::convert::CheckModuleOptions& options) {
      return translated([&] { return slipway::convert::check_module(options); });
    },
    [](const std::string& what) { translated([&] { slipway::convert::list(what); }); },
    [](const slipway::evaluate::ReferenceRequest& request) {
      return translated([&] { return slipway::convert::open_reference(request); });
    },
    [](const slipway::convert::ConvertOptions& options) {
      return translated([&] { return slipway::convert::convert(options); });
    },
};

}  // namespace

extern "C" const slipway::convert::ConvertLibrary* slipway_convert_entry() { return &kLibrary; }
