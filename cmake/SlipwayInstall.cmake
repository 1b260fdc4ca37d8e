# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What `cmake --install BUILD --prefix P` lays out. All libraries are found relative to the files themselves, so P may be moved:
#   P/bin/slipway
#   P/lib/                libslipway.so.1 (the SDK), libslipway_*.so, and libonnxruntime.so.1 unless it is the system's
#   P/lib/cmake/slipway/  for find_package(slipway)
#   P/include/slipway/    public headers
#   P/share/slipway/      deploy configs; P/share/doc/slipway/: licences
#   P/share/              completion for bash and zsh, and the manual page, where these look for them
# A wheel and a Debian package hold the program alone: without the components `development` (headers, package files) and `extra` (what
# few machines can use, and what needs libraries that few have).

set(slipway_libraries slipway_core slipway_runtime_shared slipway_evaluate slipway_profile slipway_run_shared)
if(SLIPWAY_CONVERT)
  list(APPEND slipway_libraries slipway_convert)
endif()

# Folders that the dynamic linker searches anyway need no rpath, and their files need no copy.
function(slipway_is_system_file result file)
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(folder ${folder} REALPATH)
  set(system ${CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES})
  set(${result} OFF PARENT_SCOPE)
  foreach(known IN LISTS system)
    get_filename_component(known ${known} REALPATH)
    if(folder STREQUAL known)
      set(${result} ON PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# A LibTorch of the user's own stays where it is.
set(slipway_torch_rpath "")
if(SLIPWAY_CONVERT)
  slipway_is_system_file(torch_is_system ${SLIPWAY_TORCH_CPU_LIBRARY})
  if(NOT torch_is_system)
    get_filename_component(slipway_torch_rpath ${SLIPWAY_TORCH_CPU_LIBRARY} DIRECTORY)
  endif()
endif()

set_target_properties(slipway PROPERTIES INSTALL_RPATH "$ORIGIN/../lib")
set_target_properties(${slipway_libraries} PROPERTIES INSTALL_RPATH "$ORIGIN")
if(slipway_torch_rpath)
  foreach(target slipway_convert slipway_backend_torchscript)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN;${slipway_torch_rpath}")
  endforeach()
endif()

if(TARGET slipway_mpi)
  install(TARGETS slipway_mpi LIBRARY DESTINATION lib COMPONENT extra)
endif()

install(TARGETS slipway ${slipway_libraries}
  RUNTIME DESTINATION bin
  LIBRARY DESTINATION lib)

get_target_property(slipway_ort_library onnxruntime::onnxruntime IMPORTED_LOCATION)
slipway_is_system_file(ort_is_system ${slipway_ort_library})
if(NOT ort_is_system)
  get_filename_component(slipway_ort_real ${slipway_ort_library} REALPATH)
  install(PROGRAMS ${slipway_ort_real} DESTINATION lib RENAME libonnxruntime.so.1)
  get_filename_component(slipway_ort_folder ${slipway_ort_library} DIRECTORY)
  install(FILES ${slipway_ort_folder}/LICENSE ${slipway_ort_folder}/ThirdPartyNotices.txt
    DESTINATION share/doc/slipway/onnxruntime OPTIONAL)
endif()

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/slipway DESTINATION include COMPONENT development FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/configs DESTINATION share/slipway FILES_MATCHING PATTERN "*.py")
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/ DESTINATION share)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/slipway)

# find_package(slipway) gives slipway::slipway (the SDK: slipway.h and slipway.hpp), and of the program's own parts slipway::core (configs,
# backends) and slipway::runtime (those and the pipelines of model directories).
include(CMakePackageConfigHelpers)
file(WRITE ${CMAKE_BINARY_DIR}/generated/slipwayConfig.cmake [=[
get_filename_component(slipway_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT TARGET slipway::slipway)
  add_library(slipway::slipway SHARED IMPORTED)
  set_target_properties(slipway::slipway PROPERTIES
    IMPORTED_LOCATION "${slipway_prefix}/lib/libslipway.so.1"
    IMPORTED_SONAME libslipway.so.1
    INTERFACE_INCLUDE_DIRECTORIES "${slipway_prefix}/include")
endif()
if(NOT TARGET slipway::core)
  add_library(slipway::core SHARED IMPORTED)
  set_target_properties(slipway::core PROPERTIES
    IMPORTED_LOCATION "${slipway_prefix}/lib/libslipway_core.so"
    INTERFACE_INCLUDE_DIRECTORIES "${slipway_prefix}/include"
    INTERFACE_COMPILE_FEATURES cxx_std_20)
  add_library(slipway::runtime SHARED IMPORTED)
  set_target_properties(slipway::runtime PROPERTIES
    IMPORTED_LOCATION "${slipway_prefix}/lib/libslipway_runtime.so"
    INTERFACE_LINK_LIBRARIES slipway::core)
endif()
]=])
write_basic_package_version_file(${CMAKE_BINARY_DIR}/generated/slipwayConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/generated/slipwayConfig.cmake ${CMAKE_BINARY_DIR}/generated/slipwayConfigVersion.cmake
  DESTINATION lib/cmake/slipway COMPONENT development)

include(SlipwayDebian)
