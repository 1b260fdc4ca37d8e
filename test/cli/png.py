# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Grey PNG files of 8 bits, read and written without any library."""
import struct
import zlib
from pathlib import Path

SIGNATURE = b'\x89PNG\r\n\x1a\n'


def read_grey(path):
    """(width, height, pixels as bytes)"""
    data = Path(path).read_bytes()
    assert data[:8] == SIGNATURE, path
    at, packed = 8, b''
    while at < len(data):
        length, kind = struct.unpack('>I4s', data[at:at + 8])
        chunk = data[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height, depth, color, _, _, interlace = struct.unpack('>IIBBBBB', chunk)
            assert (depth, color, interlace) == (8, 0, 0), f'{path}: depth {depth}, colour type {color}, interlace {interlace}'
        elif kind == b'IDAT':
            packed += chunk
        at += 12 + length
    raw, rows = zlib.decompress(packed), []
    before = bytes(width)
    for y in range(height):
        start = y * (width + 1)
        rows.append(unfilter(raw[start], bytearray(raw[start + 1:start + 1 + width]), before))
        before = rows[-1]
    return width, height, b''.join(rows)


def unfilter(kind, row, above):
    for x, value in enumerate(row):
        left = row[x - 1] if x else 0
        corner = above[x - 1] if x else 0
        predicted = (0, left, above[x], (left + above[x]) // 2, paeth(left, above[x], corner))[kind]
        row[x] = (value + predicted) & 255
    return bytes(row)


def paeth(left, above, corner):
    near = left + above - corner
    return min((abs(near - left), 0, left), (abs(near - above), 1, above), (abs(near - corner), 2, corner))[2]


def write_grey(path, width, height, pixels):
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

    raw = b''.join(b'\0' + pixels[y * width:(y + 1) * width] for y in range(height))
    Path(path).write_bytes(SIGNATURE + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)) +
                           chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))
