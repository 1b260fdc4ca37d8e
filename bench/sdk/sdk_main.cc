// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the SDK costs beside the runtime without it.
//   sdk_bench MODEL_DIR IMAGE SECONDS ROUNDS   prints figures as JSON; the best of all rounds, which take turns
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/process.h"
#include "image/image.h"
#include "runtime/pipeline.h"
#include "slipway/slipway.h"

namespace {

using namespace slipway;

void must(slw_error* error) {
  if (error == nullptr) return;
  std::fprintf(stderr, "%s: %s\n", slw_error_context(error), slw_error_message(error));
  std::exit(1);
}

slw_session* open(const char* folder, int contexts, int max_batch, int wait) {
  slw_model* model = nullptr;
  slw_session* session = nullptr;
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  options.threads = 1;
  options.contexts = contexts;
  options.max_batch = max_batch;
  options.batch_wait_us = wait;
  must(slw_model_open(folder, &model));
  must(slw_session_create(model, &options, &session));
  slw_model_close(model);
  return session;
}

void call(slw_session* session, const slw_image& image) {
  slw_results* results = nullptr;
  must(slw_run(session, &image, 1, &results));
  slw_results_free(results);
}

/// Calls a second, and ms of processor time of each, which says more where something else runs on the machine.
struct Cost {
  double rate = 0, processor = 1e9;
};

/// Of so many threads at once.
Cost cost_of(int threads, double seconds, const std::function<void(int)>& body) {
  for (int i = 0; i < threads; ++i) body(i);
  std::atomic<long> calls = 0;
  const double start = wall_seconds();
  const std::clock_t before = std::clock();
  const auto work = [&](int thread) {
    while (wall_seconds() - start < seconds) {
      body(thread);
      ++calls;
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work, i);
  work(0);
  for (std::thread& other : others) other.join();
  const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  const auto done = static_cast<double>(calls);
  return {done / (wall_seconds() - start), used * 1e3 / done};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const double seconds = std::atof(argv[3]);
  const cv::Mat pixels = image::read_image(argv[2]);
  slw_image image = SLW_IMAGE_INIT;
  image.data = pixels.data;
  image.width = pixels.cols;
  image.height = pixels.rows;
  backend::SessionOptions options;
  options.threads = 1;
  std::vector<std::unique_ptr<runtime::Model>> models;
  for (int i = 0; i < 2; ++i) models.push_back(std::make_unique<runtime::Model>(argv[1], options));
  slw_session *one = open(argv[1], 1, 1, 0), *two = open(argv[1], 2, 1, 0), *mixing = open(argv[1], 1, 8, 3000);
  const auto bare = [&](int thread) {
    runtime::Model& model = *models[static_cast<size_t>(thread)];
    const runtime::Preprocessed ready = model.pipeline().preprocess(pixels);
    model.session().run({ready.input});
  };
  // Whether the backend itself gains from batches; where the network's batch is fixed, it is what that holds.
  runtime::Model& model = *models[0];
  const int64_t most = model.session().inputs().front().max_batch();
  const int64_t batch = model.session().inputs().front().shape.front() > 0 ? most
                        : most > 0                                         ? std::min<int64_t>(8, most)
                                                                           : 8;
  const auto bare_batch = [&](int) {
    std::vector<HostTensor> inputs;
    for (int64_t i = 0; i < batch; ++i) inputs.push_back(model.pipeline().preprocess(pixels).input);
    model.session().run({runtime::stack(inputs)});
  };
  const auto of_batch = [&](Cost cost) {
    const auto images = static_cast<double>(batch);
    return Cost{cost.rate * images, cost.processor / images};
  };
  const std::pair<const char*, std::function<Cost()>> figures[] = {
      {"slw_run, 1 thread", [&] { return cost_of(1, seconds, [&](int) { call(one, image); }); }},
      {"transform and bare session, 1 thread", [&] { return cost_of(1, seconds, bare); }},
      {"slw_run, 16 threads, 2 contexts", [&] { return cost_of(16, seconds, [&](int) { call(two, image); }); }},
      {"transform and bare session, 2 threads, 2 sessions", [&] { return cost_of(2, seconds, bare); }},
      {"slw_run, 8 threads, 1 context", [&] { return cost_of(8, seconds, [&](int) { call(one, image); }); }},
      {"slw_run, 8 threads, 1 context, batches of 8",
       [&] { return cost_of(8, seconds, [&](int) { call(mixing, image); }); }},
      {"transform and bare session, 1 thread, batches of 8", [&] { return of_batch(cost_of(1, seconds, bare_batch)); }},
  };
  std::map<std::string, Cost> best;
  for (int round = 0; round < std::atoi(argv[4]); ++round)
    for (const auto& [name, measure] : figures) {
      const Cost cost = measure();
      best[name] = {std::max(best[name].rate, cost.rate), std::min(best[name].processor, cost.processor)};
    }
  const char* comma = "{";
  for (const auto& [name, measure] : figures) {
    std::printf("%s\"%s\": [%.3f, %.4f]", comma, name, best[name].rate, best[name].processor);
    comma = ",\n ";
  }
  std::printf("}\n");
  for (slw_session* session : {one, two, mixing}) slw_session_close(session);
  return 0;
}
