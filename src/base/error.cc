// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace slipway {

Error::Error(std::string message, ErrorKind kind)
    : std::runtime_error(message), message_(std::move(message)), full_(message_), kind_(kind) {}

Error& Error::in(std::string context) {
  // A message that begins with its place ("m.py:53:3: ...") names the file already.
  if (full_.compare(0, context.size() + 1, context + ":") != 0) full_ = context + ": " + full_;
  contexts_.push_back(std::move(context));
  return *this;
}

void require(bool condition, const char* what) {
  if (!condition) throw InternalError(what);
}

}  // namespace slipway
