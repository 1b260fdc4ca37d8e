// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The handles of slipway.h, and what is called with them. What they do is in src/sdk/.
#include "slipway/slipway.h"

#include "arguments.h"
#include "callbacks.h"
#include "results.h"

using namespace slipway;
using namespace slipway::bindings;

namespace {
// Of all sessions; never destroyed, as their threads may outlive the objects of a process that ends.
Callbacks& callbacks = *new Callbacks;
}  // namespace

struct slw_model {
  std::shared_ptr<const sdk::Model> model;
};
struct slw_session {
  std::shared_ptr<sdk::Session> session;
  std::string info;
};
struct slw_pipeline {
  std::shared_ptr<sdk::TopDown> pipeline;
};
struct slw_tracker {
  std::unique_ptr<sdk::Tracker> tracker;
};

const char* slw_version(int32_t* abi) {
  if (abi != nullptr) *abi = SLW_ABI_VERSION;
  return SLIPWAY_VERSION;
}

int32_t slw_error_code(const slw_error* error) { return error == nullptr ? 0 : error->code; }
const char* slw_error_message(const slw_error* error) { return error == nullptr ? "" : error->message.c_str(); }
const char* slw_error_context(const slw_error* error) { return error == nullptr ? "" : error->context.c_str(); }
void slw_error_free(slw_error* error) {
  if (!is_constant(error)) delete error;
}

slw_error* slw_model_open(const char* folder, slw_model** model) {
  return guarded([&] {
    required(model, "model");
    *model = new slw_model{std::make_shared<const sdk::Model>(std::filesystem::path(&required(folder, "folder")))};
  });
}

slw_error* slw_model_open_memory(const void* zip, size_t size, slw_model** model) {
  return guarded([&] {
    required(model, "model");
    const std::string_view bytes(&required(static_cast<const char*>(zip), "zip"), size);
    *model = new slw_model{std::make_shared<const sdk::Model>(bytes)};
  });
}

slw_error* slw_model_info_json(const slw_model* model, const char** json) {
  return guarded([&] { required(json, "json") = required(model, "model").model->info().c_str(); });
}

void slw_model_close(slw_model* model) { delete model; }

slw_error* slw_session_create(slw_model* model, const slw_session_options* options, slw_session** session) {
  return guarded([&] {
    required(session, "session");
    auto made = sdk::Session::share(required(model, "model").model, read_session_options(options));
    std::string info = made->info();
    *session = new slw_session{std::move(made), std::move(info)};
  });
}

slw_error* slw_session_info_json(const slw_session* session, const char** json) {
  return guarded([&] { required(json, "json") = required(session, "session").info.c_str(); });
}

void slw_session_close(slw_session* session) { delete session; }

slw_error* slw_run(slw_session* session, const slw_image* images, size_t n, slw_results** results) {
  return guarded([&] {
    required(results, "results");
    *results = make_results(required(session, "session").session->run(read_images(images, n)));
  });
}

slw_error* slw_submit(slw_session* session, const slw_image* images, size_t n, slw_callback callback, void* user) {
  return guarded([&] {
    if (callback == nullptr) fail("'callback' is NULL");
    const auto done = [callback, user](std::exception_ptr error, std::vector<Result> found) {
      slw_results* made = nullptr;
      slw_error* failure = error ? to_error(error) : guarded([&] { made = make_results(std::move(found)); });
      callbacks.call([&] { callback(user, failure, made); });
    };
    sdk::Session& target = *required(session, "session").session;
    std::vector<sdk::SessionInput> inputs = read_images(images, n);
    callbacks.add();
    try {
      target.submit(std::move(inputs), done);
    } catch (...) {
      callbacks.remove();
      throw;
    }
  });
}

slw_error* slw_wait_callbacks(void) {
  return guarded([] { callbacks.wait(); });
}

slw_error* slw_run_tensors(slw_session* session, const slw_tensor* inputs, size_t n, slw_results** results) {
  return guarded([&] {
    required(results, "results");
    *results = make_results(required(session, "session").session->run_tensors(read_tensors(inputs, n)));
  });
}

slw_error* slw_pipeline_create(slw_session* detector, slw_session* pose, const slw_pipeline_options* options,
                               slw_pipeline** pipeline) {
  return guarded([&] {
    required(pipeline, "pipeline");
    *pipeline = new slw_pipeline{std::make_shared<sdk::TopDown>(
        required(detector, "detector").session, required(pose, "pose").session, read_pipeline_options(options))};
  });
}

slw_error* slw_pipeline_run(slw_pipeline* pipeline, const slw_image* images, size_t n, slw_results** results) {
  return guarded([&] {
    required(results, "results");
    *results = make_results(required(pipeline, "pipeline").pipeline->run(read_images(images, n)));
  });
}

void slw_pipeline_close(slw_pipeline* pipeline) { delete pipeline; }

slw_error* slw_tracker_defaults(slw_tracker_options* options) {
  return guarded([&] { write_struct(tracker_defaults(), options, "options"); });
}

slw_error* slw_tracker_create(slw_pipeline* pipeline, const slw_tracker_options* options, slw_tracker** tracker) {
  return guarded([&] {
    required(tracker, "tracker");
    auto made = std::make_unique<sdk::Tracker>(required(pipeline, "pipeline").pipeline, read_tracker_options(options));
    *tracker = new slw_tracker{std::move(made)};
  });
}

slw_error* slw_tracker_run(slw_tracker* tracker, const slw_image* frame, int32_t detect, slw_results** results) {
  return guarded([&] {
    required(results, "results");
    if (detect < -1 || detect > 1) fail("'detect' must be 1, 0 or -1, not {}", detect);
    const std::optional<bool> wanted = detect < 0 ? std::nullopt : std::optional<bool>(detect == 1);
    const sdk::SessionInput input = read_images(frame, 1).at(0);
    std::vector<Result> found;
    found.emplace_back(required(tracker, "tracker").tracker->run(input, wanted));
    *results = make_results(std::move(found));
  });
}

void slw_tracker_close(slw_tracker* tracker) { delete tracker; }
