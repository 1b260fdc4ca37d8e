# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# Lays out the headers that plugins are compiled with: cmake -DSOURCE=checkout -DTARGET=folder -DVERSION=1.2.3 -DLIBTORCH=1.13.1 -P THIS
#   TARGET/include/slipway/           public headers; extend/: what authors of plugins include
#   TARGET/include/slipway/internal/  what these include of src/, and so on; includes name these copies
#   TARGET/generated/slipway/extend/build.h, and a copy among the headers: version, LibTorch, and a number made of all headers
# Files are only written where they change, so that nothing is compiled again without need.
cmake_minimum_required(VERSION 3.22)

function(write_if_other file content)
  if(EXISTS ${file})
    file(READ ${file} old)
    if(old STREQUAL content)
      return()
    endif()
  endif()
  file(WRITE ${file} "${content}")
endfunction()

set(include_line "#include \"([a-z0-9_/]+\\.h)\"")
file(GLOB_RECURSE todo RELATIVE ${SOURCE}/include ${SOURCE}/include/slipway/*.h)
list(SORT todo)
set(done "")
set(files "")
while(todo)
  list(POP_FRONT todo header)
  list(APPEND done ${header})
  if(EXISTS ${SOURCE}/include/${header})
    file(READ ${SOURCE}/include/${header} text)
    set(path include/${header})
  else()
    file(READ ${SOURCE}/src/${header} text)
    set(path include/slipway/internal/${header})
  endif()
  # A list of CMake's would break at semicolons and brackets.
  string(REGEX MATCHALL "${include_line}" lines "${text}")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "${include_line}" "\\1" included "${line}")
    if(EXISTS ${SOURCE}/src/${included})
      string(REPLACE "#include \"${included}\"" "#include \"slipway/internal/${included}\"" text "${text}")
    elseif(NOT EXISTS ${SOURCE}/include/${included})
      continue()
    endif()
    if(NOT included IN_LIST done AND NOT included IN_LIST todo)
      list(APPEND todo ${included})
    endif()
  endforeach()
  write_if_other(${TARGET}/${path} "${text}")
  string(SHA256 hash "${text}")
  list(APPEND files "${path} ${hash}")
endwhile()

# What is no longer part of it.
file(GLOB_RECURSE present RELATIVE ${TARGET} ${TARGET}/include/*.h)
list(TRANSFORM files REPLACE " .*" "" OUTPUT_VARIABLE paths)
foreach(file IN LISTS present)
  if(NOT file IN_LIST paths AND NOT file STREQUAL "include/slipway/extend/build.h")
    file(REMOVE ${TARGET}/${file})
  endif()
endforeach()

list(SORT files)
string(SHA256 number "${files}")
string(SUBSTRING ${number} 0 12 number)
foreach(folder include generated)
  write_if_other(${TARGET}/${folder}/slipway/extend/build.h "// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Made when Slipway was built; what plugins and this build must have in common.
#pragma once

#define SLIPWAY_EXTEND_VERSION \"${VERSION}\"
#define SLIPWAY_EXTEND_LIBTORCH \"${LIBTORCH}\"
#define SLIPWAY_EXTEND_HEADERS \"${number}\"
")
endforeach()
