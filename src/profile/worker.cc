// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The side of a worker that runs in the program.
#include "profile/worker.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/error.h"

extern char** environ;

namespace slipway::profile {
namespace {

using nlohmann::json;

constexpr int kWorkerFd = 3;

/// Starts this program as a worker that listens on `fd`. What a backend prints on standard output goes to standard
/// error, so that the table or JSON stays alone there.
pid_t start_process(int fd) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fd, kWorkerFd);
  std::string arguments[] = {"slipway", "profile-worker", "--fd", std::to_string(kWorkerFd)};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
  pid_t process = -1;
  const int error = posix_spawn(&process, "/proc/self/exe", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail("cannot start a process to measure in: {}", std::strerror(error));
  return process;
}

}  // namespace

Worker::Worker(std::function<bool()> give_up) : give_up_(std::move(give_up)), channel_(-1) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    fail("cannot make a connection to a process to measure in: {}", std::strerror(errno));
  fd_ = ends[0];
  channel_ = Channel(fd_);
  try {
    process_ = start_process(ends[1]);
  } catch (...) {
    close(ends[0]);
    close(ends[1]);
    throw;
  }
  close(ends[1]);
}

Worker::~Worker() {
  close(fd_);
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Worker::report_end() {
  int state = 0;
  while (waitpid(process_, &state, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  std::string how = fmt::format("ended with exit code {}", WIFEXITED(state) ? WEXITSTATUS(state) : -1);
  if (WIFSIGNALED(state)) {
    const int signal = WTERMSIG(state);
    how = fmt::format("was ended by signal {} ({}){}", signal, strsignal(signal),
                      signal == SIGKILL ? "; was there enough memory?" : "");
  }
  throw Problem{Status::kFailed, "the process that ran the model " + how};
}

json Worker::ask(const json& order) {
  json reply;
  const bool sent = channel_.send(order);
  switch (sent ? channel_.receive(reply, give_up_) : Channel::Outcome::kClosed) {
    case Channel::Outcome::kClosed:
      report_end();
    case Channel::Outcome::kGivenUp:
      throw Problem{Status::kInterrupted, "not measured to the end"};
    case Channel::Outcome::kMessage:
      break;
  }
  memory_ = {reply.at("baseline").get<int64_t>(), reply.at("peak").get<int64_t>()};
  if (reply.contains("status"))
    throw Problem{static_cast<Status>(reply.at("status").get<int>()), reply.at("reason").get<std::string>()};
  return reply;
}

Loaded Worker::load(const Job& job) {
  const json reply = ask({{"path", job.path},
                          {"directory", job.directory},
                          {"backend", job.backend},
                          {"files", job.files},
                          {"batch", job.batch},
                          {"threads", job.threads},
                          {"device", job.device},
                          {"shape", job.shape},
                          {"images", job.images}});
  return {reply.at("batch").get<int64_t>(), reply.at("library").get<double>(), reply.at("load").get<double>(),
          reply.at("first").get<double>()};
}

std::vector<StageTimes> Worker::run(int count, bool settle, double seconds) {
  const json reply = ask({{"count", count}, {"settle", settle}, {"seconds", seconds}});
  std::vector<StageTimes> times;
  for (const json& time : reply.at("times"))
    times.push_back({time.at(0).get<double>(), time.at(1).get<double>(), time.at(2).get<double>()});
  return times;
}

}  // namespace slipway::profile
