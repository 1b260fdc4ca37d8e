/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* Prints what a network makes of tensors, from the C interface: two lines of JSON, the first with inputs by their names, the last one first, the
 * second with inputs by their places. Each is {NAME: {"dtype": NUMBER, "shape": [...], "data": the bytes in hex}} in the network's order.
 *
 * Usage: tensors MODEL_DIR TENSOR...     a file is "NAME DTYPE SIZE...\n", then the bytes */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slipway/slipway.h"

enum { MOST = 16, MOST_AXES = 8, MOST_HEADER = 256 };
static const size_t kSizes[] = {4, 8, 2, 2, 8, 4, 2, 1, 1, 1}; /* bytes of an element, by SLW_F32 and so on */

static void must(slw_error *error) {
  if (error == NULL) return;
  fprintf(stderr, "error %d: %s: %s\n", slw_error_code(error), slw_error_context(error), slw_error_message(error));
  slw_error_free(error);
  exit(2);
}

static size_t bytes_of(const slw_tensor *tensor) {
  size_t size = kSizes[tensor->dtype];
  for (size_t axis = 0; axis < tensor->rank; ++axis) size *= (size_t)tensor->shape[axis];
  return size;
}

/** @param header becomes the tensor's name @param shape of MOST_AXES. @return with data that is the caller's to free */
static slw_tensor read_tensor(const char *path, char *header, int64_t *shape) {
  slw_tensor tensor = SLW_TENSOR_INIT;
  FILE *file = fopen(path, "rb");
  if (file == NULL || fgets(header, MOST_HEADER, file) == NULL) {
    fprintf(stderr, "%s: no tensor\n", path);
    exit(1);
  }
  tensor.name = strtok(header, " \n");
  tensor.dtype = atoi(strtok(NULL, " \n"));
  tensor.shape = shape;
  for (const char *part = strtok(NULL, " \n"); part != NULL; part = strtok(NULL, " \n")) shape[tensor.rank++] = atoll(part);
  const size_t size = bytes_of(&tensor);
  void *data = malloc(size + 1);
  if (data == NULL || fread(data, 1, size + 1, file) != size) {
    fprintf(stderr, "%s: not %zu bytes\n", path, size);
    exit(1);
  }
  fclose(file);
  tensor.data = data;
  return tensor;
}

static void print_outputs(slw_session *session, const slw_tensor *inputs, size_t n) {
  slw_results *results = NULL;
  size_t count = 0;
  must(slw_run_tensors(session, inputs, n, &results));
  must(slw_results_count(results, &count));
  for (size_t i = 0; i < count; ++i) {
    slw_tensor output = SLW_TENSOR_INIT;
    must(slw_results_tensor(results, i, &output));
    printf("%s\"%s\": {\"dtype\": %d, \"shape\": [", i > 0 ? ", " : "{", output.name, output.dtype);
    for (size_t axis = 0; axis < output.rank; ++axis) printf("%s%" PRId64, axis > 0 ? ", " : "", output.shape[axis]);
    printf("], \"data\": \"");
    for (size_t k = 0; k < bytes_of(&output); ++k) printf("%02x", ((const unsigned char *)output.data)[k]);
    printf("\"}");
  }
  printf("}\n");
  slw_results_free(results);
}

int main(int argc, char **argv) {
  slw_model *model = NULL;
  slw_session *session = NULL;
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  static char headers[MOST][MOST_HEADER];
  static int64_t shapes[MOST][MOST_AXES];
  slw_tensor inputs[MOST], named[MOST];
  const size_t n = (size_t)argc - 2;
  options.threads = 1;
  for (size_t i = 0; i < n; ++i) inputs[i] = read_tensor(argv[i + 2], headers[i], shapes[i]);
  must(slw_model_open(argv[1], &model));
  must(slw_session_create(model, &options, &session));
  slw_model_close(model);
  for (size_t i = 0; i < n; ++i) {
    named[n - 1 - i] = inputs[i];
    inputs[i].name = NULL;
  }
  print_outputs(session, named, n);
  print_outputs(session, inputs, n);
  slw_session_close(session);
  for (size_t i = 0; i < n; ++i) free((void *)(uintptr_t)inputs[i].data);
  return 0;
}
