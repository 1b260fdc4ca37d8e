# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Finds ONNX Runtime: its C++ headers and its library, wherever they come from (a release archive, a Debian package, or the
# PyPI wheel and Debian's headers as tools/setup lays them out under .deps/onnxruntime).
# Input: OnnxRuntime_ROOT. Result: OnnxRuntime_FOUND, OnnxRuntime_VERSION, OnnxRuntime_API_VERSION, target onnxruntime::onnxruntime.
# Ours first, then the system's: what other packages set may lead to the latter before any hint.
set(_ort_headers onnxruntime_cxx_api.h PATH_SUFFIXES include include/onnxruntime include/onnxruntime/core/session)
set(_ort_library onnxruntime PATH_SUFFIXES lib lib64 capi)
set(_ort_folders PATHS ${OnnxRuntime_ROOT} ${CMAKE_SOURCE_DIR}/.deps/onnxruntime NO_DEFAULT_PATH)
find_path(OnnxRuntime_INCLUDE_DIR ${_ort_headers} ${_ort_folders})
find_path(OnnxRuntime_INCLUDE_DIR ${_ort_headers})
find_library(OnnxRuntime_LIBRARY ${_ort_library} ${_ort_folders})
find_library(OnnxRuntime_LIBRARY ${_ort_library})
if(OnnxRuntime_INCLUDE_DIR)
  file(STRINGS ${OnnxRuntime_INCLUDE_DIR}/onnxruntime_c_api.h _ort_api REGEX "#define ORT_API_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+" OnnxRuntime_API_VERSION "${_ort_api}")
endif()
if(OnnxRuntime_LIBRARY)
  get_filename_component(_ort_real ${OnnxRuntime_LIBRARY} REALPATH)
  if(_ort_real MATCHES "\\.so\\.([0-9]+\\.[0-9]+\\.[0-9]+)$")
    set(OnnxRuntime_VERSION ${CMAKE_MATCH_1})
    string(REGEX REPLACE "^[0-9]+\\.([0-9]+)\\..*" "\\1" _ort_minor ${OnnxRuntime_VERSION})
    if(OnnxRuntime_API_VERSION AND _ort_minor LESS OnnxRuntime_API_VERSION)
      message(FATAL_ERROR "ONNX Runtime ${OnnxRuntime_VERSION} (${OnnxRuntime_LIBRARY}) is older than its headers, which want API "
        "${OnnxRuntime_API_VERSION} (${OnnxRuntime_INCLUDE_DIR}); give both from one release by -DOnnxRuntime_ROOT=")
    endif()
  endif()
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OnnxRuntime
  REQUIRED_VARS OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR VERSION_VAR OnnxRuntime_VERSION
  REASON_FAILURE_MESSAGE "run 'make deps', or give the folder of a release archive by -DOnnxRuntime_ROOT=")
if(OnnxRuntime_FOUND AND NOT TARGET onnxruntime::onnxruntime)
  add_library(onnxruntime::onnxruntime SHARED IMPORTED)
  set_target_properties(onnxruntime::onnxruntime PROPERTIES IMPORTED_LOCATION ${OnnxRuntime_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${OnnxRuntime_INCLUDE_DIR})
endif()
mark_as_advanced(OnnxRuntime_INCLUDE_DIR OnnxRuntime_LIBRARY)
