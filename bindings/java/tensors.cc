// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The network alone: tensors of Java as C's, and the other way.
#include <cstring>
#include <memory>

#include "values.h"

namespace slipway::java {
namespace {

constexpr size_t kElementSizes[] = {4, 8, 2, 2, 8, 4, 2, 1, 1, 1};  // bytes, by SLW_F32 and so on

size_t bytes_of(const slw_tensor& tensor) {
  size_t size = kElementSizes[tensor.dtype];
  for (size_t axis = 0; axis < tensor.rank; ++axis) size *= static_cast<size_t>(tensor.shape[axis]);
  return size;
}

/// @return null with a Java exception
jobject to_java(JNIEnv* env, const slw_tensor& view) {
  jlongArray shape = env->NewLongArray(static_cast<jsize>(view.rank));
  if (shape == nullptr) return nullptr;
  if (view.rank > 0)
    env->SetLongArrayRegion(shape, 0, static_cast<jsize>(view.rank), reinterpret_cast<const jlong*>(view.shape));
  jobject tensor = env->NewObject(names.tensor, names.new_tensor, static_cast<jint>(view.dtype), shape);
  if (tensor == nullptr) return nullptr;
  jobject data = env->GetObjectField(tensor, names.tensor_data);
  if (const size_t size = bytes_of(view); size > 0) std::memcpy(env->GetDirectBufferAddress(data), view.data, size);
  return tensor;
}

}  // namespace

bool Tensors::read(JNIEnv* env, jobjectArray given, jobjectArray array) {
  const auto count = static_cast<size_t>(env->GetArrayLength(array));
  names.reserve(count);  // so that views may point into them
  for (size_t i = 0; i < count; ++i) {
    if (env->PushLocalFrame(8) != 0) return false;
    jobject tensor = env->GetObjectArrayElement(array, static_cast<jsize>(i));
    slw_tensor view = SLW_TENSOR_INIT;
    if (given != nullptr) {
      auto name = static_cast<jbyteArray>(env->GetObjectArrayElement(given, static_cast<jsize>(i)));
      view.name = names.emplace_back(text_of(env, name)).c_str();
    }
    auto sizes = static_cast<jlongArray>(env->GetObjectField(tensor, java::names.tensor_shape));
    std::vector<int64_t>& shape = shapes.emplace_back(static_cast<size_t>(env->GetArrayLength(sizes)));
    env->GetLongArrayRegion(sizes, 0, static_cast<jsize>(shape.size()), reinterpret_cast<jlong*>(shape.data()));
    view.dtype = env->GetIntField(tensor, java::names.tensor_number);
    view.rank = shape.size();
    view.shape = shape.data();
    // The array keeps the tensor, and that the memory.
    view.data = env->GetDirectBufferAddress(env->GetObjectField(tensor, java::names.tensor_data));
    views.push_back(view);
    env->PopLocalFrame(nullptr);
    if (env->ExceptionCheck()) return false;
  }
  return true;
}

void put_outputs(JNIEnv* env, slw_results* results, jobject map) {
  const std::unique_ptr<slw_results, decltype(&slw_results_free)> owner(results, slw_results_free);
  size_t count = 0;
  if (thrown(env, slw_results_count(results, &count))) return;
  for (size_t i = 0; i < count; ++i) {
    slw_tensor view = SLW_TENSOR_INIT;
    if (thrown(env, slw_results_tensor(results, i, &view)) || env->PushLocalFrame(8) != 0) return;
    jstring name = string_of(env, view.name);
    jobject tensor = name == nullptr ? nullptr : to_java(env, view);
    if (tensor != nullptr) env->CallObjectMethod(map, names.put, name, tensor);
    env->PopLocalFrame(nullptr);
    if (env->ExceptionCheck()) return;
  }
}

}  // namespace slipway::java
