# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# slipway_add_plugin(NAME SOURCES file... [TESTS file...] [LINK target...] [CONFIGS folder]): libNAME.so, a plugin that Slipway loads by
# --plugin, by SLIPWAY_PLUGINS, or for a config with custom_imports=dict(imports=['NAME']). TESTS are GoogleTest files, built as NAME_tests
# and known to ctest; they are linked with the plugin, so that they may call what its headers declare. CONFIGS is a folder of deploy configs
# (default configs/, where it is there): a link NAME/configs beside the library shows them to Slipway; who copies the library copies that
# folder along.
#
# A plugin is linked with what it uses only: one that only has a metric needs no LibTorch.

# In the scope of who finds the package: inside a function it would be forgotten.
enable_testing()

# What is needed besides Slipway, and the Debian package that has it.
function(slipway_require_package name debian)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "plugins of Slipway need ${name}: apt install ${debian}, or name its folder in CMAKE_PREFIX_PATH")
  endif()
endfunction()

function(slipway_plugin_flags target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  # Slipway's own headers and those of its parts; as system headers, since their warnings are none of the author's.
  target_include_directories(${target} SYSTEM PUBLIC ${slipway_include_dir} ${slipway_TORCH_INCLUDE_DIRS} ${OpenCV_INCLUDE_DIRS})
  # Classes of LibTorch's headers have further members without NDEBUG, and the library was built with it.
  target_compile_definitions(${target} PUBLIC NDEBUG)
  if(slipway_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${slipway_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${slipway_SANITIZE})
  endif()
  set(parts slipway::core slipway::runtime)
  foreach(part evaluate convert)
    if(TARGET slipway::${part})
      list(APPEND parts slipway::${part})
    endif()
  endforeach()
  target_link_libraries(${target} PUBLIC fmt::fmt nlohmann_json::nlohmann_json
    "-Wl,--as-needed" ${parts} ${slipway_TORCH_LIBRARIES} opencv_core)
endfunction()

# LibTorch's headers cost 10 s; compiled once, an edit costs 2. A target that is compiled as OWNER is uses those of it, where it has some.
function(slipway_precompile_if_heavy target owner)
  foreach(file IN LISTS ARGN)
    file(READ ${file} text)
    if(text MATCHES "slipway/extend/(model|rewriter)\\.h")
      get_target_property(shared ${owner} PRECOMPILE_HEADERS)
      if(shared AND NOT target STREQUAL owner)
        target_precompile_headers(${target} REUSE_FROM ${owner})
      else()
        target_precompile_headers(${target} PRIVATE <slipway/extend/rewriter.h>)
      endif()
      return()
    endif()
  endforeach()
endfunction()

# Deploy configs are read as they are when a command runs, so the link may lead to a folder that comes later.
function(slipway_link_configs name folder)
  if(folder)
    get_filename_component(folder ${folder} ABSOLUTE)
    if(NOT IS_DIRECTORY ${folder})
      message(FATAL_ERROR "slipway_add_plugin(${name}): there is no folder ${folder} (CONFIGS)")
    endif()
  else()
    set(folder ${CMAKE_CURRENT_SOURCE_DIR}/configs)
  endif()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})
  file(CREATE_LINK ${folder} ${CMAKE_CURRENT_BINARY_DIR}/${name}/configs SYMBOLIC)
endfunction()

function(slipway_add_plugin name)
  cmake_parse_arguments(ARG "" "CONFIGS" "SOURCES;TESTS;LINK" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "slipway_add_plugin(${name}): '${ARG_UNPARSED_ARGUMENTS}' stands before SOURCES, TESTS, LINK and CONFIGS")
  endif()
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "slipway_add_plugin(${name}): SOURCES names no file")
  endif()
  foreach(list SOURCES TESTS)
    set(absolute "")
    foreach(file IN LISTS ARG_${list})
      get_filename_component(file ${file} ABSOLUTE)
      if(NOT EXISTS ${file})
        message(FATAL_ERROR "slipway_add_plugin(${name}): there is no ${file} (${list})")
      endif()
      list(APPEND absolute ${file})
    endforeach()
    set(ARG_${list} ${absolute})
  endforeach()
  slipway_require_package(fmt libfmt-dev)
  slipway_require_package(nlohmann_json nlohmann-json3-dev)
  slipway_require_package(OpenCV libopencv-dev COMPONENTS core)

  # The entry point in a file of its own, so that no author writes it.
  set(entry ${CMAKE_CURRENT_BINARY_DIR}/${name}_plugin.cc)
  file(WRITE ${entry}.new "#include \"slipway/extend/plugin.h\"\n\nSLIPWAY_PLUGIN;\n")
  file(COPY_FILE ${entry}.new ${entry} ONLY_IF_DIFFERENT)
  add_library(${name} SHARED ${ARG_SOURCES} ${entry})
  slipway_plugin_flags(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  # What a plugin lacks is found when it is built, not when somebody loads it.
  if(NOT slipway_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  # Without NAME_EXPORTS: its tests and it are compiled in the same way.
  set_target_properties(${name} PROPERTIES SKIP_BUILD_RPATH OFF DEFINE_SYMBOL "")
  set_source_files_properties(${entry} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  slipway_precompile_if_heavy(${name} ${name} ${ARG_SOURCES})
  slipway_link_configs(${name} "${ARG_CONFIGS}")

  if(NOT ARG_TESTS)
    return()
  endif()
  slipway_require_package(GTest libgtest-dev)
  add_executable(${name}_tests ${ARG_TESTS})
  target_link_libraries(${name}_tests PRIVATE GTest::gtest GTest::gtest_main "-Wl,--no-as-needed" ${name} "-Wl,--as-needed")
  target_compile_options(${name}_tests PRIVATE -fPIC)
  slipway_precompile_if_heavy(${name}_tests ${name} ${ARG_TESTS})
  add_test(NAME ${name} COMMAND ${name}_tests)
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "OMP_WAIT_POLICY=passive;ORT_DISABLE_TELEMETRY=1")
endfunction()
