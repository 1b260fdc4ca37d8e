# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The SDK in C#: the same bits as `deploy`, the same tracks as C++, its promises, and its example."""
import shutil

from harness import street
from sdk_test import BUILD, FIXTURES, SdkCase, run_tool


class SdkCsharp(SdkCase):
    def setUp(self):
        super().setUp()
        if not (BUILD / 'test/csharp/Dump.exe').exists():
            self.skipTest('the SDK in C# is not built; install mono-mcs and mono-runtime')

    def mono(self, program, *arguments):
        return run_tool('mono', BUILD / 'test/csharp' / program, *arguments,
                        env={'MONO_PATH': str(BUILD / 'lib'), 'LD_LIBRARY_PATH': str(BUILD / 'lib'), 'LC_ALL': 'C.UTF-8', 'TMPDIR': str(self.tmp)})

    def test_same_bits_as_deploy(self):
        for name in FIXTURES:
            with self.subTest(name):
                folder, entries = self.recorded(name)
                self.assert_lines(self.mono('Dump.exe', folder, *self.image_arguments(entries)), [found for _, _, found in entries])

    def test_same_tracks_as_cpp(self):
        detector, pose, frames = self.video()
        self.assert_lines(self.mono('Dump.exe', detector, '--pose', pose, *frames), self.tracks(detector, pose, frames))

    def test_same_tensors_as_c(self):
        self.assert_tensors(lambda *arguments: self.mono('DumpTensors.exe', *arguments))

    def test_contract(self):
        detector, pose, image, _ = self.pipeline()
        folder = self.deployed('resnet18-slim')
        archive = shutil.make_archive(str(self.tmp / 'model'), 'zip', folder)
        done = self.mono('Contract.exe', folder, archive, detector, pose, self.raw(image), self.network_alone('sum_and_difference'))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, 'contract: all kept\n', ''))

    def test_example(self):
        detector, pose, image, found = self.pipeline()
        done = self.mono('Poses.exe', detector, pose, self.ppm(image), self.ppm(street(4)))
        self.assertEqual(done.returncode, 0, done.stderr)
        x, y = found['keypoints'][0][0]
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], f'{self.ppm(image)}: {len(found["bboxes"])} people')
        self.assertEqual(lines[1], f'  {found["bbox_scores"][0]:.3f} 17 keypoints, nose at {x:.0f}, {y:.0f}')
