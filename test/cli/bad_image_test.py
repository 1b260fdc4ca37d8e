# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Images that are none are refused; images of unusual kinds are read as their pixels say."""
from harness import Case, read_json, scene
from image import GREY, RGB, RGBA, png, texture


class BadImage(Case):
    def refused(self, content, *needles, name='bad.jpg'):
        path = self.file(name, content)
        for deploy in (self.deploy_nano, self.deploy_resnet):
            self.assert_refused(deploy(image=path), name, *needles)
        self.assert_refused(self.deploy_nano('--test-img', path), name, *needles)

    def test_empty(self):
        self.refused(b'', 'empty')

    def test_text(self):
        self.refused(b'not an image\n' * 50)

    def test_jpeg_header_alone(self):
        self.refused(scene(1).read_bytes()[:300])

    def test_jpeg_cut_off(self):
        self.refused(scene(1).read_bytes()[:6000])

    def test_png_cut_off(self):
        data = png(64, 64, RGB, 8, texture(64, 64))
        self.refused(data[:len(data) // 2], name='bad.png')

    def test_png_with_a_wrong_checksum(self):
        data = bytearray(png(64, 64, RGB, 8, texture(64, 64)))
        data[len(data) // 2] ^= 0x55
        self.refused(bytes(data), name='bad.png')

    def test_png_of_absurd_size(self):
        """A header that promises 4 * 10^18 bytes must not allocate them."""
        data = bytearray(png(2, 2, RGB, 8, lambda x, y: (1, 2, 3)))
        import struct
        import zlib
        data[16:24] = struct.pack('>II', 2**30, 2**30)
        data[29:33] = struct.pack('>I', zlib.crc32(bytes(data[12:29])))
        self.refused(bytes(data), name='huge.png')


class UnusualImage(Case):
    """Each is compared with the plain 8-bit file of the same pixels: equal to the last bit."""
    width, height = 160, 120

    def results(self, name, content):
        path = self.file(name, content)
        found = []
        for deploy, work in ((self.deploy_nano, 'pose'), (self.deploy_resnet, 'class')):
            self.assert_works(deploy(image=path, work_dir=self.tmp / name / work))
            found.append(read_json(self.tmp / name / work / 'results.json')[0])
        return [{side: entry[side] for side in ('backend', 'reference')} for entry in found]

    def file(self, name, content):
        return super().file(f'images/{name}', content)

    def compare(self, kind, depth, unusual, plain):
        size = (self.width, self.height)
        self.assertEqual(self.results('unusual.png', png(*size, kind, depth, unusual)),
                         self.results('plain.png', png(*size, RGB, 8, plain)))

    def test_grey(self):
        pixel = texture(self.width, self.height, 1)
        self.compare(GREY, 8, pixel, lambda x, y: pixel(x, y) * 3)

    def test_16_bit(self):
        pixel = texture(self.width, self.height)
        self.compare(RGB, 16, lambda x, y: tuple(v * 257 for v in pixel(x, y)), pixel)

    def test_16_bit_grey(self):
        pixel = texture(self.width, self.height, 1)
        self.compare(GREY, 16, lambda x, y: tuple(v * 257 for v in pixel(x, y)), lambda x, y: pixel(x, y) * 3)

    def test_rgba(self):
        """OpenCV drops the alpha channel, whatever it holds."""
        pixel = texture(self.width, self.height)
        self.compare(RGBA, 8, lambda x, y: pixel(x, y) + ((x * 7 + y) % 256,), pixel)

    def test_one_pixel(self):
        self.results('one.png', png(1, 1, RGB, 8, lambda x, y: (200, 30, 90)))

    def test_one_row(self):
        """ResNet's short side of 256 would make it 76800 wide: refused, with the sizes."""
        path = self.file('row.png', png(300, 1, RGB, 8, texture(300, 1)))
        self.assert_works(self.deploy_nano(image=path))
        self.assert_refused(self.deploy_resnet(image=path, work_dir=self.tmp / 'class'), 'row.png', '300x1', work_dir='class')

    def test_narrow(self):
        self.results('narrow.png', png(7, 150, RGB, 8, texture(7, 150)))

    def test_name_that_needs_care(self):
        self.results('bild mit leerzeichen ü (1).jpg', scene(2).read_bytes())
