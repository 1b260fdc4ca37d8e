# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# cmake -DPROGRAM=FILE -DFOLDER=DIR -P SlipwayDocuments.cmake: what the program prints about its own options, as files of a share/ folder.
set(ENV{ASAN_OPTIONS} detect_leaks=0)  # where it is built with sanitizers: the tests look for leaks
foreach(document "completion bash;bash-completion/completions/slipway" "completion zsh;zsh/site-functions/_slipway" "man;man/man1/slipway.1")
  list(GET document 0 arguments)
  list(GET document 1 file)
  separate_arguments(arguments UNIX_COMMAND ${arguments})
  get_filename_component(folder ${FOLDER}/${file} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  execute_process(COMMAND ${PROGRAM} ${arguments} OUTPUT_FILE ${FOLDER}/${file} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "'${PROGRAM} ${arguments}' failed: ${result}")
  endif()
endforeach()
