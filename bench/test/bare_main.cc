// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What a model could do if images were ready: bare session runs on one thread of the program, nothing else.
//   bare_session MODEL_DIR BATCH THREADS SECONDS IMAGE...   prints images per second, and ms of processor time per
//   image
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/process.h"
#include "image/image.h"
#include "runtime/pipeline.h"

int main(int argc, char** argv) {
  using namespace slipway;
  if (argc < 6) return 2;
  setenv("ORT_DISABLE_TELEMETRY", "1", 1);
  const auto batch_size = static_cast<size_t>(std::atoi(argv[2]));
  backend::SessionOptions options;
  options.threads = std::atoi(argv[3]);
  runtime::Model model(argv[1], options);
  std::vector<HostTensor> batches;
  std::vector<HostTensor> waiting;
  for (int i = 5; i < argc; ++i) {
    waiting.push_back(model.pipeline().preprocess(image::read_image(argv[i])).input);
    if (waiting.size() < batch_size) continue;
    batches.push_back(runtime::stack(waiting));
    waiting.clear();
  }
  for (size_t i = 0; i < 5; ++i) model.session().run({batches[i % batches.size()]});
  const double start = wall_seconds();
  const std::clock_t processor = std::clock();
  const double limit = std::atof(argv[4]);
  size_t images = 0;
  double seconds = 0;
  for (size_t i = 0; seconds < limit; ++i, images += batch_size, seconds = wall_seconds() - start)
    model.session().run({batches[i % batches.size()]});
  const double used = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  std::printf("%.3f %.3f\n", static_cast<double>(images) / seconds, used * 1e3 / static_cast<double>(images));
}
