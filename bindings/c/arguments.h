// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// How arguments of the C functions become C++ ones, and exceptions slw_error.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "sdk/session.h"
#include "sdk/tracker.h"
#include "slipway/slipway.h"

struct slw_error {
  int32_t code = 0;
  std::string message, context;
};

namespace slipway::bindings {

/// The error that is being handled. Never throws: without memory for another one, it is a constant.
slw_error* to_error(std::exception_ptr exception) noexcept;
bool is_constant(const slw_error* error) noexcept;

/// Runs `body`; what it throws is returned.
template <typename Body>
slw_error* guarded(Body&& body) noexcept {
  try {
    body();
    return nullptr;
  } catch (...) {
    return to_error(std::current_exception());
  }
}

template <typename T>
T& required(T* argument, const char* name) {
  if (argument == nullptr) fail("'{}' is NULL", name);
  return *argument;
}

/// A struct of the caller's as this library knows it: members that an older header lacks are those of `defaults`.
/// Errors: slipway::Error for a size that cannot be, and members that are set but not known here.
template <typename T>
T read_struct(const T* given, const T& defaults, const char* name) {
  if (given == nullptr) return defaults;
  const size_t size = given->struct_size;
  if (size < sizeof(size_t) || size > 4096) fail("'struct_size' of '{}' is {}; set it to sizeof", name, size);
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  if (size > sizeof(T) && std::any_of(bytes + sizeof(T), bytes + size, [](unsigned char byte) { return byte != 0; }))
    fail("'{}' was made by a newer slipway.h and sets what this library ({}) does not know", name, SLIPWAY_VERSION);
  T result = defaults;
  std::memcpy(&result, given, std::min(size, sizeof(T)));
  return result;
}

/// The other way: as much of `value` as the caller's struct has room for; its struct_size stays.
template <typename T>
void write_struct(const T& value, T* out, const char* name) {
  const size_t size = required(out, name).struct_size;
  if (size < sizeof(size_t) || size > 4096) fail("'struct_size' of '{}' is {}; set it to sizeof", name, size);
  std::memcpy(reinterpret_cast<unsigned char*>(out) + sizeof(size_t),
              reinterpret_cast<const unsigned char*>(&value) + sizeof(size_t),
              std::min(size, sizeof(T)) - sizeof(size_t));
}

std::vector<sdk::SessionInput> read_images(const slw_image* images, size_t n);
std::vector<sdk::NamedTensor> read_tensors(const slw_tensor* tensors, size_t n);
sdk::SessionSettings read_session_options(const slw_session_options* options);
sdk::TopDownSettings read_pipeline_options(const slw_pipeline_options* options);
sdk::TrackerSettings read_tracker_options(const slw_tracker_options* options);
/// MMDeploy's own.
slw_tracker_options tracker_defaults();

}  // namespace slipway::bindings
