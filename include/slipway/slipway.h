/* SPDX-FileCopyrightText: 2026 The Slipway Authors
 * SPDX-License-Identifier: Apache-2.0 */
/**
 * @file
 * Slipway's runtime in C11: model directories to results. Link with -lslipway.
 *
 * Errors. Every function that can fail returns `slw_error*`: NULL where all went well; else an object of the caller's,
 * to be freed with slw_error_free(). What the function gives is then untouched. Nothing is thrown, printed or ended.
 * Arguments that are NULL where that is not allowed are errors as well.
 *
 * Ownership. Who gets a handle through a `**` pointer closes or frees it, once. Handles keep what they stand on: a
 * model may be closed while its sessions live, sessions while their pipelines do. Closing NULL does nothing.
 *
 * Threads. Any number of threads may use a handle at once, unless something else is said; none while it is being closed.
 *
 * Units. Boxes are x1,y1,x2,y2 and keypoints x,y in px of the image that was given, whose upper left corner is 0,0.
 *
 * Versions. Structs begin with `struct_size`, which their users set to sizeof; the initialisers below do. New members
 * come at the end, so a program that was built with an older header runs with a newer library. With an older library,
 * members that it does not know must be 0, else it refuses.
 */
#ifndef SLIPWAY_SLIPWAY_H_
#define SLIPWAY_SLIPWAY_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SLW_API __attribute__((visibility("default")))
#else
#define SLW_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** What a program was built with; slw_version() says what it runs with. Grows with each release that adds something. */
#define SLW_ABI_VERSION 2

typedef struct slw_error slw_error;
typedef struct slw_model slw_model;
typedef struct slw_session slw_session;
typedef struct slw_pipeline slw_pipeline;
typedef struct slw_tracker slw_tracker;
typedef struct slw_results slw_results;

/** The library's version, such as "0.1.0", and in `abi` (may be NULL) its SLW_ABI_VERSION. Lives as long as the library. */
SLW_API const char *slw_version(int32_t *abi);

/* ---- Errors ---- */

/** What a program can do about an error. */
enum {
  SLW_INVALID_INPUT = 1, /**< wrong arguments, files or images, or something that is not supported */
  SLW_UNAVAILABLE = 2,   /**< a library, backend or device is missing on this machine */
  SLW_OUT_OF_MEMORY = 3,
  SLW_QUEUE_FULL = 4, /**< slw_submit(): try again later */
  SLW_INTERNAL = 5    /**< a bug of Slipway; please report it */
};

SLW_API int32_t slw_error_code(const slw_error *error);
/** One sentence: what is wrong and what to do. Lives as long as the error. */
SLW_API const char *slw_error_message(const slw_error *error);
/** Where it happened, outermost first, "" where the message says it. Lives as long as the error. */
SLW_API const char *slw_error_context(const slw_error *error);
SLW_API void slw_error_free(slw_error *error);

/* ---- Models ---- */

/**
 * Opens a model directory: deploy.json, pipeline.json and the model's files, as `slipway deploy --dump-info` or MMDeploy
 * writes it. Reads nothing outside of it. The backend is loaded by slw_session_create().
 * @param folder UTF-8
 */
SLW_API slw_error *slw_model_open(const char *folder, slw_model **model);
/**
 * The same from a zip of the directory, with or without the folder around the files. The bytes are not needed
 * afterwards. The files lie in a private folder below TMPDIR until the model and its sessions are closed.
 * Refused: names that lead elsewhere, links, encryption, more than 64 files or 8 GiB, files 200 times their packed size.
 */
SLW_API slw_error *slw_model_open_memory(const void *zip, size_t size, slw_model **model);
/**
 * What is known of a model, as a JSON object: `task` (MMDeploy's name of the class that serves it; "Tensors" of a
 * network alone, for slw_run_tensors()), `name`, `version` (of who wrote it), `backend`, `precision`, `takes_boxes` (a
 * top-down model), `classes` (names by label), `skeleton` (of poses: `keypoints`, their names, `links`, pairs of their
 * indices, `keypoint_colors` and `link_colors`, RGB, and `sigmas` for OKS), `post_processing` (`component` and `params` of pipeline.json), `verification` (what verify.json beside the model says: `passed`), `differences` (what is computed otherwise than by
 * MMDeploy's runtime, and why). null stands for what is not known. Lives as long as the model.
 */
SLW_API slw_error *slw_model_info_json(const slw_model *model, const char **json);
SLW_API void slw_model_close(slw_model *model);

/* ---- Sessions ---- */

/** How a model runs. 0 and NULL are the defaults. */
typedef struct slw_session_options {
  size_t struct_size;
  const char *device;     /**< "cpu" (default), "cuda:N", or what else the backend knows */
  int32_t threads;        /**< of one context; 0: the backend chooses, mostly all processors */
  int32_t contexts;       /**< so many runs of the network at once, each with memory of its own; 0: 1 */
  int32_t max_batch;      /**< samples that go through the network at once; 0: 8, or what the model fixes or allows */
  int32_t batch_wait_us;  /**< above 0: samples of different calls go through the network together, and one waits so
                               many microseconds for others; results may then differ by rounding. 0: each call alone */
  int32_t queue_capacity; /**< calls of slw_submit() that may wait; 0: 64 */
} slw_session_options;
#define SLW_SESSION_OPTIONS_INIT \
  { sizeof(slw_session_options), NULL, 0, 0, 0, 0, 0 }

/** Loads the model's backend and the model. @param options may be NULL */
SLW_API slw_error *slw_session_create(slw_model *model, const slw_session_options *options, slw_session **session);
/**
 * Inputs and outputs of the network (`name`, `dtype`, `shape` with -1 for open axes, `min_shape`, `max_shape` where the
 * model has limits) and the options in use, as a JSON object. Lives as long as the session.
 */
SLW_API slw_error *slw_session_info_json(const slw_session *session, const char **json);
/** Waits until all that was submitted is done; but not in a callback, where it returns at once. */
SLW_API void slw_session_close(slw_session *session);

/* ---- Images ---- */

enum {
  SLW_BGR = 0, /**< 3 bytes a px, as OpenCV has them */
  SLW_RGB = 1,
  SLW_BGRA = 2, /**< alpha is dropped */
  SLW_RGBA = 3,
  SLW_GRAY = 4,
  SLW_NV12 = 5, /**< a plane of Y, then one of U,V pairs in half the width and height; BT.601, video range */
  SLW_NV21 = 6, /**< the same with V,U pairs */
  SLW_I420 = 7  /**< planes of Y, U and V */
};

/** A box in an image, for a top-down model. This struct never grows. */
typedef struct slw_box {
  float x1, y1, x2, y2; /**< may reach beyond the image */
  float score;          /**< of who found it; comes back in the result */
} slw_box;

/** Somebody's pixels, which nothing writes to. BGR is read where it lies, the others are converted first. */
typedef struct slw_image {
  size_t struct_size; /**< the same in all images of an array, which lie that far apart */
  const void *data;   /**< the first row of the first plane */
  int32_t width, height; /**< px; even for NV12, NV21 and I420 */
  int64_t stride;        /**< bytes from a row to the next; 0: rows without a gap */
  int32_t format;        /**< SLW_BGR, ... */
  int32_t reserved;      /**< 0 */
  const void *planes[2]; /**< of NV12, NV21 (one) and I420 (two): where the chroma lies; NULL: behind the plane before */
  int64_t plane_strides[2]; /**< 0: as few as a row takes, or in proportion to `stride` where the plane is NULL */
  const slw_box *boxes; /**< of a top-down model: its samples; NULL: the whole image is one box */
  size_t box_count;
} slw_image;
#define SLW_IMAGE_INIT \
  { sizeof(slw_image), NULL, 0, 0, 0, SLW_BGR, 0, {NULL, NULL}, {0, 0}, NULL, 0 }

/* ---- Running ---- */

/**
 * Images to results, in their order. Images are prepared and results read in the calling thread; the network runs in it,
 * or in another one that calls for the same session meanwhile: whoever has a context computes what waits for one.
 * @param images n of them; of any sizes. May be NULL where n is 0
 */
SLW_API slw_error *slw_run(slw_session *session, const slw_image *images, size_t n, slw_results **results);

/**
 * What slw_submit() calls, once, from a thread of the session: with an error, or with results; either becomes the
 * callee's. It must return soon, and must not throw.
 */
typedef void (*slw_callback)(void *user, slw_error *error, slw_results *results);
/**
 * The same in the background. Pixels and boxes must stay until the callback was called, the array `images` need not.
 * Errors: SLW_QUEUE_FULL; then, and for arguments that are wrong, the callback is not called.
 */
SLW_API slw_error *slw_submit(slw_session *session, const slw_image *images, size_t n, slw_callback callback, void *user);
/**
 * Waits until the callbacks of all that was submitted, in any session of the process, have returned. A host calls it
 * before it takes away what its callbacks stand on: an interpreter that ends, a plugin that is unloaded. Whoever goes on
 * submitting in other threads makes it wait for that, too. Errors: SLW_INVALID_INPUT in a callback.
 */
SLW_API slw_error *slw_wait_callbacks(void);

/* ---- Results ---- */

enum {
  SLW_INSTANCES = 0, /**< detectors and pose models */
  SLW_CLASSES = 1,   /**< classifiers */
  SLW_LABEL_MAP = 2, /**< semantic segmentation */
  SLW_TENSOR = 3     /**< an output of slw_run_tensors() */
};

/** One result for each image. All arrays of a result belong to it, and live until slw_results_free(). */
SLW_API slw_error *slw_results_count(const slw_results *results, size_t *count);
SLW_API slw_error *slw_results_kind(const slw_results *results, size_t index, int32_t *kind);

/** A mask over its whole image, run-length encoded as COCO does it. This struct never grows. */
typedef struct slw_mask {
  int64_t height, width;  /**< of the image, px */
  const uint32_t *counts; /**< column by column, the lengths of runs of zeros and ones by turns, zeros first */
  size_t count;
} slw_mask;

/** Things found in an image, best first. Columns that the model does not give are NULL. */
typedef struct slw_instances {
  size_t struct_size;
  size_t count;
  const float *boxes;           /**< [count][4] */
  const float *scores;          /**< [count] in (0,1] */
  const int64_t *labels;        /**< [count] index of the class, from 0 */
  size_t keypoint_count;        /**< K */
  const float *keypoints;       /**< [count][K][2] */
  const float *keypoint_scores; /**< [count][K]; of SimCC heads they may be above 1 */
  const slw_mask *masks;        /**< [count] */
  const int64_t *track_ids;     /**< [count] */
  /** [count][K] how likely a keypoint can be seen, in [0,1], where a model says that besides its score */
  const float *keypoints_visible;
} slw_instances;

/** Classes of an image. */
typedef struct slw_classes {
  size_t struct_size;
  size_t count;          /**< of classes */
  const float *scores;   /**< [count] each in [0,1] */
  size_t label_count;    /**< of positive classes */
  const int64_t *labels; /**< [label_count] one, the best, where classes exclude each other; else ascending, or best first */
  int32_t exclusive;     /**< whether classes exclude each other */
  float threshold;       /**< where they do not: positive ones score at least this */
} slw_classes;

/** A class for each pixel of an image. */
typedef struct slw_label_map {
  size_t struct_size;
  int64_t height, width; /**< of the image, px */
  const int32_t *labels; /**< [height][width] index of the class */
} slw_label_map;

/**
 * A result as arrays. @param out with its struct_size set
 * Errors: SLW_INVALID_INPUT for an index beyond the count, or a result of another kind.
 */
SLW_API slw_error *slw_results_instances(const slw_results *results, size_t index, slw_instances *out);
SLW_API slw_error *slw_results_classes(const slw_results *results, size_t index, slw_classes *out);
SLW_API slw_error *slw_results_label_map(const slw_results *results, size_t index, slw_label_map *out);
/** A result as results.json of `slipway deploy` has it. Made when it is first asked for; one thread at a time. */
SLW_API slw_error *slw_results_json(slw_results *results, size_t index, const char **json);
SLW_API void slw_results_free(slw_results *results);

/* ---- The network alone ---- */

/** Types of elements. f16 and bf16 are two bytes, bool is one. */
enum {
  SLW_F32 = 0,
  SLW_F64 = 1,
  SLW_F16 = 2,
  SLW_BF16 = 3,
  SLW_I64 = 4,
  SLW_I32 = 5,
  SLW_I16 = 6,
  SLW_I8 = 7,
  SLW_U8 = 8,
  SLW_BOOL = 9
};

/** Somebody's numbers, row by row without gaps, which nothing writes to. */
typedef struct slw_tensor {
  size_t struct_size; /**< the same in all tensors of an array, which lie that far apart */
  const char *name;   /**< of the network's input or output; of inputs all may be NULL: then they are in its order */
  int32_t dtype;      /**< SLW_F32, ... */
  int32_t reserved;   /**< 0 */
  size_t rank;
  const int64_t *shape; /**< [rank] */
  const void *data;
} slw_tensor;
#define SLW_TENSOR_INIT \
  { sizeof(slw_tensor), NULL, SLW_F32, 0, 0, NULL, NULL }

/**
 * The network without what comes before and after it; slw_session_info_json() says what it takes. It is all that a
 * directory of `slipway convert` can do (task "Tensors"), and works with any other model, too. In the calling thread.
 * @param inputs n of them, whose numbers must stay until the function returns
 * @param results one for each output, in the network's order
 * Errors: SLW_INVALID_INPUT for a name, element type or shape that is not the input's.
 */
SLW_API slw_error *slw_run_tensors(slw_session *session, const slw_tensor *inputs, size_t n, slw_results **results);
/** An output. @param out with its struct_size set */
SLW_API slw_error *slw_results_tensor(const slw_results *results, size_t index, slw_tensor *out);

/* ---- A detector and a top-down pose model ---- */

/** Which boxes of the detector the pose model gets. */
typedef struct slw_pipeline_options {
  size_t struct_size;
  int64_t label;         /**< class of the detector whose boxes are taken; -1: the one called "person" */
  float score_threshold; /**< boxes that score less are left out */
  int32_t max_boxes;     /**< of an image, the best ones; 0: all */
} slw_pipeline_options;
#define SLW_PIPELINE_OPTIONS_INIT \
  { sizeof(slw_pipeline_options), -1, 0.3F, 0 }

/** @param options may be NULL */
SLW_API slw_error *slw_pipeline_create(slw_session *detector, slw_session *pose, const slw_pipeline_options *options,
                                       slw_pipeline **pipeline);
/** The boxes of all images go through the pose model together. Results are instances with the detector's boxes. */
SLW_API slw_error *slw_pipeline_run(slw_pipeline *pipeline, const slw_image *images, size_t n, slw_results **results);
SLW_API void slw_pipeline_close(slw_pipeline *pipeline);

/* ---- Tracking ---- */

/** MMDeploy's parameters of its PoseTracker, by their names. slw_tracker_defaults() sets them. */
typedef struct slw_tracker_options {
  size_t struct_size;
  int32_t det_interval;        /**< frames from one detection to the next; 1 */
  int32_t det_label;           /**< class of the detector; -1 (default): the pipeline's. 0 in MMDeploy */
  float det_thr;               /**< boxes of the detector that score less are left out; 0.5 */
  float det_min_bbox_size;     /**< px, square root of the area; -1: any */
  float det_nms_thr;           /**< IoU above which a track's box and a detection are the same; 0.7 */
  int32_t pose_max_num_bboxes; /**< boxes that the pose model looks at in a frame; -1: all */
  float pose_kpt_thr;          /**< keypoints that score less are not seen; 0.5 */
  int32_t pose_min_keypoints;  /**< poses with fewer seen keypoints are dropped; -1: half of them */
  float pose_bbox_scale;       /**< from a pose's box to where it is searched next; 1.25 */
  float pose_min_bbox_size;    /**< px: smaller poses are dropped; -1: none */
  float pose_nms_thr;          /**< OKS (IoU without sigmas) above which two poses are one; 0.5 */
  const float *keypoint_sigmas; /**< for OKS; NULL: IoU. Need not stay */
  size_t keypoint_sigmas_size;
  float track_iou_thr;       /**< what a pose and a track have at least in common; 0.4 */
  int32_t track_max_missing; /**< frames after which a track that was not seen ends; 10 */
  int32_t track_history_size; /**< poses of a track that a new one is compared with; 1 */
  float std_weight_position; /**< noise of the motion, in heights of the box; 0.05 */
  float std_weight_velocity; /**< 0.00625 */
  float smooth_params[3];    /**< One-Euro filter: beta, fc_min, fc_derivative; 0.007, 1, 1. fc_min 0: no smoothing */
} slw_tracker_options;

/** Sets all members but struct_size, as far as that reaches. */
SLW_API slw_error *slw_tracker_defaults(slw_tracker_options *options);
/** The people of one video; several may share a pipeline. @param options may be NULL */
SLW_API slw_error *slw_tracker_create(slw_pipeline *pipeline, const slw_tracker_options *options, slw_tracker **tracker);
/**
 * The next frame. Calls of several threads are done one after the other.
 * @param detect 1: run the detector, 0: do not, -1: as det_interval says
 * @param results one, instances with track_ids; boxes are those of the keypoints
 */
SLW_API slw_error *slw_tracker_run(slw_tracker *tracker, const slw_image *frame, int32_t detect, slw_results **results);
SLW_API void slw_tracker_close(slw_tracker *tracker);

#ifdef __cplusplus
}
#endif

#endif
