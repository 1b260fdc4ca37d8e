// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace slipway {

/// What went wrong, as far as a caller can act on it; the command line turns it into the exit code.
enum class ErrorKind {
  kInvalidInput,  ///< the user's files or options are wrong, or ask for something not supported; exit code 2
  kUnavailable,   ///< a library, backend or device is missing on this machine; exit code 2
  kVerification,  ///< the converted model does not compute what PyTorch computes; exit code 3
};

/// Bad input or a missing dependency: the user can mend it. The message is one sentence that says what is wrong, where,
/// and what to do; contexts are added by `in()` while the error travels up, innermost first. Our own bugs are
/// InternalError.
class Error : public std::runtime_error {
 public:
  explicit Error(std::string message, ErrorKind kind = ErrorKind::kInvalidInput);

  /// Adds where this happened ("loading checkpoint a.pth"); returns *this, so that `throw e.in(...)` reads well. When
  /// rethrowing from a catch block, catch by reference, call `in()` and use a bare `throw;`.
  Error& in(std::string context);

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const std::vector<std::string>& contexts() const noexcept { return contexts_; }
  /// "outermost context: ...: innermost context: message"
  const char* what() const noexcept override { return full_.c_str(); }

 private:
  std::string message_;
  std::vector<std::string> contexts_;
  std::string full_;
  ErrorKind kind_;
};

/// A bug of Slipway itself; exit code 1 and a request to report it.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace slipway
