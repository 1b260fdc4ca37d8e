// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "profile/message.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/error.h"

namespace slipway::profile {

bool Channel::send(const nlohmann::json& message) {
  // Messages of libraries and names of files need not be UTF-8.
  const std::string text = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (size_t sent = 0; sent < text.size();) {
    const ssize_t count = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += static_cast<size_t>(count);
  }
  return true;
}

Channel::Outcome Channel::receive(nlohmann::json& message, const std::function<bool()>& give_up) {
  constexpr int kAskAgain = 100;  // ms
  for (;;) {
    if (const size_t end = buffer_.find('\n'); end != std::string::npos) {
      message = nlohmann::json::parse(buffer_.substr(0, end), nullptr, false);
      require(!message.is_discarded(), "the other side of a channel must send JSON");
      buffer_.erase(0, end + 1);
      return Outcome::kMessage;
    }
    if (give_up && give_up()) return Outcome::kGivenUp;
    pollfd waiting{fd_, POLLIN, 0};
    const int ready = poll(&waiting, 1, give_up ? kAskAgain : -1);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char chunk[4096];
    const ssize_t count = ready < 0 ? -1 : recv(fd_, chunk, sizeof chunk, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Outcome::kClosed;
    buffer_.append(chunk, static_cast<size_t>(count));
  }
}

}  // namespace slipway::profile
