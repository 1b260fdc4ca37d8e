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
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

add_library(slipway_flags INTERFACE)
target_compile_options(slipway_flags INTERFACE -Wall -Wextra)
# For us, not for who builds with a compiler that we have not met: it may warn of what no other does.
option(SLIPWAY_WERROR "warnings are errors" OFF)
if(SLIPWAY_WERROR)
  target_compile_options(slipway_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 takes "text" + std::string for an overlapping copy (its bug 105651), and sees overflows that are none where it inlines
  # growing strings and vectors (105329, 105762). ccache needs the last option to cache what uses
  # precompiled headers.
  target_compile_options(slipway_flags INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -fpch-preprocess)
  # Without these the compiler looks for memory to free again and again in the hundreds of megabytes of precompiled headers: a tenth of its
  # time, for a tenth less memory.
  target_compile_options(slipway_flags INTERFACE "SHELL:--param ggc-min-expand=300" "SHELL:--param ggc-min-heapsize=524288")
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

# slipway_precompile(TARGET [what it links...] HEADERS header...): headers that most files read, compiled once for all targets that
# name TARGET in slipway_compile_together().
set(slipway_base_headers <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <string>
  <string_view> <utility> <variant> <vector> <fmt/format.h>)
function(slipway_precompile target)
  cmake_parse_arguments(ARG "" "" "HEADERS" ${ARGN})
  add_library(${target} OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
  target_link_libraries(${target} PRIVATE slipway_flags fmt::fmt ${ARG_UNPARSED_ARGUMENTS})
  target_precompile_headers(${target} PRIVATE ${slipway_base_headers} ${ARG_HEADERS})
endfunction()
slipway_precompile(slipway_base_pch nlohmann_json::nlohmann_json HEADERS <nlohmann/json.hpp>)

# Several files as one: the headers are read once for all of them, which is most of what a compiler does here. Names at namespace scope
# have to be unique in a target for that; test/layers/check.py says where they are not. Off, each file is compiled by itself.
option(SLIPWAY_UNITY "compile several files of a folder at once" ON)

# slipway_compile_together(TARGET PCH): TARGET's files several at a time, with the precompiled headers of the target PCH. Those of LibTorch take
# the compiler three seconds wherever they are used, so more files share them.
function(slipway_compile_together target pch)
  set(batch 10)
  if(pch MATCHES torch)
    set(batch 20)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${SLIPWAY_UNITY} UNITY_BUILD_BATCH_SIZE ${batch})
  target_precompile_headers(${target} REUSE_FROM ${pch})
  target_link_libraries(${target} PRIVATE fmt::fmt)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    # The compiler refuses headers that were compiled as -fPIC in a program, which is -fPIE by default.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
endfunction()

# What -O1 needs beside it for the precompiled headers, which are compiled with -O3: GCC 13 and newer want some flags to be the same in both that
# the levels set differently. They do nothing at -O1. Empty where this compiler's headers fit with neither.
if(NOT DEFINED SLIPWAY_BRIEF_OPTIONS)
  set(folder ${CMAKE_BINARY_DIR}/CMakeFiles/slipway_brief)
  file(WRITE ${folder}/header.h "#include <vector>\n")
  file(WRITE ${folder}/source.cc "int main() {}\n")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -O3 -x c++-header header.h -o header.h.gch WORKING_DIRECTORY ${folder} ERROR_QUIET)
  set(found "")
  foreach(options "-O1" "-O1;-munroll-only-small-loops;-mvzeroupper")
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${options} -Winvalid-pch -Werror -include header.h -c source.cc -o source.o WORKING_DIRECTORY ${folder}
      RESULT_VARIABLE status ERROR_QUIET)
    if(status EQUAL 0)
      set(found ${options})
      break()
    endif()
  endforeach()
  set(SLIPWAY_BRIEF_OPTIONS "${found}" CACHE INTERNAL "how what runs once is compiled")
endif()

# slipway_runs_once(TARGET): what TARGET does is done once in a deployment, and most of that by libraries: that the compiler takes a third less time
# is worth more than code that is a little faster. Not for what runs for each image.
function(slipway_runs_once target)
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:${SLIPWAY_BRIEF_OPTIONS}>")
endfunction()

# slipway_pch(RESULT what a target links...): the precompiled headers that suit it.
function(slipway_pch result)
  set(${result} slipway_base_pch PARENT_SCOPE)
  if("slipway_torch" IN_LIST ARGN)
    set(${result} slipway_torch_pch PARENT_SCOPE)
  endif()
endfunction()

# slipway_library(NAME [RUNS_ONCE] [DEPS target...]): an object library of every .cc file of the current folder and below that is
# no test. An object library, so that files which only register something are always linked.
function(slipway_library name)
  cmake_parse_arguments(ARG "RUNS_ONCE" "" "DEPS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|main)\\.cc$")
  foreach(pattern IN LISTS ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  add_library(${name} OBJECT ${sources})
  target_link_libraries(${name} PUBLIC slipway_flags ${ARG_DEPS})
  slipway_pch(pch ${ARG_DEPS})
  slipway_compile_together(${name} ${pch})
  if(ARG_RUNS_ONCE)
    slipway_runs_once(${name})
  endif()
endfunction()

# Tests are compiled once and run once: the optimizer would cost more than it gains.
set(slipway_test_options $<$<CONFIG:Release>:-O0>)
if(SLIPWAY_TESTS)
  slipway_precompile(slipway_base_pch_tests nlohmann_json::nlohmann_json GTest::gtest GTest::gmock
    HEADERS <nlohmann/json.hpp> <gtest/gtest.h> <gmock/gmock.h>)
  target_compile_options(slipway_base_pch_tests PRIVATE ${slipway_test_options})
endif()

# slipway_tests(NAME [PARTS slipway object libraries...] [LINK targets...] [EXCLUDE regex...] [ONLY regex]): one GoogleTest program of every
# *_test.cc of the current folder and below, registered with ctest test by test. A *_kit_test.cc, which looks at Slipway's libraries through
# the kit of plugins (slipway/extend/testing.h), belongs to a program that is linked with these and not with their parts: ONLY picks them.
function(slipway_tests name)
  if(NOT SLIPWAY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "ONLY" "PARTS;LINK;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  if(ARG_ONLY)
    list(FILTER sources INCLUDE REGEX "${ARG_ONLY}")
  else()
    list(FILTER sources EXCLUDE REGEX "_kit_test\\.cc$")
  endif()
  foreach(pattern IN LISTS ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources} ${CMAKE_SOURCE_DIR}/test/support/main.cc)
  slipway_link_parts(${name} ${ARG_PARTS})
  target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock ${ARG_LINK})
  slipway_pch(pch ${ARG_LINK})
  slipway_compile_together(${name} ${pch}_tests)
  target_compile_options(${name} PRIVATE ${slipway_test_options})
  target_compile_definitions(${name} PRIVATE SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SLIPWAY_BINARY_DIR="${CMAKE_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  slipway_register_suites(${name} ${sources})
endfunction()

# slipway_register_suites(PROGRAM source...): each test suite of PROGRAM is a test of ctest, named PROGRAM.SUITE. Not each test: loading
# LibTorch takes longer than most of them. What is in no suite that the sources show runs as PROGRAM.others.
function(slipway_register_suites program)
  set(suites "")
  foreach(source IN LISTS ARGN)
    # Not line by line: a list of CMake's breaks at the semicolons and brackets of what else a line holds.
    file(READ ${source} text)
    string(REGEX MATCHALL "\nTEST(_F|_P)?\\([A-Za-z0-9_]+,[ \n]*[A-Za-z0-9_]+" heads "${text}")
    # What is disabled is run by other tests.
    list(FILTER heads EXCLUDE REGEX "DISABLED_")
    foreach(head IN LISTS heads)
      string(REGEX REPLACE "^\nTEST(_F|_P)?\\(([A-Za-z0-9_]+),.*" "\\2" suite "${head}")
      list(APPEND suites ${suite})
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES suites)
  set(others "-")
  foreach(suite IN LISTS suites)
    set(pattern "${suite}.*:*/${suite}.*:*/${suite}/*:${suite}/*")
    string(APPEND others "${pattern}:")
    add_test(NAME ${program}.${suite} COMMAND ${program} --gtest_brief=1 --gtest_filter=${pattern})
    list(APPEND tests ${program}.${suite})
  endforeach()
  add_test(NAME ${program}.others COMMAND ${program} --gtest_brief=1 "--gtest_filter=${others}")
  # A suite of which every test was skipped counts as skipped; `make test` lists single tests that were.
  set_tests_properties(${tests} PROPERTIES SKIP_RETURN_CODE 77)
  set_tests_properties(${tests} ${program}.others PROPERTIES TIMEOUT 600
    ENVIRONMENT "OMP_WAIT_POLICY=passive;OMP_NUM_THREADS=1;ORT_DISABLE_TELEMETRY=1")
endfunction()

# slipway_link_parts(TARGET part...): links object libraries with everything that they depend on.
function(slipway_link_parts target)
  foreach(part IN LISTS ARGN)
    target_link_libraries(${target} PRIVATE ${part})
  endforeach()
endfunction()
