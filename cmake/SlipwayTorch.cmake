# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# LibTorch, from 1.13 on, wherever it comes from: Debian's package, a release archive, or the folder `torch` of a PyPI wheel, named by
# -DCMAKE_PREFIX_PATH= or -DTorch_ROOT=. Only the CPU part is used. LibTorch's own package file is not: it looks for CUDA's compiler where the
# library was built with CUDA, which the CPU part does not need.
#
# Result: target slipway_torch (what a library that uses LibTorch links), slipway_torch_VERSION.
find_path(SLIPWAY_TORCH_INCLUDE_DIR torch/library.h HINTS ${Torch_ROOT} PATH_SUFFIXES include)
find_library(SLIPWAY_TORCH_CPU_LIBRARY torch_cpu HINTS ${Torch_ROOT} PATH_SUFFIXES lib)
find_library(SLIPWAY_TORCH_C10_LIBRARY c10 HINTS ${Torch_ROOT} PATH_SUFFIXES lib)
mark_as_advanced(SLIPWAY_TORCH_INCLUDE_DIR SLIPWAY_TORCH_CPU_LIBRARY SLIPWAY_TORCH_C10_LIBRARY)
if(NOT SLIPWAY_TORCH_INCLUDE_DIR OR NOT SLIPWAY_TORCH_CPU_LIBRARY OR NOT SLIPWAY_TORCH_C10_LIBRARY)
  message(FATAL_ERROR "LibTorch was not found: run 'make deps', name its folder by -DTorch_ROOT=, or leave out the convert side by "
    "-DSLIPWAY_CONVERT=OFF")
endif()

set(slipway_torch_includes ${SLIPWAY_TORCH_INCLUDE_DIR})
if(IS_DIRECTORY ${SLIPWAY_TORCH_INCLUDE_DIR}/fmt OR IS_DIRECTORY ${SLIPWAY_TORCH_INCLUDE_DIR}/google)
  if(NOT SLIPWAY_TORCH_INCLUDE_DIR STREQUAL "/usr/include")
    # A release brings headers of other versions of our dependencies along; only its own may be seen.
    set(slipway_torch_includes ${CMAKE_BINARY_DIR}/torch_include)
    file(MAKE_DIRECTORY ${slipway_torch_includes})
    foreach(folder ATen c10 caffe2 torch)
      file(CREATE_LINK ${SLIPWAY_TORCH_INCLUDE_DIR}/${folder} ${slipway_torch_includes}/${folder} SYMBOLIC)
    endforeach()
  endif()
endif()
list(APPEND slipway_torch_includes ${slipway_torch_includes}/torch/csrc/api/include)

set(slipway_torch_version_file ${SLIPWAY_TORCH_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h)
if(EXISTS ${SLIPWAY_TORCH_INCLUDE_DIR}/torch/headeronly/version.h)
  set(slipway_torch_version_file ${SLIPWAY_TORCH_INCLUDE_DIR}/torch/headeronly/version.h)
endif()
file(STRINGS ${slipway_torch_version_file} slipway_torch_version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
string(REGEX REPLACE "[^0-9]+" "." slipway_torch_VERSION "${slipway_torch_version_lines}")
string(REGEX REPLACE "^\\.|\\.$" "" slipway_torch_VERSION "${slipway_torch_VERSION}")
if(slipway_torch_VERSION VERSION_LESS 1.13)
  message(FATAL_ERROR "LibTorch ${slipway_torch_VERSION} (${SLIPWAY_TORCH_CPU_LIBRARY}) is too old; 1.13 or newer is needed")
endif()

# Releases before 2.6 exist with the C++ ABI of before GCC 5, which nothing else here can be linked with.
get_filename_component(slipway_torch_lib_dir ${SLIPWAY_TORCH_CPU_LIBRARY} DIRECTORY)
foreach(config ${slipway_torch_lib_dir}/../share/cmake/Torch/TorchConfig.cmake ${slipway_torch_lib_dir}/cmake/Torch/TorchConfig.cmake)
  if(EXISTS ${config})
    file(STRINGS ${config} slipway_torch_old_abi REGEX "_GLIBCXX_USE_CXX11_ABI=0")
    if(slipway_torch_old_abi)
      message(FATAL_ERROR "LibTorch ${slipway_torch_VERSION} (${SLIPWAY_TORCH_CPU_LIBRARY}) was built with the old C++ ABI; take the "
        "'cxx11 ABI' archive, or 2.6 or newer")
    endif()
  endif()
endforeach()
message(STATUS "LibTorch ${slipway_torch_VERSION}: ${SLIPWAY_TORCH_CPU_LIBRARY}")

add_library(slipway_torch INTERFACE)
target_include_directories(slipway_torch SYSTEM INTERFACE ${slipway_torch_includes})
# Classes of its headers (at::RecordFunction) have further members without NDEBUG, and the library was built with it.
target_compile_definitions(slipway_torch INTERFACE $<$<NOT:$<CONFIG:Release>>:NDEBUG>)
target_link_libraries(slipway_torch INTERFACE ${SLIPWAY_TORCH_CPU_LIBRARY} ${SLIPWAY_TORCH_C10_LIBRARY} Threads::Threads)

# Each file that includes these on its own costs 15 s and 1.5 GB.
set(slipway_torch_headers <ATen/ATen.h> <ATen/Parallel.h> <ATen/core/dispatch/Dispatcher.h> <ATen/record_function.h> <torch/library.h>
  <torch/nn/module.h> <torch/version.h>)
slipway_precompile(slipway_torch_pch slipway_torch HEADERS ${slipway_torch_headers})
if(SLIPWAY_TESTS)
  slipway_precompile(slipway_torch_pch_tests slipway_torch GTest::gtest GTest::gmock
    HEADERS ${slipway_torch_headers} <gtest/gtest.h> <gmock/gmock.h>)
  target_compile_options(slipway_torch_pch_tests PRIVATE ${slipway_test_options})
endif()
