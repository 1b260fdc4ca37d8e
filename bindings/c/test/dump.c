/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* Prints what a model finds in images, from the arrays of the C interface, by the keys of results.json: one line of JSON for each image.
 *
 * Usage: dump MODEL_DIR [--detector DIR] (IMAGE.raw [--box X1 Y1 X2 Y2 SCORE]...)...
 * --boxes-of-none after an image: a top-down model is given no box of it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "raw_image.h"

#define MOST 256

static void must(slw_error *error) {
  if (error == NULL) return;
  fprintf(stderr, "error %d: %s: %s\n", slw_error_code(error), slw_error_context(error), slw_error_message(error));
  slw_error_free(error);
  exit(2);
}

static void print_row(const float *values, size_t count) {
  for (size_t i = 0; i < count; ++i) printf("%s%.9g", i > 0 ? ", " : "[", (double)values[i]);
  printf(count > 0 ? "]" : "[]");
}

/** Rows of numbers under a key. */
static void print_rows(const char *key, const float *values, size_t rows, size_t columns) {
  printf("\"%s\": [", key);
  for (size_t i = 0; i < rows; ++i) {
    if (i > 0) printf(", ");
    print_row(values + i * columns, columns);
  }
  printf("]");
}

static void print_numbers(const char *key, const float *values, size_t count) {
  printf("\"%s\": ", key);
  print_row(values, count);
}

static void print_labels(const char *key, const int64_t *labels, size_t count) {
  printf("\"%s\": [", key);
  for (size_t i = 0; i < count; ++i) printf("%s%" PRId64, i > 0 ? ", " : "", labels[i]);
  printf("]");
}

static void print_instances(const slw_results *results, size_t index) {
  slw_instances found;
  memset(&found, 0, sizeof found);
  found.struct_size = sizeof found;
  must(slw_results_instances(results, index, &found));
  print_rows("bboxes", found.boxes, found.count, 4);
  printf(", ");
  print_numbers("bbox_scores", found.scores, found.count);
  if (found.labels != NULL) {
    printf(", ");
    print_labels("labels", found.labels, found.count);
  }
  if (found.keypoints != NULL) {
    printf(", ");
    printf("\"keypoints\": [");
    for (size_t i = 0; i < found.count; ++i) {
      const float *points = found.keypoints + i * found.keypoint_count * 2;
      printf(i > 0 ? ", [" : "[");
      for (size_t k = 0; k < found.keypoint_count; ++k) {
        if (k > 0) printf(", ");
        print_row(points + k * 2, 2);
      }
      printf("]");
    }
    printf("], ");
    print_rows("keypoint_scores", found.keypoint_scores, found.count, found.keypoint_count);
  }
}

static void print_classes(const slw_results *results, size_t index) {
  slw_classes classes;
  memset(&classes, 0, sizeof classes);
  classes.struct_size = sizeof classes;
  must(slw_results_classes(results, index, &classes));
  print_numbers("pred_score", classes.scores, classes.count);
  printf(", ");
  if (classes.exclusive)
    printf("\"pred_label\": %" PRId64, classes.labels[0]);
  else
    print_labels("pred_label", classes.labels, classes.label_count);
}

static void print_label_map(const slw_results *results, size_t index) {
  slw_label_map map;
  int64_t counts[256] = {0};
  memset(&map, 0, sizeof map);
  map.struct_size = sizeof map;
  must(slw_results_label_map(results, index, &map));
  for (int64_t i = 0; i < map.height * map.width; ++i) ++counts[map.labels[i] & 255];
  printf("\"shape\": [%" PRId64 ", %" PRId64 "], \"pixels\": {", map.height, map.width);
  const char *comma = "";
  for (int label = 0; label < 256; ++label)
    if (counts[label] > 0) {
      printf("%s\"%d\": %" PRId64, comma, label, counts[label]);
      comma = ", ";
    }
  printf("}");
}

int main(int argc, char **argv) {
  slw_model *model = NULL;
  slw_session *session = NULL, *detector = NULL;
  slw_pipeline *pipeline = NULL;
  slw_results *results = NULL;
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  static slw_image images[MOST];
  static slw_box boxes[MOST][MOST];
  size_t count = 0, n = 0;
  options.threads = 1;
  must(slw_model_open(argv[1], &model));
  must(slw_session_create(model, &options, &session));
  slw_model_close(model);
  for (int i = 2; i < argc; ++i) {
    if (strcmp(argv[i], "--detector") == 0) {
      must(slw_model_open(argv[++i], &model));
      must(slw_session_create(model, &options, &detector));
      slw_model_close(model);
      must(slw_pipeline_create(detector, session, NULL, &pipeline));
    } else if (strcmp(argv[i], "--boxes-of-none") == 0) {
      images[count - 1].boxes = boxes[count - 1];
    } else if (strcmp(argv[i], "--box") == 0 && i + 5 < argc) {
      slw_image *image = &images[count - 1];
      slw_box *box = &boxes[count - 1][image->box_count++];
      box->x1 = strtof(argv[++i], NULL);
      box->y1 = strtof(argv[++i], NULL);
      box->x2 = strtof(argv[++i], NULL);
      box->y2 = strtof(argv[++i], NULL);
      box->score = strtof(argv[++i], NULL);
      image->boxes = boxes[count - 1];
    } else {
      images[count++] = read_raw_image(argv[i]);
    }
  }
  must(pipeline != NULL ? slw_pipeline_run(pipeline, images, count, &results) : slw_run(session, images, count, &results));
  must(slw_results_count(results, &n));
  for (size_t i = 0; i < n; ++i) {
    int32_t kind = 0;
    must(slw_results_kind(results, i, &kind));
    printf("{");
    if (kind == SLW_INSTANCES) print_instances(results, i);
    if (kind == SLW_CLASSES) print_classes(results, i);
    if (kind == SLW_LABEL_MAP) print_label_map(results, i);
    printf("}\n");
  }
  slw_results_free(results);
  slw_pipeline_close(pipeline);
  slw_session_close(detector);
  slw_session_close(session);
  for (size_t i = 0; i < count; ++i) free((void *)(uintptr_t)images[i].data);
  return 0;
}
