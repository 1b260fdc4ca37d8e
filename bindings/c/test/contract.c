/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* What slipway.h promises, on one model: errors, versions of structs, threads, and that the program around it stays as it was.
 *
 * Usage: contract MODEL_DIR IMAGE.raw [CALLS]      CALLS of each of 16 threads, 20 by default */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "raw_image.h"

extern char **environ;

static int failures = 0;

static void check(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "FAILED: %s\n", what);
  ++failures;
}

/** Whether it is an error of this code whose message has the text; frees it. */
static bool is_error(slw_error *error, int32_t code, const char *text) {
  bool good = error != NULL && slw_error_code(error) == code && strstr(slw_error_message(error), text) != NULL;
  if (!good)
    fprintf(stderr, "expected an error %d with '%s', got %d: '%s'\n", code, text, slw_error_code(error), slw_error_message(error));
  slw_error_free(error);
  return good;
}

static void must(slw_error *error) {
  if (error == NULL) return;
  fprintf(stderr, "error %d: %s: %s\n", slw_error_code(error), slw_error_context(error), slw_error_message(error));
  exit(2);
}

/* ---- The program around it ---- */

static char environment_before[1 << 16];
static struct stat files_before[3];

static size_t write_environment(char *to, size_t room) {
  size_t used = 0;
  for (char **variable = environ; *variable != NULL && used + strlen(*variable) + 2 < room; ++variable)
    used += (size_t)snprintf(to + used, room - used, "%s\n", *variable);
  return used;
}

static void check_surroundings(const char *when) {
  static char now[1 << 16];
  write_environment(now, sizeof now);
  check(strcmp(now, environment_before) == 0, when);
  for (int fd = 0; fd < 3; ++fd) {
    struct stat file;
    fstat(fd, &file);
    check(file.st_ino == files_before[fd].st_ino && file.st_dev == files_before[fd].st_dev, when);
  }
}

/* ---- Threads ---- */

struct shared {
  slw_session *session;
  const slw_image *image;
  const char *expected;
  int calls;
  atomic_int wrong, done;
};

static void *call_often(void *argument) {
  struct shared *shared = argument;
  for (int i = 0; i < shared->calls; ++i) {
    slw_results *results = NULL;
    const char *json = NULL;
    slw_image bad = *shared->image;
    bad.width = -1;
    /* A bad image between good ones. */
    if (i % 5 == 4) slw_error_free(slw_run(shared->session, &bad, 1, &results));
    slw_error *error = slw_run(shared->session, shared->image, 1, &results);
    if (error != NULL || results == NULL) {
      slw_error_free(error);
      ++shared->wrong;
      continue;
    }
    slw_error_free(slw_results_json(results, 0, &json));
    if (json == NULL || strcmp(json, shared->expected) != 0) ++shared->wrong;
    slw_results_free(results);
  }
  return NULL;
}

static void run_threads(slw_session *session, const slw_image *image, const char *expected, int calls) {
  struct shared shared = {session, image, expected, calls, 0, 0};
  pthread_t threads[16];
  for (int i = 0; i < 16; ++i) pthread_create(&threads[i], NULL, call_often, &shared);
  for (int i = 0; i < 16; ++i) pthread_join(threads[i], NULL);
  check(shared.wrong == 0, "16 threads get what one gets");
}

static void called_back(void *user, slw_error *error, slw_results *results) {
  struct shared *shared = user;
  const char *json = NULL;
  if (error == NULL) slw_error_free(slw_results_json(results, 0, &json));
  if (json == NULL || strcmp(json, shared->expected) != 0) ++shared->wrong;
  slw_results_free(results);
  slw_error_free(error);
  error = slw_wait_callbacks();
  if (error == NULL) ++shared->wrong;
  slw_error_free(error);
  ++shared->done;
}

/** @return how often the queue was full */
static int submit_many(slw_session *session, const slw_image *image, const char *expected, int count) {
  struct shared shared = {session, image, expected, 0, 0, 0};
  int full = 0, submitted = 0;
  for (int i = 0; i < count; ++i) {
    slw_error *error = slw_submit(session, image, 1, called_back, &shared);
    if (error == NULL) {
      ++submitted;
      continue;
    }
    check(slw_error_code(error) == SLW_QUEUE_FULL, "only a full queue refuses");
    slw_error_free(error);
    ++full;
  }
  must(slw_wait_callbacks());
  check(shared.done == submitted, "all callbacks are waited for");
  check(shared.wrong == 0, "what is submitted gets what a run gets");
  return full;
}

/* ---- Arguments ---- */

static void check_arguments(slw_model *model, slw_session *session, const slw_image *image) {
  slw_model *none = NULL;
  slw_session *no_session = NULL;
  slw_results *results = NULL;
  slw_image wrong = *image;
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  check(is_error(slw_model_open(NULL, &none), SLW_INVALID_INPUT, "'folder' is NULL"), "NULL folder");
  check(is_error(slw_model_open("/nonexistent", NULL), SLW_INVALID_INPUT, "'model' is NULL"), "NULL model");
  check(is_error(slw_model_open("/nonexistent", &none), SLW_INVALID_INPUT, "no such model directory"), "no folder");
  check(is_error(slw_model_open_memory("PK", 2, &none), SLW_INVALID_INPUT, "no zip archive"), "no zip");
  check(none == NULL, "nothing is given with an error");
  check(is_error(slw_session_create(NULL, NULL, &no_session), SLW_INVALID_INPUT, "'model' is NULL"), "NULL model");
  options.contexts = -1;
  check(is_error(slw_session_create(model, &options, &no_session), SLW_INVALID_INPUT, "'contexts'"), "contexts");
  options.contexts = 0;
  options.device = "cuda:7";
  check(is_error(slw_session_create(model, &options, &no_session), SLW_UNAVAILABLE, "cuda:7"), "a device");
  options.struct_size = 0;
  check(is_error(slw_session_create(model, &options, &no_session), SLW_INVALID_INPUT, "struct_size"), "struct_size 0");
  wrong.data = NULL;
  check(is_error(slw_run(session, &wrong, 1, &results), SLW_INVALID_INPUT, "no pixels"), "NULL pixels");
  wrong = *image;
  wrong.stride = 5;
  check(is_error(slw_run(session, &wrong, 1, &results), SLW_INVALID_INPUT, "bytes apart"), "a short stride");
  wrong = *image;
  wrong.format = 99;
  check(is_error(slw_run(session, &wrong, 1, &results), SLW_INVALID_INPUT, "format 99"), "a format");
  wrong = *image;
  wrong.width = 0x7fffffff;
  check(is_error(slw_run(session, &wrong, 1, &results), SLW_INVALID_INPUT, "cannot be"), "a huge image");
  check(is_error(slw_run(session, NULL, 1, &results), SLW_INVALID_INPUT, "'images' is NULL"), "NULL images");
  check(is_error(slw_submit(session, image, 1, NULL, NULL), SLW_INVALID_INPUT, "'callback' is NULL"), "NULL callback");
  check(results == NULL, "nothing is given with an error");
  must(slw_run(session, NULL, 0, &results));
  size_t count = 1;
  int32_t kind = 0;
  must(slw_results_count(results, &count));
  check(count == 0, "no image, no result");
  check(is_error(slw_results_kind(results, 0, &kind), SLW_INVALID_INPUT, "no result 0 of 0"), "an index");
  slw_results_free(results);
  slw_error_free(NULL);
  slw_model_close(NULL);
  slw_session_close(NULL);
  slw_results_free(NULL);
}

/* ---- The network alone ---- */

static void check_tensors(slw_session *session) {
  const char *info = NULL;
  slw_results *results = NULL;
  must(slw_session_info_json(session, &info));
  /* An image input; sizes that are left open are whatever. */
  const char *inputs = strstr(info, "\"inputs\"");
  const char *shape_text = inputs == NULL ? NULL : strstr(inputs, "\"shape\":[");
  check(shape_text != NULL, "inputs in the session's info");
  if (shape_text == NULL) return;
  int64_t shape[4] = {0};
  const char *at = strchr(shape_text, '[');
  size_t count = 1;
  for (int axis = 0; axis < 4; ++axis) {
    shape[axis] = strtol(at + 1, (char **)(uintptr_t)&at, 10);
    if (shape[axis] < 0) shape[axis] = axis == 0 ? 2 : 64;
    count *= (size_t)shape[axis];
  }
  float *numbers = calloc(count, sizeof(float));
  slw_tensor input = SLW_TENSOR_INIT;
  input.rank = 4;
  input.shape = shape;
  input.data = numbers;
  must(slw_run_tensors(session, &input, 1, &results));
  size_t outputs = 0;
  must(slw_results_count(results, &outputs));
  check(outputs > 0, "a network has outputs");
  for (size_t i = 0; i < outputs; ++i) {
    int32_t kind = -1;
    slw_tensor output = SLW_TENSOR_INIT;
    must(slw_results_kind(results, i, &kind));
    must(slw_results_tensor(results, i, &output));
    check(kind == SLW_TENSOR && output.name[0] != '\0' && output.rank > 0 && output.shape[0] == shape[0], "an output");
  }
  slw_instances none = {sizeof none, 0, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL};
  const char *json = NULL;
  check(is_error(slw_results_instances(results, 0, &none), SLW_INVALID_INPUT, "is a tensor, not instances"), "another kind");
  check(is_error(slw_results_json(results, 0, &json), SLW_INVALID_INPUT, "no JSON"), "JSON of a tensor");
  slw_results_free(results);
  results = NULL;
  slw_tensor wrong = input;
  wrong.name = "no such input";
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "no input 'no such input'; it has: "), "a name");
  wrong = input;
  wrong.dtype = SLW_I64;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "another element type"), "a dtype");
  wrong.dtype = 99;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "no dtype 99"), "an unknown dtype");
  wrong = input;
  wrong.rank = 3;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "3 dimension(s) instead of 4"), "a rank");
  wrong.rank = 1000;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "too many"), "a huge rank");
  const int64_t huge[4] = {INT64_MAX, INT64_MAX, 2, 2};
  wrong = input;
  wrong.shape = huge;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "cannot be"), "a huge shape");
  wrong.shape = NULL;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "'shape' is NULL"), "NULL shape");
  wrong = input;
  wrong.data = NULL;
  check(is_error(slw_run_tensors(session, &wrong, 1, &results), SLW_INVALID_INPUT, "no numbers"), "NULL data");
  check(is_error(slw_run_tensors(session, &input, 0, &results), SLW_INVALID_INPUT, "takes 1 input(s), got 0"), "no input");
  check(results == NULL, "nothing is given with an error");
  free(numbers);
}

/* ---- Structs of other versions ---- */

/** An image as a header had it before there were planes and boxes. */
struct old_image {
  size_t struct_size;
  const void *data;
  int32_t width, height;
  int64_t stride;
  int32_t format;
  int32_t reserved;
};

/** Options as a later header might have them. */
struct new_options {
  slw_session_options known;
  int64_t novel;
};

static void check_versions(slw_model *model, slw_session *session, const slw_image *image, const char *expected) {
  struct old_image old[2] = {{sizeof(struct old_image), image->data, image->width, image->height, 0, SLW_BGR, 0},
                             {sizeof(struct old_image), image->data, image->width, image->height, 0, SLW_BGR, 0}};
  slw_results *results = NULL;
  slw_session *other = NULL;
  const char *json = NULL;
  size_t count = 0;
  must(slw_run(session, (const slw_image *)(const void *)old, 2, &results));
  must(slw_results_count(results, &count));
  must(slw_results_json(results, 0, &json));
  check(count == 2 && strcmp(json, expected) == 0, "an older image");
  slw_results_free(results);
  struct new_options options = {SLW_SESSION_OPTIONS_INIT, 0};
  options.known.struct_size = sizeof options;
  options.known.threads = 1; /* threads of the backend wait for each other in ways that ThreadSanitizer cannot see */
  must(slw_session_create(model, &options.known, &other));
  slw_session_close(other);
  options.novel = 1;
  check(is_error(slw_session_create(model, &options.known, &other), SLW_INVALID_INPUT, "newer slipway.h"), "a newer option");
  int32_t abi = 0;
  check(slw_version(&abi)[0] != '\0' && abi == SLW_ABI_VERSION, "a version");
}

int main(int argc, char **argv) {
  if (argc < 3) return 1;
  int calls = argc > 3 ? atoi(argv[3]) : 20;
  unsetenv("ORT_DISABLE_TELEMETRY");
  write_environment(environment_before, sizeof environment_before);
  for (int fd = 0; fd < 3; ++fd) fstat(fd, &files_before[fd]);
  slw_image image = read_raw_image(argv[2]);
  slw_model *model = NULL;
  slw_session *session = NULL, *mixing = NULL, *narrow = NULL;
  slw_results *results = NULL;
  const char *json = NULL;
  must(slw_model_open(argv[1], &model));
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  options.threads = 1;
  options.contexts = 2;
  must(slw_session_create(model, &options, &session));
  must(slw_run(session, &image, 1, &results));
  must(slw_results_json(results, 0, &json));
  char *expected = malloc(strlen(json) + 1);
  strcpy(expected, json);
  slw_results_free(results);
  check_surroundings("nothing changes around a session");
  check_arguments(model, session, &image);
  check_tensors(session);
  check_versions(model, session, &image, expected);
  run_threads(session, &image, expected, calls);
  check(submit_many(session, &image, expected, 40) == 0, "64 calls may wait");
  options.contexts = 1;
  options.queue_capacity = 2;
  must(slw_session_create(model, &options, &narrow));
  check(submit_many(narrow, &image, expected, 200) > 0, "two may wait, not 200");
  /* Closed while something waits: all of it is done first. */
  struct shared last = {narrow, &image, expected, 0, 0, 0};
  must(slw_submit(narrow, &image, 1, called_back, &last));
  slw_session_close(narrow);
  check(last.done == 1, "closing waits");
  options.queue_capacity = 0;
  options.batch_wait_us = 2000;
  must(slw_session_create(model, &options, &mixing));
  run_threads(mixing, &image, expected, calls);
  check_surroundings("nothing changes around calls");
  slw_session_close(mixing);
  slw_session_close(session);
  slw_model_close(model);
  free(expected);
  free((void *)(uintptr_t)image.data);
  printf("%s\n", failures == 0 ? "contract: all kept" : "contract: broken");
  return failures == 0 ? 0 : 1;
}
