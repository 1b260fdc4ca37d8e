// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// Values of Java's as the C interface takes them, and the other way. A function that returns with a Java exception
/// pending returns nothing else.
#pragma once

#include <jni.h>

#include <cstdint>
#include <string>
#include <vector>

#include "slipway/slipway.h"

namespace slipway::java {

/// Classes and members that are looked up once, when the library is loaded.
struct Names {
  jclass exception, result, mask, string, tensor;
  jobject utf8;
  jmethodID new_exception, new_result, new_mask, new_string, new_tensor, done, put;
  jfieldID direct, array, offset, number, width, height, stride, boxes;
  jfieldID tensor_data, tensor_number, tensor_shape;
};
extern Names names;
/// @return false with a Java exception
bool find_names(JNIEnv* env);

/// A string of UTF-8. JNI's own functions take another encoding, in which what lies beyond U+FFFF is written otherwise.
jstring string_of(JNIEnv* env, const char* text);
/// Bytes as they are, to a zero or their end.
std::string text_of(JNIEnv* env, jbyteArray bytes);

/// The error is freed.
jthrowable exception_of(JNIEnv* env, slw_error* error);
/// @return whether an error was thrown, which is freed
bool thrown(JNIEnv* env, slw_error* error);

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
  bool read(JNIEnv* env, jobjectArray array);

 private:
  void add(JNIEnv* env, jobject image);
};

/// All results, which are freed. @return null with a Java exception
jobjectArray all_to_java(JNIEnv* env, slw_results* results);

/// Tensors of Java as views: of numbers where they lie, and with the memory that names and shapes need.
struct Tensors {
  std::vector<slw_tensor> views;
  std::vector<std::string> names;
  std::vector<std::vector<int64_t>> shapes;

  /// @param given their names, an array of byte[]; null: they are in the network's order
  /// @param array of Tensor, none of them null
  /// @return false with a Java exception
  bool read(JNIEnv* env, jobjectArray given, jobjectArray array);
};

/// Copies outputs into a Map of Tensors by their names, in their order, and frees them. Ends early where Java throws.
void put_outputs(JNIEnv* env, slw_results* results, jobject map);

}  // namespace slipway::java
