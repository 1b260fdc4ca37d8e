// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The side of a worker that runs in its own process.
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "base/process.h"
#include "profile/worker.h"
#include "runtime/pipeline.h"
#include "image/image.h"

namespace slipway::profile {
namespace {

using nlohmann::json;

/// The highest resident memory of this process. Not getrusage(): its figure outlives exec(), so that it would be that
/// of the program which started this one.
int64_t peak_memory() {
  int64_t kilobytes = 0;
  if (std::FILE* file = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, file) != nullptr)
      if (std::strncmp(line, "VmHWM:", 6) == 0) kilobytes = std::strtoll(line + 6, nullptr, 10);
    std::fclose(file);
  }
  return kilobytes * 1024;
}

/// The status of an Error that leaves `body`, unless something that is needed is not there.
template <typename Body>
auto step(Status status, Body&& body) {
  try {
    return body();
  } catch (const Error& e) {
    throw Worker::Problem{e.kind() == ErrorKind::kUnavailable ? Status::kNotAvailable : status, e.what()};
  } catch (const std::bad_alloc&) {
    throw Worker::Problem{Status::kRefused, "out of memory"};
  } catch (const std::exception& e) {
    throw Worker::Problem{Status::kFailed, fmt::format("internal error: {}", e.what())};
  }
}

class Server {
 public:
  json load(const json& order) {
    const std::string shape_text = order.at("shape").get<std::string>();
    std::optional<Shape> shape;
    if (!shape_text.empty()) shape = Shape::parse(shape_text);
    const bool directory = order.at("directory").get<bool>();
    std::vector<cv::Mat> images;
    if (directory) images = load_images(order, shape);
    backend::SessionOptions options;
    options.device = order.at("device").get<std::string>();
    options.threads = order.at("threads").get<int>();
    const auto backend = order.at("backend").get<std::string>();
    baseline_ = current_rss_bytes();

    const double start = wall_seconds();
    step(Status::kUnreadable, [&] { backend::get(backend); });
    const double ready = wall_seconds();
    step(Status::kUnreadable, [&] {
      if (directory) {
        workload_ = open_directory(order.at("path").get<std::string>(), std::move(images), options);
      } else {
        const auto names = order.at("files").get<std::vector<std::string>>();
        workload_ = open_files(backend, {names.begin(), names.end()}, shape, options);
      }
    });
    const double loaded = wall_seconds();
    const int64_t batch = step(Status::kRefused, [&] { return workload_->prepare(order.at("batch").get<int64_t>()); });
    const StageTimes first = step(Status::kRefused, [&] { return workload_->run(); });
    return {{"batch", batch},
            {"library", ready - start},
            {"load", loaded - ready},
            {"first", first.transform + first.inference + first.decode}};
  }

  json run(const json& order) {
    const auto count = order.at("count").get<int>();
    const auto seconds = order.at("seconds").get<double>();
    json times = json::array();
    step(Status::kRefused, [&] {
      if (order.at("settle").get<bool>()) workload_->run();
      const double start = wall_seconds();
      for (int i = 0; i < count && (i == 0 || wall_seconds() - start < seconds); ++i) {
        const StageTimes time = workload_->run();
        times.push_back({time.transform, time.inference, time.decode});
      }
    });
    return {{"times", times}};
  }

  int64_t baseline() const { return baseline_; }

 private:
  static std::vector<cv::Mat> load_images(const json& order, const std::optional<Shape>& shape) {
    std::vector<cv::Mat> images;
    for (const auto& file : order.at("images"))
      images.push_back(step(Status::kUnreadable, [&] { return image::read_image(file.get<std::string>()); }));
    if (images.empty())
      images.push_back(synthetic_image(static_cast<int>(shape ? shape->height : kSyntheticHeight),
                                       static_cast<int>(shape ? shape->width : kSyntheticWidth)));
    return images;
  }

  std::unique_ptr<Workload> workload_;
  int64_t baseline_ = 0;
};

}  // namespace

int work(int fd) {
  // Ctrl-C is for the program that started this one, which still wants an answer; without it there is no reason to run.
  std::signal(SIGINT, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Pre-processing is measured on one thread, whatever the model gets.
  cv::setNumThreads(1);
  Channel channel(fd);
  Server server;
  json order;
  while (channel.receive(order) == Channel::Outcome::kMessage) {
    json reply;
    try {
      reply = order.contains("count") ? server.run(order) : server.load(order);
    } catch (const Worker::Problem& problem) {
      reply = {{"status", static_cast<int>(problem.status)}, {"reason", problem.reason}};
    }
    reply["baseline"] = server.baseline();
    reply["peak"] = peak_memory();
    if (!channel.send(reply)) break;
  }
  // Without the destructors of the backends' libraries, some of which take long: nobody waits for this process.
  std::fflush(nullptr);
  _exit(0);
}

}  // namespace slipway::profile
