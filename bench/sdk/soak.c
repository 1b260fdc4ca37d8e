/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/* Whether memory stays flat: many calls of four threads on one session, with images of random sizes and formats, and what is refused in between.
 * Where the model takes boxes, images have random ones: in them, across their edges, beyond them and far away, and in between ones that cannot be.
 *   sdk_soak MODEL_DIR [CALLS]
 * prints the resident memory over the calls. Exit code 1 where the second half of them takes more than the first, or a call does not end as it
 * has to. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "slipway/slipway.h"

enum { THREADS = 4, MOST_WIDTH = 640, MOST_HEIGHT = 480, MOST_IMAGES = 3, MOST_BOXES = 5, KINDS_OF_MISTAKES = 8, KINDS_OF_BAD_BOXES = 8 };

static slw_session *session;
static int takes_boxes;
static long calls = 100000;
static atomic_long started, refused, answered, wrong;
static unsigned char *pixels;

static void must(slw_error *error) {
  if (error == NULL) return;
  fprintf(stderr, "%s: %s\n", slw_error_context(error), slw_error_message(error));
  exit(1);
}

static long resident_kib(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
  if (file != NULL) fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/** xorshift: the same calls in each run. */
static unsigned next(unsigned *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}
static int below(unsigned *state, int limit) { return (int)(next(state) % (unsigned)limit); }

/** Anywhere in three times the width and height of an image round it; one in 16 far from it. */
static slw_box make_box(unsigned *state, const slw_image *image) {
  const float far = below(state, 16) == 0 ? 1e6F : 0;
  slw_box box;
  box.x1 = (float)(below(state, 3 * image->width) - image->width) + far;
  box.y1 = (float)(below(state, 3 * image->height) - image->height) - far;
  box.x2 = box.x1 + 1 + (float)below(state, image->width);
  box.y2 = box.y1 + 1 + (float)below(state, image->height);
  box.score = 1;
  return box;
}

static void spoil_box(slw_box *box, int kind) {
  switch (kind) {
    case 0: box->x1 = NAN; break;
    case 1: box->y2 = NAN; break;
    case 2: box->x2 = INFINITY; break;
    case 3: box->x1 = -INFINITY, box->x2 = INFINITY; break;
    case 4: box->x2 = box->x1 - 7; break; /* negative extents */
    case 5: box->y2 = box->y1 - 7; break;
    case 6: box->x2 = box->x1; break; /* no area */
    default: box->y1 = -3e38F, box->y2 = 3e38F; break; /* numbers whose difference is none */
  }
}

static slw_image make_image(unsigned *state, slw_box *boxes) {
  slw_image image = SLW_IMAGE_INIT;
  image.data = pixels + below(state, 4096);
  image.format = below(state, SLW_I420 + 1);
  /* Not so flat that resizing them is refused. */
  image.width = 64 + 2 * below(state, (MOST_WIDTH - 64) / 2);
  image.height = 48 + 2 * below(state, (MOST_HEIGHT - 48) / 2);
  if (!takes_boxes || below(state, 4) == 0) return image;
  image.boxes = boxes;
  image.box_count = (size_t)below(state, MOST_BOXES + 1);
  for (size_t i = 0; i < image.box_count; ++i) boxes[i] = make_box(state, &image);
  return image;
}

/** @param boxes what `image` has, or may get */
static void spoil(slw_image *image, slw_box *boxes, unsigned *state) {
  /* Where there are boxes, half of the mistakes are theirs. */
  switch (below(state, takes_boxes ? 2 * KINDS_OF_MISTAKES : KINDS_OF_MISTAKES)) {
    case 0: image->data = NULL; break;
    case 1: image->width = -image->width; break;
    case 2: image->height = 0; break;
    case 3: image->format = 77; break;
    case 4: image->stride = 1; break;
    case 5: image->width = 0x7fffffff; break;
    case 6: image->format = SLW_NV12, image->width = 7; break;
    default:
      if (image->box_count == 0) boxes[0] = make_box(state, image), image->boxes = boxes, image->box_count = 1;
      /* One of them; a model that takes none refuses any. */
      if (takes_boxes) spoil_box(&boxes[below(state, (int)image->box_count)], below(state, KINDS_OF_BAD_BOXES));
  }
}

/** Of a model that takes boxes: as many instances as there were boxes, with numbers in them. */
static int is_result(const slw_results *results, size_t index, const slw_image *image) {
  if (!takes_boxes) return 1;
  slw_instances found;
  memset(&found, 0, sizeof found);
  found.struct_size = sizeof found;
  must(slw_results_instances(results, index, &found));
  for (size_t i = 0; i < found.count * found.keypoint_count; ++i)
    if (!isfinite(found.keypoint_scores[i]) || !isfinite(found.keypoints[2 * i]) || !isfinite(found.keypoints[2 * i + 1])) return 0;
  return found.count == (image->boxes == NULL ? 1 : image->box_count);
}

static void *work(void *argument) {
  unsigned state = (unsigned)(size_t)argument * 2654435769U + 1;
  slw_image images[MOST_IMAGES];
  slw_box boxes[MOST_IMAGES][MOST_BOXES];
  while (atomic_fetch_add(&started, 1) < calls) {
    const int count = 1 + below(&state, MOST_IMAGES), bad = below(&state, 10) == 0;
    for (int i = 0; i < count; ++i) images[i] = make_image(&state, boxes[i]);
    if (bad) {
      const int which = below(&state, count);
      spoil(&images[which], boxes[which], &state);
    }
    slw_results *results = NULL;
    slw_error *error = slw_run(session, images, (size_t)count, &results);
    size_t made = 0;
    int right = 1;
    const char *json = NULL;
    if (error == NULL) {
      must(slw_results_count(results, &made));
      for (size_t i = 0; i < made; ++i) right = right && is_result(results, i, &images[i]);
      if (made > 0 && below(&state, 8) == 0) must(slw_results_json(results, 0, &json));
    }
    if (bad ? slw_error_code(error) != SLW_INVALID_INPUT || results != NULL : made != (size_t)count || !right) {
      if (++wrong < 5) fprintf(stderr, "wrong: %s: %s\n", bad ? "bad" : "good", slw_error_message(error));
    }
    ++*(error != NULL ? &refused : &answered);
    slw_results_free(results);
    slw_error_free(error);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  if (argc > 2) calls = atol(argv[2]);
  const size_t size = (size_t)MOST_WIDTH * MOST_HEIGHT * 4 + 4096;
  pixels = malloc(size);
  unsigned state = 1;
  for (size_t i = 0; i < size; ++i) pixels[i] = (unsigned char)(next(&state) >> 8);
  slw_model *model = NULL;
  const char *info = NULL;
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  options.threads = 1;
  options.contexts = 2;
  must(slw_model_open(argv[1], &model));
  must(slw_model_info_json(model, &info));
  takes_boxes = strstr(info, "\"takes_boxes\":true") != NULL;
  must(slw_session_create(model, &options, &session));
  slw_model_close(model);
  printf("%8ld calls: %7ld KiB\n", 0L, resident_kib());
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; ++i) pthread_create(&threads[i], NULL, work, (void *)(i + 1));
  long first = 0, second = 0;
  for (int tenth = 1; tenth <= 10; ++tenth) {
    while (answered + refused < calls / 10 * tenth) usleep(1000);
    const long now = resident_kib();
    printf("%8ld calls: %7ld KiB\n", calls / 10 * tenth, now);
    fflush(stdout); /* a file shows it at once, too */
    long *most = tenth > 5 ? &second : &first;
    if (tenth > 1 && now > *most) *most = now;
  }
  for (size_t i = 0; i < THREADS; ++i) pthread_join(threads[i], NULL);
  slw_session_close(session);
  free(pixels);
  printf("%ld answered, %ld refused, %ld wrong; the second half took %ld KiB more than the first\n", (long)answered, (long)refused, (long)wrong,
         second - first);
  return wrong == 0 && second <= first + first / 50 ? 0 : 1;
}
