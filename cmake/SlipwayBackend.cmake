# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# How a folder of src/backend declares its backend. Nothing else names it: the loader's table, what the program is built with,
# what gets installed and what tests wait for all come from here.
#
# slipway_backend(NAME TITLE "for people" GET "how to get it" [UNAVAILABLE] [ON_DEMAND] [PARTS base/error...] [LINK targets...]):
# target slipway_backend_NAME, a module of every .cc file of the current folder that is no test. UNAVAILABLE declares the backend
# without its module, where what it is built with is not there: asked for it, Slipway says how to get it.
# ON_DEMAND: the target `slipway` does not wait for it; `slipway_everything` does.
# PARTS: what it takes along of the rest of Slipway, beyond errors and tensors. Not more than needed: whoever loads it has
# another copy of the same code.
function(slipway_backend name)
  cmake_parse_arguments(ARG "UNAVAILABLE;ON_DEMAND" "TITLE;GET" "PARTS;LINK" ${ARGN})
  set_property(GLOBAL APPEND_STRING PROPERTY SLIPWAY_BACKEND_TABLE "{\"${name}\", \"${ARG_TITLE}\", \"${ARG_GET}\"},\n")
  if(ARG_UNAVAILABLE)
    return()
  endif()
  set(target slipway_backend_${name})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if("base/io" IN_LIST ARG_PARTS)
    list(APPEND ARG_PARTS base/cleanup)
  endif()
  foreach(part backend/interface backend/device backend/model_file backend/session_inputs base/error base/strings base/tensor ${ARG_PARTS})
    list(APPEND sources ${CMAKE_SOURCE_DIR}/src/${part}.cc)
  endforeach()
  list(REMOVE_DUPLICATES sources)
  add_library(${target} MODULE ${sources})
  target_link_libraries(${target} PRIVATE slipway_flags fmt::fmt ${ARG_LINK} ${CMAKE_DL_LIBS})
  slipway_pch(pch ${ARG_LINK})
  slipway_compile_together(${target} ${pch})
  if(NOT SLIPWAY_SANITIZE)
    # What a module lacks is found when it is built, not when somebody loads it and is told to install something.
    target_link_options(${target} PRIVATE -Wl,--no-undefined)
  endif()
  set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
  set_property(GLOBAL APPEND PROPERTY SLIPWAY_ALL_BACKEND_TARGETS ${target})
  if(ARG_ON_DEMAND)
    install(TARGETS ${target} LIBRARY DESTINATION lib COMPONENT extra)
  else()
    install(TARGETS ${target} LIBRARY DESTINATION lib)
    set_property(GLOBAL APPEND PROPERTY SLIPWAY_BACKEND_TARGETS ${target})
  endif()
endfunction()

# slipway_needs_backends(TARGET): TARGET opens backends when it runs, so they have to be built before.
function(slipway_needs_backends target)
  get_property(backends GLOBAL PROPERTY SLIPWAY_BACKEND_TARGETS)
  add_dependencies(${target} ${backends})
endfunction()
