/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* What a detector finds: detect MODEL_DIR IMAGE.ppm      cc detect.c -lslipway */
#include <slipway/slipway.h>
#include <stdio.h>
#include <stdlib.h>

static void check(slw_error *error) {
  if (error == NULL) return;
  fprintf(stderr, "%s: %s\n", slw_error_context(error), slw_error_message(error));
  exit(1);
}

int main(int argc, char **argv) {
  slw_image image = SLW_IMAGE_INIT;
  FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (file == NULL || fscanf(file, "P6 %d %d 255%*c", &image.width, &image.height) != 2) return 2;
  size_t size = (size_t)image.width * (size_t)image.height * 3;
  unsigned char *pixels = malloc(size);
  if (pixels == NULL || fread(pixels, 1, size, file) != size) return 2;
  image.data = pixels;
  image.format = SLW_RGB;
  slw_model *model;
  slw_session *session;
  slw_results *results;
  slw_instances found = {.struct_size = sizeof found};
  check(slw_model_open(argv[1], &model));
  check(slw_session_create(model, NULL, &session));
  check(slw_run(session, &image, 1, &results));
  check(slw_results_instances(results, 0, &found));
  for (size_t i = 0; i < found.count && found.scores[i] >= 0.3f; ++i) {
    const float *box = found.boxes + 4 * i;
    printf("class %d %.3f [%.1f, %.1f, %.1f, %.1f]\n", (int)found.labels[i], found.scores[i], box[0], box[1], box[2], box[3]);
  }
  slw_results_free(results);
  slw_session_close(session);
  slw_model_close(model);
  return 0;
}
