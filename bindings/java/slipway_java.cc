// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// org.slipway.Native on the C interface.
#include <cstddef>
#include <memory>

#include "values.h"

using namespace slipway::java;

namespace {

JavaVM* machine = nullptr;

struct Submitted {
  Images images;
  jobject array, callback;  // global references
};

void finished(void* user, slw_error* error, slw_results* results) {
  const std::unique_ptr<Submitted> call(static_cast<Submitted*>(user));
  JNIEnv* env = nullptr;
  if (machine->AttachCurrentThreadAsDaemon(reinterpret_cast<void**>(&env), nullptr) != JNI_OK) {
    slw_error_free(error);
    slw_results_free(results);
    return;
  }
  jthrowable failure = nullptr;
  jobjectArray found = nullptr;
  if (error != nullptr)
    failure = exception_of(env, error);
  else
    found = all_to_java(env, results);
  if (env->ExceptionCheck()) {
    failure = nullptr;  // Java's own, of no memory: nobody waits for what cannot be made
    env->ExceptionDescribe();
  }
  env->CallVoidMethod(call->callback, names.done, failure, found);
  if (env->ExceptionCheck()) env->ExceptionClear();  // of who hangs on the future: it is his
  env->DeleteGlobalRef(call->array);
  env->DeleteGlobalRef(call->callback);
  machine->DetachCurrentThread();
}

}  // namespace

extern "C" {

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  JNIEnv* env = nullptr;
  machine = vm;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  return find_names(env) ? JNI_VERSION_10 : JNI_ERR;
}

JNIEXPORT jstring JNICALL Java_org_slipway_Native_version(JNIEnv* env, jclass) {
  return string_of(env, slw_version(nullptr));
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_openModel(JNIEnv* env, jclass, jbyteArray folder) {
  slw_model* model = nullptr;
  thrown(env, slw_model_open(text_of(env, folder).c_str(), &model));
  return handle(model);
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_openMemory(JNIEnv* env, jclass, jbyteArray zip) {
  std::vector<jbyte> bytes(static_cast<size_t>(env->GetArrayLength(zip)));
  env->GetByteArrayRegion(zip, 0, static_cast<jsize>(bytes.size()), bytes.data());
  slw_model* model = nullptr;
  thrown(env, slw_model_open_memory(bytes.empty() ? "" : static_cast<const void*>(bytes.data()), bytes.size(), &model));
  return handle(model);
}

JNIEXPORT jstring JNICALL Java_org_slipway_Native_modelInfo(JNIEnv* env, jclass, jlong model) {
  const char* json = nullptr;
  return thrown(env, slw_model_info_json(pointer<slw_model>(model), &json)) ? nullptr : string_of(env, json);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_closeModel(JNIEnv*, jclass, jlong model) {
  slw_model_close(pointer<slw_model>(model));
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_createSession(JNIEnv* env, jclass, jlong model, jbyteArray device,
                                                              jint threads, jint contexts, jint max_batch,
                                                              jint batch_wait_us, jint queue_capacity) {
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  const std::string name = device == nullptr ? "" : text_of(env, device);
  options.device = device == nullptr ? nullptr : name.c_str();
  options.threads = threads;
  options.contexts = contexts;
  options.max_batch = max_batch;
  options.batch_wait_us = batch_wait_us;
  options.queue_capacity = queue_capacity;
  slw_session* session = nullptr;
  thrown(env, slw_session_create(pointer<slw_model>(model), &options, &session));
  return handle(session);
}

JNIEXPORT jstring JNICALL Java_org_slipway_Native_sessionInfo(JNIEnv* env, jclass, jlong session) {
  const char* json = nullptr;
  return thrown(env, slw_session_info_json(pointer<slw_session>(session), &json)) ? nullptr : string_of(env, json);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_closeSession(JNIEnv*, jclass, jlong session) {
  slw_session_close(pointer<slw_session>(session));
}

JNIEXPORT jobjectArray JNICALL Java_org_slipway_Native_run(JNIEnv* env, jclass, jlong session, jobjectArray array) {
  Images images;
  slw_results* results = nullptr;
  if (!images.read(env, array)) return nullptr;
  if (thrown(env, slw_run(pointer<slw_session>(session), images.views.data(), images.views.size(), &results)))
    return nullptr;
  return all_to_java(env, results);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_submit(JNIEnv* env, jclass, jlong session, jobjectArray array,
                                                      jobject callback) {
  auto call = std::make_unique<Submitted>();
  if (!call->images.read(env, array)) return;
  // Direct buffers live as long as the images.
  call->array = env->NewGlobalRef(array);
  call->callback = env->NewGlobalRef(callback);
  const std::vector<slw_image> views = call->images.views;
  Submitted* given = call.release();
  slw_error* error = slw_submit(pointer<slw_session>(session), views.data(), views.size(), finished, given);
  if (error == nullptr) return;
  env->DeleteGlobalRef(given->array);
  env->DeleteGlobalRef(given->callback);
  delete given;
  thrown(env, error);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_runTensors(JNIEnv* env, jclass, jlong session, jobjectArray given,
                                                          jobjectArray array, jobject outputs) {
  Tensors inputs;
  slw_results* results = nullptr;
  if (!inputs.read(env, given, array)) return;
  if (thrown(env, slw_run_tensors(pointer<slw_session>(session), inputs.views.data(), inputs.views.size(), &results)))
    return;
  put_outputs(env, results, outputs);
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_createPipeline(JNIEnv* env, jclass, jlong detector, jlong pose,
                                                               jlong label, jfloat threshold, jint max_boxes) {
  slw_pipeline_options options = SLW_PIPELINE_OPTIONS_INIT;
  options.label = label;
  options.score_threshold = threshold;
  options.max_boxes = max_boxes;
  slw_pipeline* pipeline = nullptr;
  thrown(env, slw_pipeline_create(pointer<slw_session>(detector), pointer<slw_session>(pose), &options, &pipeline));
  return handle(pipeline);
}

JNIEXPORT jobjectArray JNICALL Java_org_slipway_Native_runPipeline(JNIEnv* env, jclass, jlong pipeline,
                                                                   jobjectArray array) {
  Images images;
  slw_results* results = nullptr;
  if (!images.read(env, array)) return nullptr;
  if (thrown(env,
             slw_pipeline_run(pointer<slw_pipeline>(pipeline), images.views.data(), images.views.size(), &results)))
    return nullptr;
  return all_to_java(env, results);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_closePipeline(JNIEnv*, jclass, jlong pipeline) {
  slw_pipeline_close(pointer<slw_pipeline>(pipeline));
}

}  // extern "C"

namespace {

/// A parameter of the tracker: what PoseTracker.Options calls it, and where slipway.h has it.
struct TrackerField {
  const char* name;
  char type;  // as Java has it: I or F
  size_t offset;
};
constexpr TrackerField kTrackerFields[] = {
    {"detInterval", 'I', offsetof(slw_tracker_options, det_interval)},
    {"detLabel", 'I', offsetof(slw_tracker_options, det_label)},
    {"detThr", 'F', offsetof(slw_tracker_options, det_thr)},
    {"detMinBboxSize", 'F', offsetof(slw_tracker_options, det_min_bbox_size)},
    {"detNmsThr", 'F', offsetof(slw_tracker_options, det_nms_thr)},
    {"poseMaxNumBboxes", 'I', offsetof(slw_tracker_options, pose_max_num_bboxes)},
    {"poseKptThr", 'F', offsetof(slw_tracker_options, pose_kpt_thr)},
    {"poseMinKeypoints", 'I', offsetof(slw_tracker_options, pose_min_keypoints)},
    {"poseBboxScale", 'F', offsetof(slw_tracker_options, pose_bbox_scale)},
    {"poseMinBboxSize", 'F', offsetof(slw_tracker_options, pose_min_bbox_size)},
    {"poseNmsThr", 'F', offsetof(slw_tracker_options, pose_nms_thr)},
    {"trackIouThr", 'F', offsetof(slw_tracker_options, track_iou_thr)},
    {"trackMaxMissing", 'I', offsetof(slw_tracker_options, track_max_missing)},
    {"trackHistorySize", 'I', offsetof(slw_tracker_options, track_history_size)},
    {"stdWeightPosition", 'F', offsetof(slw_tracker_options, std_weight_position)},
    {"stdWeightVelocity", 'F', offsetof(slw_tracker_options, std_weight_velocity)},
    {"smoothBeta", 'F', offsetof(slw_tracker_options, smooth_params)},
    {"smoothFcMin", 'F', offsetof(slw_tracker_options, smooth_params) + sizeof(float)},
    {"smoothFcDerivative", 'F', offsetof(slw_tracker_options, smooth_params) + 2 * sizeof(float)},
};

/// Calls `visit` with each field of Java's and its place in `options`. @return false with a Java exception
template <typename Visit>
bool for_tracker_fields(JNIEnv* env, jobject given, slw_tracker_options& options, Visit&& visit) {
  jclass type = env->GetObjectClass(given);
  for (const TrackerField& field : kTrackerFields) {
    const char signature[] = {field.type, '\0'};
    jfieldID id = env->GetFieldID(type, field.name, signature);
    if (id == nullptr) return false;
    visit(id, field.type == 'I', reinterpret_cast<char*>(&options) + field.offset);
  }
  return true;
}

slw_tracker_options default_options(JNIEnv* env) {
  slw_tracker_options options{};
  options.struct_size = sizeof options;
  thrown(env, slw_tracker_defaults(&options));
  return options;
}

}  // namespace

extern "C" {

JNIEXPORT void JNICALL Java_org_slipway_Native_trackerDefaults(JNIEnv* env, jclass, jobject given) {
  slw_tracker_options options = default_options(env);
  for_tracker_fields(env, given, options, [&](jfieldID id, bool integer, char* place) {
    if (integer)
      env->SetIntField(given, id, *reinterpret_cast<int32_t*>(place));
    else
      env->SetFloatField(given, id, *reinterpret_cast<float*>(place));
  });
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_createTracker(JNIEnv* env, jclass, jlong pipeline, jobject given,
                                                              jfloatArray sigmas) {
  slw_tracker_options options = default_options(env);
  const bool read = for_tracker_fields(env, given, options, [&](jfieldID id, bool integer, char* place) {
    if (integer)
      *reinterpret_cast<int32_t*>(place) = env->GetIntField(given, id);
    else
      *reinterpret_cast<float*>(place) = env->GetFloatField(given, id);
  });
  if (!read) return 0;
  std::vector<float> values(sigmas == nullptr ? 0 : static_cast<size_t>(env->GetArrayLength(sigmas)));
  if (!values.empty()) {
    env->GetFloatArrayRegion(sigmas, 0, static_cast<jsize>(values.size()), values.data());
    options.keypoint_sigmas = values.data();
    options.keypoint_sigmas_size = values.size();
  }
  slw_tracker* tracker = nullptr;
  thrown(env, slw_tracker_create(pointer<slw_pipeline>(pipeline), &options, &tracker));
  return handle(tracker);
}

JNIEXPORT jobjectArray JNICALL Java_org_slipway_Native_runTracker(JNIEnv* env, jclass, jlong tracker,
                                                                  jobjectArray frames, jint detect) {
  Images images;
  slw_results* results = nullptr;
  if (!images.read(env, frames)) return nullptr;
  if (thrown(env, slw_tracker_run(pointer<slw_tracker>(tracker), images.views.data(), detect, &results)))
    return nullptr;
  return all_to_java(env, results);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_closeTracker(JNIEnv*, jclass, jlong tracker) {
  slw_tracker_close(pointer<slw_tracker>(tracker));
}

}  // extern "C"
