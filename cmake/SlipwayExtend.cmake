# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What authors of plugins build with: the headers below include/slipway/extend and all that these include of src/, laid out in
# BUILD/extend as an installation has them.
if(NOT SLIPWAY_CONVERT)
  set(slipway_torch_VERSION "")
endif()
add_custom_target(slipway_extend_headers ALL
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DTARGET=${CMAKE_BINARY_DIR}/extend -DVERSION=${PROJECT_VERSION}
    -DLIBTORCH=${slipway_torch_VERSION} -P ${CMAKE_SOURCE_DIR}/cmake/write_extend_headers.cmake
  BYPRODUCTS ${CMAKE_BINARY_DIR}/extend/generated/slipway/extend/build.h
  VERBATIM)
