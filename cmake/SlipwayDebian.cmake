# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# A Debian package of a build (`make deb`, or `cpack -G DEB`), for the release that it was built on:
#   /usr/bin/slipway         a link into
#   /usr/lib/slipway/        bin/ and lib/ as installed, with libraries that Debian does not have
#   /usr/share/              deploy configs (slipway/configs), the manual page, completion
# Everything else comes from Debian's packages, which it depends on.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME slipway)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Slipway Authors <slipway@packages.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "takes trained OpenMMLab models to where they run")
set(CPACK_PACKAGE_DESCRIPTION "Slipway reads a deploy config, a model config, a checkpoint and an image,
all unchanged, and writes a model directory for ONNX Runtime, OpenVINO,
ncnn or TorchScript. It proves in numbers that the model there computes
what PyTorch computes, and measures its accuracy and its speed. Neither
Python nor mmcv is needed.")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr/lib/slipway)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};slipway;Unspecified;/")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/arrange_debian.cmake)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libopenblas0-pthread)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
# Most of the time is compression.
set(CPACK_THREADS 0)
include(CPack)
