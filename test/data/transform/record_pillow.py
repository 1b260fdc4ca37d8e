# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmcv 2.1.0 makes of images with imresize(backend='pillow').

Run it with mmcv and a Pillow before 13 (its pass order differs, see pillow_resize.cc): python record_pillow.py > pillow.json. The
images are a formula (see `picture`), which the test evaluates as well; of a result stands the 64-bit FNV-1a hash of its bytes.
"""
import json
import sys

import mmcv
import numpy as np
import PIL

FILTERS = ('nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos')
# w,h before and after
SIZES = [
    # reduced, as test pipelines do
    (640, 480, 341, 256), (480, 640, 256, 341), (500, 375, 314, 236), (375, 500, 236, 314), (333, 500, 224, 336), (320, 240, 256, 256),
    (257, 259, 224, 224), (97, 211, 37, 81), (641, 427, 60, 40), (256, 256, 128, 128), (300, 200, 100, 50), (255, 129, 7, 5),
    # enlarged
    (32, 32, 224, 224), (97, 211, 111, 241), (40, 30, 341, 256), (3, 5, 60, 50), (7, 7, 8, 8), (224, 224, 225, 226), (16, 9, 48, 27),
    # one side larger, the other smaller, or as it was
    (60, 20, 20, 60), (20, 60, 60, 20), (50, 40, 50, 17), (50, 40, 50, 91), (50, 40, 17, 40), (50, 40, 91, 40), (50, 40, 50, 40),
    # single pixels
    (1, 1, 1, 1), (1, 1, 5, 4), (9, 7, 1, 1), (1, 40, 1, 13), (1, 40, 6, 9), (40, 1, 13, 1), (40, 1, 9, 6), (64, 48, 1, 48), (64, 48, 64, 1),
    (64, 48, 30, 1), (64, 48, 1, 30), (1, 9, 17, 1), (2, 2, 3, 3), (2, 3, 1, 2), (3, 2, 2, 1),
    # large ratios
    (1200, 4, 3, 2), (4, 1200, 2, 3), (1500, 2, 1, 9), (2, 1500, 9, 1), (1, 1, 300, 200), (2, 2, 401, 3), (5, 3, 1, 700), (999, 997, 2, 3),
    (1000, 1, 999, 1), (1, 1000, 1, 999), (1031, 517, 101, 211), (211, 401, 401, 97), (13, 17, 19, 23), (29, 31, 27, 25), (82, 816, 1039, 316),
]


def picture(w, h, kind):
    """Noise, or for kind 1 black and white noise, of which every filter that overshoots leaves the range."""
    i = np.arange(w * h * 3, dtype=np.uint64)
    x = i * np.uint64(2654435761) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(15)
    x = x * np.uint64(2246822519) & np.uint64(0xFFFFFFFF)
    x = (x >> np.uint64(24)).astype(np.uint8).reshape(h, w, 3)
    return np.where(x < 128, 0, 255).astype(np.uint8) if kind == 1 else x


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f'{value:016x}'


def main():
    assert int(PIL.__version__.split('.', maxsplit=1)[0]) < 13, PIL.__version__
    lines = []
    for n, (w, h, new_w, new_h) in enumerate(SIZES):
        image = picture(w, h, n % 2)
        hashes = {}
        for name in FILTERS:
            out = mmcv.imresize(image, (new_w, new_h), interpolation=name, backend='pillow')
            assert out.shape == (new_h, new_w, 3) and out.dtype == np.uint8
            hashes[name] = fnv(out.tobytes())
        lines.append(json.dumps(dict(source=[w, h], kind=n % 2, size=[new_w, new_h], hashes=hashes)))
    sys.stdout.write('[\n' + ',\n'.join(lines) + '\n]\n')


main()
