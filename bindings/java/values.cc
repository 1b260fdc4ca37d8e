// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "values.h"

#include <cstring>
#include <memory>

namespace slipway::java {

Names names;

namespace {

jclass global_class(JNIEnv* env, const char* name) {
  jclass found = env->FindClass(name);
  return found == nullptr ? nullptr : static_cast<jclass>(env->NewGlobalRef(found));
}

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
                        masks(env, found.masks, n), longs(env, found.track_ids, n),
                        floats(env, classes.scores, classes.count), labels,
                        kind == SLW_LABEL_MAP ? ints(env, map.labels, pixels) : nullptr, static_cast<jint>(map.height),
                        static_cast<jint>(map.width), string_of(env, json));
}

}  // namespace

bool find_names(JNIEnv* env) {
  names.exception = global_class(env, "org/slipway/SlipwayException");
  names.result = global_class(env, "org/slipway/Result");
  names.mask = global_class(env, "org/slipway/Instance$Mask");
  names.string = global_class(env, "java/lang/String");
  names.tensor = global_class(env, "org/slipway/Tensor");
  jclass image = global_class(env, "org/slipway/Image"), done = global_class(env, "org/slipway/Native$Done");
  jclass charsets = global_class(env, "java/nio/charset/StandardCharsets"), map = global_class(env, "java/util/Map");
  if (env->ExceptionCheck()) return false;
  jfieldID utf8 = env->GetStaticFieldID(charsets, "UTF_8", "Ljava/nio/charset/Charset;");
  names.utf8 = env->NewGlobalRef(env->GetStaticObjectField(charsets, utf8));
  names.new_string = env->GetMethodID(names.string, "<init>", "([BLjava/nio/charset/Charset;)V");
  names.new_exception = env->GetMethodID(names.exception, "<init>", "(ILjava/lang/String;Ljava/lang/String;)V");
  names.new_result = env->GetMethodID(names.result, "<init>",
                                      "(I[F[F[J[F[F[Lorg/slipway/Instance$Mask;[J[F[J[IIILjava/lang/String;)V");
  names.new_mask = env->GetMethodID(names.mask, "<init>", "(JJ[I)V");
  names.done = env->GetMethodID(done, "done", "(Lorg/slipway/SlipwayException;[Lorg/slipway/Result;)V");
  names.new_tensor = env->GetMethodID(names.tensor, "<init>", "(I[J)V");
  names.put = env->GetMethodID(map, "put", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
  names.tensor_data = env->GetFieldID(names.tensor, "data", "Ljava/nio/Buffer;");
  names.tensor_number = env->GetFieldID(names.tensor, "number", "I");
  names.tensor_shape = env->GetFieldID(names.tensor, "shape", "[J");
  names.direct = env->GetFieldID(image, "direct", "Ljava/nio/ByteBuffer;");
  names.array = env->GetFieldID(image, "array", "[B");
  names.offset = env->GetFieldID(image, "offset", "I");
  names.number = env->GetFieldID(image, "number", "I");
  names.width = env->GetFieldID(image, "width", "I");
  names.height = env->GetFieldID(image, "height", "I");
  names.stride = env->GetFieldID(image, "stride", "J");
  names.boxes = env->GetFieldID(image, "boxes", "[F");
  return !env->ExceptionCheck();
}

jstring string_of(JNIEnv* env, const char* text) {
  const auto length = static_cast<jsize>(std::strlen(text));
  jbyteArray bytes = env->NewByteArray(length);
  if (bytes == nullptr) return nullptr;
  env->SetByteArrayRegion(bytes, 0, length, reinterpret_cast<const jbyte*>(text));
  auto made = static_cast<jstring>(env->NewObject(names.string, names.new_string, bytes, names.utf8));
  env->DeleteLocalRef(bytes);
  return made;
}

std::string text_of(JNIEnv* env, jbyteArray bytes) {
  std::string text(static_cast<size_t>(env->GetArrayLength(bytes)), '\0');
  env->GetByteArrayRegion(bytes, 0, static_cast<jsize>(text.size()), reinterpret_cast<jbyte*>(text.data()));
  return text;
}

jthrowable exception_of(JNIEnv* env, slw_error* error) {
  const jint code = slw_error_code(error);
  jstring message = string_of(env, slw_error_message(error));
  jstring context = message == nullptr ? nullptr : string_of(env, slw_error_context(error));
  slw_error_free(error);
  if (context == nullptr) return nullptr;
  return static_cast<jthrowable>(env->NewObject(names.exception, names.new_exception, code, message, context));
}

bool thrown(JNIEnv* env, slw_error* error) {
  if (error == nullptr) return false;
  // Without memory for ours, Java's own is pending.
  if (jthrowable exception = exception_of(env, error); exception != nullptr) env->Throw(exception);
  return true;
}

bool Images::read(JNIEnv* env, jobjectArray array) {
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

void Images::add(JNIEnv* env, jobject image) {
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

}  // namespace slipway::java
