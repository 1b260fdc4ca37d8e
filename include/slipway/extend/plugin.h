// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// The entry point of a plugin. slipway_add_plugin() compiles the one line that a plugin needs of it; who builds
/// without CMake writes it into one of the files: `SLIPWAY_PLUGIN;`.
///
/// The entry point is a text, not a function: Slipway reads it from the file before any code of the plugin runs, and
/// refuses a plugin that was built for another Slipway, LibTorch or C++ library. A plugin is built of Slipway's own
/// classes, so it fits one build only, that whose headers it was compiled with; to build it again takes seconds.
#pragma once

#include <cstddef>  // names the C++ standard library

#include "slipway/extend/build.h"

#if __has_include(<torch/version.h>)
#include <torch/version.h>
#endif

#define SLIPWAY_TEXT_OF(value) #value
#define SLIPWAY_TEXT(value) SLIPWAY_TEXT_OF(value)

#ifdef TORCH_VERSION
#define SLIPWAY_PLUGIN_LIBTORCH TORCH_VERSION
#else
#define SLIPWAY_PLUGIN_LIBTORCH ""
#endif

#if defined(_LIBCPP_VERSION)
#define SLIPWAY_PLUGIN_STDLIB "libc++"
#elif defined(_GLIBCXX_DEBUG)
#define SLIPWAY_PLUGIN_STDLIB "libstdc++ with _GLIBCXX_DEBUG"
#else
#define SLIPWAY_PLUGIN_STDLIB "libstdc++"
#endif

#ifdef _GLIBCXX_USE_CXX11_ABI
#define SLIPWAY_PLUGIN_ABI SLIPWAY_TEXT(_GLIBCXX_USE_CXX11_ABI)
#else
#define SLIPWAY_PLUGIN_ABI "none"
#endif

/// What a plugin says of itself, a line each: key=value.
#define SLIPWAY_PLUGIN_INFO(libtorch)                                                          \
  "slipway=" SLIPWAY_EXTEND_VERSION "\nheaders=" SLIPWAY_EXTEND_HEADERS "\nlibtorch=" libtorch \
  "\nstdlib=" SLIPWAY_PLUGIN_STDLIB "\ncxx11_abi=" SLIPWAY_PLUGIN_ABI "\ncompiler=" __VERSION__ "\n"

/// Makes the library that it is compiled into a plugin. The number in the name is that of the kind of entry point.
#define SLIPWAY_PLUGIN                                                                \
  extern "C" {                                                                        \
  extern __attribute__((visibility("default"), used)) const char slipway_plugin_v1[]; \
  const char slipway_plugin_v1[] = SLIPWAY_PLUGIN_INFO(SLIPWAY_PLUGIN_LIBTORCH);      \
  }                                                                                   \
  static_assert(sizeof(slipway_plugin_v1) > 0)
