# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the small pictures beside this file and expected.json, what mmcv 2.1.0's imfrombytes(flag='color') makes of them.

Run it with mmcv, OpenCV and Pillow installed: python make.py
"""
import json
import os
import struct
import zlib

import cv2
import mmcv
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
y, x, c = np.meshgrid(np.arange(11), np.arange(13), np.arange(3), indexing='ij')
BGR = ((13 * x + 17 * y + 60 * c) % 256).astype(np.uint8)
RGB = Image.fromarray(np.ascontiguousarray(BGR[:, :, ::-1]))


def path(name):
    return os.path.join(HERE, name)


def write(name, data):
    with open(path(name), 'wb') as f:
        f.write(data)


def encode(ext, image, params=()):
    return cv2.imencode(ext, image, list(params))[1].tobytes()


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


exif = Image.Exif()
exif[0x112] = 6  # turn by 90 degrees
write('color.jpg', encode('.jpg', BGR))
write('progressive.jpg', encode('.jpg', BGR, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1]))
write('restarts.jpg', encode('.jpg', BGR, [cv2.IMWRITE_JPEG_RST_INTERVAL, 1]))
write('grey.jpg', encode('.jpg', BGR[:, :, 0]))
RGB.convert('CMYK').save(path('cmyk.jpg'))
RGB.save(path('turned.jpg'), exif=exif, quality=95)
write('color.png', encode('.png', BGR))
write('grey.png', encode('.png', BGR[:, :, 0]))
write('grey16.png', encode('.png', BGR[:, :, 0].astype(np.uint16) * 251))
write('color16.png', encode('.png', BGR.astype(np.uint16) * 251))
write('rgba.png', encode('.png', np.dstack([BGR, BGR[:, :, 1]])))
write('one_pixel.png', encode('.png', BGR[3:4, 5:6]))
write('one_pixel.jpg', encode('.jpg', BGR[3:4, 5:6]))
RGB.quantize(16).save(path('palette.png'))
RGB.convert('LA').save(path('grey_alpha.png'))
RGB.convert('1').save(path('bits.png'))
RGB.save(path('profile.png'), icc_profile=bytes(200))  # a profile that libpng remarks on
write('color.bmp', encode('.bmp', BGR))
write('color.webp', encode('.webp', BGR, [cv2.IMWRITE_WEBP_QUALITY, 101]))
write('color.tiff', encode('.tiff', BGR))
expected = {}
for name in sorted(os.listdir(HERE)):
    if name.rsplit('.')[-1] in ('jpg', 'png', 'bmp', 'webp', 'tiff'):
        with open(path(name), 'rb') as f:
            image = mmcv.imfrombytes(f.read(), flag='color', backend='cv2')
        expected[name] = dict(shape=list(image.shape), pixels=image.reshape(-1).tolist())
with open(path('expected.json'), 'w') as f:
    f.write('{\n' + ',\n'.join(f'"{k}": {json.dumps(v, separators=(",", ":"))}' for k, v in expected.items()) + '\n}\n')
