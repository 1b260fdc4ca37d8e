# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Shared libraries: what they need, which of that they use, and where it is."""
import functools
import os
import re
import subprocess


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_elf(path):
    with open(path, 'rb') as file:
        return file.read(4) == b'\x7fELF'


@functools.lru_cache(None)
def needed(path):
    """The libraries that a file names, in its order."""
    return tuple(re.findall(r'\(NEEDED\).*\[(.+)\]', output('readelf', '-W', '-d', path)))


@functools.lru_cache(None)
def symbols(path):
    """(those it defines for others, those it takes from others), as names without versions."""
    defined, taken = set(), set()
    for line in output('readelf', '-W', '--dyn-syms', path).splitlines():
        fields = line.split()
        if len(fields) < 8 or fields[4] not in ('GLOBAL', 'WEAK', 'UNIQUE'):
            continue
        (taken if fields[6] == 'UND' else defined).add(fields[7].split('@')[0])
    return defined, taken


@functools.lru_cache(None)
def system_libraries():
    """The linker's own table: name to file."""
    table = {}
    for line in output('/sbin/ldconfig', '-p').splitlines():
        match = re.match(r'\s*(\S+) \(libc6,x86-64[^)]*\) => (\S+)', line)
        if match:
            table.setdefault(match[1], match[2])
    return table


def find(name, folders, last_folders=()):
    """The file of a library: in one of the folders, the system's, or in one of the last folders. Raises KeyError."""
    for folder in folders:
        if os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    if name in system_libraries():
        return system_libraries()[name]
    for folder in last_folders:
        if os.path.exists(os.path.join(folder, name)):
            return os.path.join(folder, name)
    raise KeyError(name)


def uses(path, library):
    """Whether a file takes anything from a library that it names."""
    return bool(symbols(path)[1] & symbols(library)[0])
