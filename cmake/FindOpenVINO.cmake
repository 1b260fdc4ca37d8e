# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Finds OpenVINO's C++ headers and library as tools/backends lays them out under .deps/openvino, or those of a release archive, a
# package or an unpacked PyPI wheel.
# Input: OpenVINO_ROOT. Result: OpenVINO_FOUND, OpenVINO_VERSION, target openvino::runtime.
foreach(variable OpenVINO_INCLUDE_DIR OpenVINO_LIBRARY)
  if(${variable} AND NOT EXISTS ${${variable}})
    unset(${variable} CACHE)  # it was there when this folder was configured before
  endif()
endforeach()
set(_openvino_roots ${OpenVINO_ROOT} $ENV{OpenVINO_ROOT} ${CMAKE_SOURCE_DIR}/.deps/openvino)
find_path(OpenVINO_INCLUDE_DIR openvino/openvino.hpp HINTS ${_openvino_roots} PATH_SUFFIXES include runtime/include openvino/include)
# A wheel has no link without the version.
set(_openvino_names openvino)
foreach(root IN LISTS _openvino_roots)
  file(GLOB _openvino_files RELATIVE ${root} ${root}/libs/libopenvino.so.* ${root}/openvino/libs/libopenvino.so.*)
  foreach(file IN LISTS _openvino_files)
    get_filename_component(file ${file} NAME)
    list(APPEND _openvino_names ${file})
  endforeach()
endforeach()
find_library(OpenVINO_LIBRARY NAMES ${_openvino_names} HINTS ${_openvino_roots}
  PATH_SUFFIXES lib lib64 libs openvino/libs runtime/lib/intel64 runtime/lib/aarch64)
if(OpenVINO_INCLUDE_DIR)
  file(STRINGS ${OpenVINO_INCLUDE_DIR}/openvino/core/version.hpp _openvino_version REGEX "define OPENVINO_VERSION_(MAJOR|MINOR|PATCH) ")
  string(REGEX REPLACE "[^0-9]+" "." OpenVINO_VERSION "${_openvino_version}")
  string(REGEX REPLACE "^\\.|\\.$" "" OpenVINO_VERSION "${OpenVINO_VERSION}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenVINO
  REQUIRED_VARS OpenVINO_LIBRARY OpenVINO_INCLUDE_DIR VERSION_VAR OpenVINO_VERSION
  REASON_FAILURE_MESSAGE "run 'make backends', or give its folder by -DOpenVINO_ROOT=")
if(OpenVINO_FOUND AND NOT TARGET openvino::runtime)
  get_filename_component(_openvino_real ${OpenVINO_LIBRARY} REALPATH)
  add_library(openvino::runtime SHARED IMPORTED)
  set_target_properties(openvino::runtime PROPERTIES IMPORTED_LOCATION ${_openvino_real}
    INTERFACE_INCLUDE_DIRECTORIES ${OpenVINO_INCLUDE_DIR})
endif()
mark_as_advanced(OpenVINO_INCLUDE_DIR OpenVINO_LIBRARY)
