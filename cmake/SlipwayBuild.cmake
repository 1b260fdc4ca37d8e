# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# How every part of Slipway is compiled, and the functions by which a folder declares its library and its tests.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET default)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "build type" FORCE)
endif()

# One layout for the build tree and the installed prefix, so that one relative rpath serves both.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_library(slipway_flags INTERFACE)
target_compile_options(slipway_flags INTERFACE -Wall -Wextra -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes "text" + std::string for an overlapping copy (its bug 105651). ccache needs the other option to cache what uses
  # precompiled headers.
  target_compile_options(slipway_flags INTERFACE -Wno-restrict -fpch-preprocess)
endif()
target_include_directories(slipway_flags INTERFACE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(slipway_flags INTERFACE SLIPWAY_VERSION="${PROJECT_VERSION}")
if(SLIPWAY_SANITIZE)
  target_compile_options(slipway_flags INTERFACE -fsanitize=${SLIPWAY_SANITIZE} -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented standard headers (std::function in std::regex) make GCC 12 see uninitialised members that are none.
    target_compile_options(slipway_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_link_options(slipway_flags INTERFACE -fsanitize=${SLIPWAY_SANITIZE})
endif()

# slipway_library(NAME [DEPS target...]): an object library of every .cc file of the current folder and below that is
# no test. An object library, so that files which only register something are always linked.
function(slipway_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cc$")
  foreach(pattern IN LISTS ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  add_library(${name} OBJECT ${sources})
  target_link_libraries(${name} PUBLIC slipway_flags ${ARG_DEPS})
  if("slipway_torch" IN_LIST ARG_DEPS)
    slipway_use_torch_pch(${name})
  endif()
endfunction()

# slipway_tests(NAME [PARTS slipway object libraries...] [LINK targets...]): one GoogleTest program of every *_test.cc of the
# current folder and below, registered with ctest test by test.
function(slipway_tests name)
  if(NOT SLIPWAY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "PARTS;LINK;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  foreach(pattern IN LISTS ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  slipway_link_parts(${name} ${ARG_PARTS})
  target_link_libraries(${name} PRIVATE GTest::gtest GTest::gtest_main GTest::gmock ${ARG_LINK})
  if("slipway_torch" IN_LIST ARG_LINK)
    slipway_use_torch_pch(${name})
  endif()
  target_compile_definitions(${name} PRIVATE SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SLIPWAY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
    PROPERTIES ENVIRONMENT "OMP_WAIT_POLICY=passive;OMP_NUM_THREADS=1;ORT_DISABLE_TELEMETRY=1" TIMEOUT 300)
endfunction()

# slipway_link_parts(TARGET part...): links object libraries with everything that they depend on.
function(slipway_link_parts target)
  foreach(part IN LISTS ARGN)
    target_link_libraries(${target} PRIVATE ${part})
  endforeach()
endfunction()
