/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* Pixels as the tests hand them on: "WIDTH HEIGHT\n", then BGR rows without gaps. */
#ifndef SLIPWAY_BINDINGS_RAW_IMAGE_H_
#define SLIPWAY_BINDINGS_RAW_IMAGE_H_

#include <stdio.h>
#include <stdlib.h>

#include "slipway/slipway.h"

/** Ends the program where the file is not there. @return an image whose data is the caller's to free */
static inline slw_image read_raw_image(const char *path) {
  slw_image image = SLW_IMAGE_INIT;
  FILE *file = fopen(path, "rb");
  int width = 0, height = 0;
  if (file == NULL || fscanf(file, "%d %d", &width, &height) != 2 || fgetc(file) != '\n') {
    fprintf(stderr, "%s: no raw image\n", path);
    exit(1);
  }
  size_t size = (size_t)width * (size_t)height * 3;
  void *data = malloc(size);
  if (data == NULL || fread(data, 1, size, file) != size) {
    fprintf(stderr, "%s: truncated\n", path);
    exit(1);
  }
  fclose(file);
  image.data = data;
  image.width = width;
  image.height = height;
  return image;
}

#endif
