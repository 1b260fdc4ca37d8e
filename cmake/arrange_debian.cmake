# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# CPack runs this between installing and packing: what Debian's policy wants elsewhere than below one prefix goes there.
set(usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
set(prefix ${usr}/lib/slipway)
set(documents ${usr}/share/doc/slipway)
file(MAKE_DIRECTORY ${usr}/bin)
file(CREATE_LINK ../lib/slipway/bin/slipway ${usr}/bin/slipway SYMBOLIC)
file(RENAME ${prefix}/share ${usr}/share)
# Where the program looks for its configs, and Debian's zsh for completion.
file(MAKE_DIRECTORY ${prefix}/share)
file(CREATE_LINK ../../../share/slipway ${prefix}/share/slipway SYMBOLIC)
file(RENAME ${usr}/share/zsh/site-functions ${usr}/share/zsh/vendor-completions)

# One file of copyrights. Slipway's own licence is among those that every Debian has.
file(REMOVE ${documents}/LICENSE)
set(text "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Slipway

Files: *
Copyright: 2026 The Slipway Authors
License: Apache-2.0
 On Debian systems the licence is in /usr/share/common-licenses/Apache-2.0.
Comment: The folders beside this file hold the licences of the libraries in
 /usr/lib/slipway that are not of Debian.
")
file(WRITE ${documents}/copyright "${text}")

file(WRITE ${documents}/changelog "slipway (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Built from the sources of this version.

 -- ${CPACK_PACKAGE_CONTACT}  Thu, 01 Jan 2026 00:00:00 +0000
")
file(GLOB_RECURSE manuals ${usr}/share/man/*.[1-9])
execute_process(COMMAND gzip -9n ${documents}/changelog ${manuals} COMMAND_ERROR_IS_FATAL ANY)

# Folders of the build may have been made under any umask, and libraries need not be executable.
execute_process(COMMAND find ${usr} -type d -exec chmod 755 {} + COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND find ${usr} -type f -exec chmod u=rwX,go=rX {} + COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND find ${prefix}/lib -name "*.so*" -exec chmod 644 {} + COMMAND_ERROR_IS_FATAL ANY)
