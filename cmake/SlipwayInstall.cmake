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

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/slipway DESTINATION include COMPONENT development FILES_MATCHING PATTERN "*.hpp")
# All the others, as plugins include them: see SlipwayExtend.cmake. Not both: of two files of one name that were written within
# a second, CMake installs the first one only.
install(DIRECTORY ${CMAKE_BINARY_DIR}/extend/include/slipway DESTINATION include COMPONENT development FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/templates DESTINATION share/slipway COMPONENT development PATTERN "tree" EXCLUDE)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/configs DESTINATION share/slipway FILES_MATCHING PATTERN "*.py")
install(DIRECTORY ${CMAKE_BINARY_DIR}/share/ DESTINATION share)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/slipway)

# `make install` builds this and no more.
if(TARGET slipway_jar)
  add_dependencies(slipway_everything slipway_jar)
endif()

# find_package(Slipway), or (slipway): a folder lib/cmake/slipway in the build tree, as in an installation.
include(CMakePackageConfigHelpers)
set(slipway_package ${CMAKE_BINARY_DIR}/lib/cmake/slipway)
set(slipway_torch_include_dirs "")
set(slipway_torch_libraries "")
if(SLIPWAY_CONVERT)
  set(slipway_torch_include_dirs ${SLIPWAY_TORCH_INCLUDE_DIR} ${SLIPWAY_TORCH_INCLUDE_DIR}/torch/csrc/api/include)
  set(slipway_torch_libraries ${SLIPWAY_TORCH_CPU_LIBRARY} ${SLIPWAY_TORCH_C10_LIBRARY})
endif()
foreach(name slipway Slipway)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/slipwayConfig.cmake.in ${slipway_package}/${name}Config.cmake @ONLY)
  write_basic_package_version_file(${slipway_package}/${name}ConfigVersion.cmake VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
endforeach()
configure_file(${CMAKE_SOURCE_DIR}/cmake/SlipwayPlugin.cmake ${slipway_package}/SlipwayPlugin.cmake COPYONLY)
install(DIRECTORY ${slipway_package} DESTINATION lib/cmake COMPONENT development)

include(SlipwayDebian)
