// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/convert/commands.h"

#include <c10/util/Exception.h>

#include "slipway/error.h"

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

const slipway::cli::ConvertLibrary kLibrary{
    [](const slipway::cli::DeployOptions& options) {
      return translated([&] { return slipway::cli::deploy(options); });
    },
    [](const slipway::cli::InspectOptions& options) {
      return translated([&] { return slipway::cli::inspect(options); });
    },
    [](const std::string& what) { translated([&] { slipway::cli::list(what); }); },
    [](const slipway::cli::ReferenceRequest& request) {
      return translated([&] { return slipway::cli::open_reference(request); });
    },
};

}  // namespace

extern "C" const slipway::cli::ConvertLibrary* slipway_convert_entry() { return &kLibrary; }
