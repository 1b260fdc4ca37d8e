# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What a detector finds, of several images at once: detect.py MODEL_DIR IMAGE.ppm..."""
import concurrent.futures
import sys

import numpy as np
import slipway


def read(path):
    """A PPM file; cv2.imread() or Pillow's Image.open() read others."""
    with open(path, 'rb') as file:
        assert file.readline() == b'P6\n', path
        width, height = map(int, file.readline().split())
        assert file.readline() == b'255\n', path
        return slipway.Image(np.frombuffer(file.read(), np.uint8).reshape(height, width, 3), 'RGB')


with slipway.load(sys.argv[1], contexts=2) as model, concurrent.futures.ThreadPoolExecutor(2) as pool:
    for path, result in zip(sys.argv[2:], pool.map(model, map(read, sys.argv[2:]))):
        print(path)
        for box, score, label in zip(result.boxes, result.scores, result.labels):
            if score >= 0.3:
                print(f'  {result.name(label)} {score:.3f} [' + ', '.join(f'{value:.1f}' for value in box) + ']')
