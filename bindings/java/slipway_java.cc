// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// org.slipway.Native on the C interface. A function that returns with a Java exception pending returns nothing else.
#include <jni.h>

#include <memory>
#include <string>
#include <vector>

#include "slipway/slipway.h"

namespace {

JavaVM* machine = nullptr;

/// Classes and members that are looked up once, when the library is loaded.
struct Names {
  jclass exception, result, mask;
  jmethodID new_exception, new_result, new_mask, done;
  jfieldID direct, array, offset, number, width, height, stride, boxes;
} names;

/// @return whether an error was thrown, which is freed
bool thrown(JNIEnv* env, slw_error* error);

jthrowable exception_of(JNIEnv* env, slw_error* error) {
  const jint code = slw_error_code(error);
  jstring message = env->NewStringUTF(slw_error_message(error)), context = env->NewStringUTF(slw_error_context(error));
  slw_error_free(error);
  return static_cast<jthrowable>(env->NewObject(names.exception, names.new_exception, code, message, context));
}

bool thrown(JNIEnv* env, slw_error* error) {
  if (error == nullptr) return false;
  env->Throw(exception_of(env, error));
  return true;
}

template <typename T>
T* pointer(jlong handle) {
  return reinterpret_cast<T*>(static_cast<intptr_t>(handle));
}
template <typename T>
jlong handle(T* made) {
  return static_cast<jlong>(reinterpret_cast<intptr_t>(made));
}

/// Images of Java as views, with the memory that they need.
struct Images {
  std::vector<slw_image> views;
  std::vector<std::vector<jbyte>> copies;  // of buffers that are Java's own
  std::vector<std::vector<slw_box>> boxes;

  /// @return false with a Java exception
  bool read(JNIEnv* env, jobjectArray array) {
    const jsize count = env->GetArrayLength(array);
    for (jsize i = 0; i < count; ++i) {
      jobject image = env->GetObjectArrayElement(array, i);
      if (image == nullptr) {
        env->ThrowNew(env->FindClass("java/lang/NullPointerException"), "an image is null");
        return false;
      }
      add(env, image);
      if (env->ExceptionCheck()) return false;
      env->DeleteLocalRef(image);
    }
    return true;
  }

 private:
  void add(JNIEnv* env, jobject image) {
    slw_image view = SLW_IMAGE_INIT;
    view.width = env->GetIntField(image, names.width);
    view.height = env->GetIntField(image, names.height);
    view.stride = env->GetLongField(image, names.stride);
    view.format = env->GetIntField(image, names.number);
    if (jobject direct = env->GetObjectField(image, names.direct); direct != nullptr) {
      view.data = env->GetDirectBufferAddress(direct);
    } else {
      auto bytes = static_cast<jbyteArray>(env->GetObjectField(image, names.array));
      const jint offset = env->GetIntField(image, names.offset);
      std::vector<jbyte>& copy = copies.emplace_back(static_cast<size_t>(env->GetArrayLength(bytes) - offset));
      env->GetByteArrayRegion(bytes, offset, static_cast<jsize>(copy.size()), copy.data());
      view.data = copy.data();
    }
    if (auto given = static_cast<jfloatArray>(env->GetObjectField(image, names.boxes)); given != nullptr) {
      std::vector<float> values(static_cast<size_t>(env->GetArrayLength(given)));
      env->GetFloatArrayRegion(given, 0, static_cast<jsize>(values.size()), values.data());
      std::vector<slw_box>& some = boxes.emplace_back();
      for (size_t k = 0; k + 4 < values.size(); k += 5)
        some.push_back({values[k], values[k + 1], values[k + 2], values[k + 3], values[k + 4]});
      view.box_count = some.size();
      static const slw_box kNone{};
      view.boxes = some.empty() ? &kNone : some.data();
    }
    views.push_back(view);
  }
};

jfloatArray floats(JNIEnv* env, const float* values, size_t count) {
  if (values == nullptr) return nullptr;
  jfloatArray array = env->NewFloatArray(static_cast<jsize>(count));
  if (array != nullptr) env->SetFloatArrayRegion(array, 0, static_cast<jsize>(count), values);
  return array;
}

jlongArray longs(JNIEnv* env, const int64_t* values, size_t count) {
  if (values == nullptr) return nullptr;
  jlongArray array = env->NewLongArray(static_cast<jsize>(count));
  if (array != nullptr)
    env->SetLongArrayRegion(array, 0, static_cast<jsize>(count), reinterpret_cast<const jlong*>(values));
  return array;
}

jintArray ints(JNIEnv* env, const void* values, size_t count) {
  jintArray array = env->NewIntArray(static_cast<jsize>(count));
  if (array != nullptr && count > 0)
    env->SetIntArrayRegion(array, 0, static_cast<jsize>(count), static_cast<const jint*>(values));
  return array;
}

jobjectArray masks(JNIEnv* env, const slw_mask* values, size_t count) {
  if (values == nullptr) return nullptr;
  jobjectArray array = env->NewObjectArray(static_cast<jsize>(count), names.mask, nullptr);
  for (size_t i = 0; array != nullptr && i < count; ++i) {
    jobject mask = env->NewObject(names.mask, names.new_mask, static_cast<jlong>(values[i].height),
                                  static_cast<jlong>(values[i].width), ints(env, values[i].counts, values[i].count));
    if (env->ExceptionCheck()) return nullptr;
    env->SetObjectArrayElement(array, static_cast<jsize>(i), mask);
    env->DeleteLocalRef(mask);
  }
  return array;
}

template <typename T>
T sized() {
  T value{};
  value.struct_size = sizeof(T);
  return value;
}

/// @return null with a Java exception
jobject to_java(JNIEnv* env, slw_results* results, size_t index) {
  int32_t kind = 0;
  const char* json = nullptr;
  auto found = sized<slw_instances>();
  auto classes = sized<slw_classes>();
  auto map = sized<slw_label_map>();
  if (thrown(env, slw_results_kind(results, index, &kind)) || thrown(env, slw_results_json(results, index, &json)))
    return nullptr;
  slw_error* error = kind == SLW_INSTANCES ? slw_results_instances(results, index, &found)
                     : kind == SLW_CLASSES ? slw_results_classes(results, index, &classes)
                                           : slw_results_label_map(results, index, &map);
  if (thrown(env, error)) return nullptr;
  const size_t n = found.count, points = n * found.keypoint_count;
  const auto pixels = static_cast<size_t>(map.height * map.width);
  jlongArray labels = longs(env, classes.labels, classes.label_count);
  if (kind == SLW_CLASSES && labels == nullptr) labels = env->NewLongArray(0);
  return env->NewObject(names.result, names.new_result, static_cast<jint>(n), floats(env, found.boxes, 4 * n),
                        floats(env, found.scores, n), longs(env, found.labels, n),
                        floats(env, found.keypoints, 2 * points), floats(env, found.keypoint_scores, points),
                        masks(env, found.masks, n), floats(env, classes.scores, classes.count), labels,
                        kind == SLW_LABEL_MAP ? ints(env, map.labels, pixels) : nullptr, static_cast<jint>(map.height),
                        static_cast<jint>(map.width), env->NewStringUTF(json));
}

/// All results, which are freed. @return null with a Java exception
jobjectArray all_to_java(JNIEnv* env, slw_results* results) {
  const std::unique_ptr<slw_results, decltype(&slw_results_free)> owner(results, slw_results_free);
  size_t count = 0;
  if (thrown(env, slw_results_count(results, &count))) return nullptr;
  jobjectArray array = env->NewObjectArray(static_cast<jsize>(count), names.result, nullptr);
  for (size_t i = 0; array != nullptr && i < count; ++i) {
    if (env->PushLocalFrame(32) != 0) return nullptr;
    jobject result = env->PopLocalFrame(to_java(env, results, i));
    if (result == nullptr) return nullptr;
    env->SetObjectArrayElement(array, static_cast<jsize>(i), result);
    env->DeleteLocalRef(result);
  }
  return array;
}

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

jclass global_class(JNIEnv* env, const char* name) {
  jclass found = env->FindClass(name);
  return found == nullptr ? nullptr : static_cast<jclass>(env->NewGlobalRef(found));
}

}  // namespace

extern "C" {

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void*) {
  JNIEnv* env = nullptr;
  machine = vm;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  names.exception = global_class(env, "org/slipway/SlipwayException");
  names.result = global_class(env, "org/slipway/Result");
  names.mask = global_class(env, "org/slipway/Instance$Mask");
  jclass image = global_class(env, "org/slipway/Image"), done = global_class(env, "org/slipway/Native$Done");
  if (env->ExceptionCheck()) return JNI_ERR;
  names.new_exception = env->GetMethodID(names.exception, "<init>", "(ILjava/lang/String;Ljava/lang/String;)V");
  names.new_result =
      env->GetMethodID(names.result, "<init>", "(I[F[F[J[F[F[Lorg/slipway/Instance$Mask;[F[J[IIILjava/lang/String;)V");
  names.new_mask = env->GetMethodID(names.mask, "<init>", "(JJ[I)V");
  names.done = env->GetMethodID(done, "done", "(Lorg/slipway/SlipwayException;[Lorg/slipway/Result;)V");
  names.direct = env->GetFieldID(image, "direct", "Ljava/nio/ByteBuffer;");
  names.array = env->GetFieldID(image, "array", "[B");
  names.offset = env->GetFieldID(image, "offset", "I");
  names.number = env->GetFieldID(image, "number", "I");
  names.width = env->GetFieldID(image, "width", "I");
  names.height = env->GetFieldID(image, "height", "I");
  names.stride = env->GetFieldID(image, "stride", "J");
  names.boxes = env->GetFieldID(image, "boxes", "[F");
  return env->ExceptionCheck() ? JNI_ERR : JNI_VERSION_10;
}

JNIEXPORT jstring JNICALL Java_org_slipway_Native_version(JNIEnv* env, jclass) {
  return env->NewStringUTF(slw_version(nullptr));
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_openModel(JNIEnv* env, jclass, jbyteArray folder) {
  std::vector<char> path(static_cast<size_t>(env->GetArrayLength(folder)));
  env->GetByteArrayRegion(folder, 0, static_cast<jsize>(path.size()), reinterpret_cast<jbyte*>(path.data()));
  slw_model* model = nullptr;
  thrown(env, slw_model_open(path.data(), &model));
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
  return thrown(env, slw_model_info_json(pointer<slw_model>(model), &json)) ? nullptr : env->NewStringUTF(json);
}

JNIEXPORT void JNICALL Java_org_slipway_Native_closeModel(JNIEnv*, jclass, jlong model) {
  slw_model_close(pointer<slw_model>(model));
}

JNIEXPORT jlong JNICALL Java_org_slipway_Native_createSession(JNIEnv* env, jclass, jlong model, jstring device,
                                                              jint threads, jint contexts, jint max_batch,
                                                              jint batch_wait_us, jint queue_capacity) {
  slw_session_options options = SLW_SESSION_OPTIONS_INIT;
  const char* name = device == nullptr ? nullptr : env->GetStringUTFChars(device, nullptr);
  options.device = name;
  options.threads = threads;
  options.contexts = contexts;
  options.max_batch = max_batch;
  options.batch_wait_us = batch_wait_us;
  options.queue_capacity = queue_capacity;
  slw_session* session = nullptr;
  slw_error* error = slw_session_create(pointer<slw_model>(model), &options, &session);
  if (name != nullptr) env->ReleaseStringUTFChars(device, name);
  thrown(env, error);
  return handle(session);
}

JNIEXPORT jstring JNICALL Java_org_slipway_Native_sessionInfo(JNIEnv* env, jclass, jlong session) {
  const char* json = nullptr;
  return thrown(env, slw_session_info_json(pointer<slw_session>(session), &json)) ? nullptr : env->NewStringUTF(json);
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

JNIEXPORT jlong JNICALL Java_org_slipway_Native_createPipeline(JNIEnv* env, jclass, jlong detector, jlong pose,
                                                               jlong label, jfloat threshold) {
  slw_pipeline_options options = SLW_PIPELINE_OPTIONS_INIT;
  options.label = label;
  options.score_threshold = threshold;
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
