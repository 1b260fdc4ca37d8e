#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Prints the table of src/config/syntax/identifiers.cc: what Python's own str.isidentifier() says of every character.

    /usr/bin/python3 tools/unicode/identifiers.py > src/config/syntax/identifiers.cc   # Python 3.11: Unicode 14
"""
import unicodedata

# Characters that may melt together with the one before (NFC).
MELTING = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
for code in range(0x110000):
    parts = unicodedata.decomposition(chr(code)).split()
    if len(parts) == 2 and parts[0][0] != '<' and unicodedata.normalize('NFC', ''.join(chr(int(p, 16)) for p in parts)) == chr(code):
        MELTING.add(int(parts[1], 16))


def sort_of(code):
    """0 none of a name's, 1 not at its beginning, 2 anywhere; 3 and 4 the same where Python reads another one (NFKC) or may do so"""
    if 0xD800 <= code < 0xE000 or not ('a' + chr(code)).isidentifier():
        return 0
    if unicodedata.normalize('NFKC', chr(code)) != chr(code) or code in MELTING:
        return 4 if chr(code).isidentifier() else 3
    return 2 if chr(code).isidentifier() else 1


def bits_of(code):
    """The sort, 8 for letters and numbers (str.isalnum), 16 for decimal digits"""
    return sort_of(code) + 8 * chr(code).isalnum() + 16 * chr(code).isdecimal()


HEAD = '''// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What characters beyond ASCII are: in names (XID_Start, XID_Continue) and in regular expressions, by Unicode %s as
// Python 3.11 asks it. Made by tools/unicode/identifiers.py.
#include "config/syntax/identifiers.h"

#include <algorithm>
#include <iterator>

namespace slipway::config {
namespace {

/// Where a run of alike characters begins: 32 times the character, and what they are.
constexpr uint32_t kRuns[] = {
    // clang-format off'''
TAIL = '''    // clang-format on
};

uint32_t character_bits(uint32_t code_point) {
  const auto* after = std::upper_bound(std::begin(kRuns), std::end(kRuns), code_point * 32 + 31);
  return after == std::begin(kRuns) ? 0 : *(after - 1) & 31;
}

}  // namespace

NameCharacter name_character(uint32_t code_point) { return static_cast<NameCharacter>(character_bits(code_point) & 7); }
bool is_letter_or_number(uint32_t code_point) { return (character_bits(code_point) & 8) != 0; }
bool is_decimal_digit(uint32_t code_point) { return (character_bits(code_point) & 16) != 0; }

}  // namespace slipway::config'''

runs, before = [], 0
for code in range(0x80, 0x110000):
    bits = bits_of(code)
    if bits != before:
        runs.append(f'0x{code * 32 + bits:x},')
        before = bits
print(HEAD % unicodedata.unidata_version)
line = '   '
for run in runs:
    if len(line) + 1 + len(run) > 120:
        print(line)
        line = '   '
    line += ' ' + run
print(line)
print(TAIL)
