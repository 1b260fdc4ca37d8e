// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace slipway::profile {

/// One end of a socket on which JSON documents go, one a line. Does not own the socket. One thread at a time.
class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}

  /// @return whether the other side is still there
  bool send(const nlohmann::json& message);

  enum class Outcome { kMessage, kClosed, kGivenUp };
  /// Waits for the next message.
  /// @param give_up asked several times a second, and after each signal
  Outcome receive(nlohmann::json& message, const std::function<bool()>& give_up = {});

 private:
  int fd_;
  std::string buffer_;
};

}  // namespace slipway::profile
