# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Images of unusual kinds, made without a library; and a look at JPEG files."""
import random
import struct
import zlib

GREY, RGB, RGBA = 0, 2, 6
CHANNELS = {GREY: 1, RGB: 3, RGBA: 4}


def png(width, height, kind, depth, pixel):
    """A PNG file; `pixel(x, y)` gives a tuple of one value per channel, of `depth` bits."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            values = pixel(x, y)
            assert len(values) == CHANNELS[kind]
            for value in values:
                rows += value.to_bytes(depth // 8, 'big')

    def chunk(name, data):
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))

    header = struct.pack('>IIBBBBB', width, height, depth, kind, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(bytes(rows))) + chunk(b'IEND', b'')


def texture(width, height, channels=3):
    """Reproducible 8-bit pixels with structure at several scales, so that a model says something about them."""
    noise = random.Random(7)
    coarse = [[[noise.randrange(256) for _ in range(channels)] for _ in range(width // 16 + 2)] for _ in range(height // 16 + 2)]
    fine = [[noise.randrange(24) for _ in range(width)] for _ in range(height)]

    def pixel(x, y):
        return tuple(max(0, min(255, v + fine[y][x] - 12)) for v in coarse[y // 16][x // 16])
    return pixel


def jpeg_size(path):
    """(width, height) of a complete JPEG file; ValueError for anything else."""
    with open(path, 'rb') as f:
        data = f.read()
    if data[:2] != b'\xff\xd8' or data[-2:] != b'\xff\xd9':
        raise ValueError(f'{path} is no complete JPEG file')
    at = 2
    while at + 9 < len(data):
        marker, length = data[at + 1], struct.unpack('>H', data[at + 2:at + 4])[0]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack('>HH', data[at + 5:at + 9])
            return width, height
        at += 2 + length
    raise ValueError(f'{path} has no frame')
