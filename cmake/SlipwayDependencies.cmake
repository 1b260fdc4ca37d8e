# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Everything that Slipway depends on. `make deps` installs all of it on Debian; nothing here downloads anything.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(TIFF REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp)
# Protobuf before ONNX: ONNX's package file refers to its targets without looking for them.
find_package(Protobuf REQUIRED)
find_package(ONNX REQUIRED)
find_package(OnnxRuntime REQUIRED)
if(SLIPWAY_CONVERT)
  include(SlipwayTorch)
endif()
if(SLIPWAY_TESTS)
  find_package(GTest REQUIRED)
  # What image files are compared with.
  find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs)
endif()
if(SLIPWAY_BENCH)
  find_package(benchmark QUIET)
endif()
