# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The SDK in Java: the same bits as `deploy`, and its own tests."""
import shutil
from pathlib import Path

from sdk_test import BUILD, FIXTURES, SdkCase, run_tool

JUNIT = ('/usr/share/java/junit4.jar', '/usr/share/java/hamcrest.jar')


class SdkJava(SdkCase):
    def setUp(self):
        super().setUp()
        if not (BUILD / 'lib/slipway.jar').exists():
            self.skipTest('the SDK in Java is not built; install openjdk-17-jdk-headless')
        if not (BUILD / 'test/java/stamp').exists():
            self.skipTest('the tests in Java are not built; install junit4')

    def java(self, *arguments, properties=()):
        path = ':'.join([str(BUILD / 'lib/slipway.jar'), str(BUILD / 'test/java'), *JUNIT])
        options = [f'-D{key}={value}' for key, value in dict(properties).items()]
        # Names of files are of the locale's encoding.
        return run_tool('java', '-Xcheck:jni', f'-Djava.io.tmpdir={self.tmp}', *options, '-cp', path, *arguments, env={'LC_ALL': 'C.UTF-8'})

    def test_same_bits_as_deploy(self):
        for name in FIXTURES:
            with self.subTest(name):
                folder, entries = self.recorded(name)
                done = self.java('org.slipway.Dump', folder, *self.image_arguments(entries))
                self.assertNotIn('WARNING in native method', done.stdout)
                self.assert_lines(done, [found for _, _, found in entries])

    def test_same_tracks_as_cpp(self):
        detector, pose, frames = self.video()
        self.assert_lines(self.java('org.slipway.Dump', detector, '--pose', pose, *frames), self.tracks(detector, pose, frames))

    def test_same_tensors_as_c(self):
        self.assert_tensors(lambda *arguments: self.java('org.slipway.DumpTensors', *arguments))

    def test_own_tests(self):
        detector, pose, image, _ = self.pipeline()
        folder = self.deployed('resnet18-slim')
        archive = shutil.make_archive(str(self.tmp / 'model'), 'zip', folder)
        done = self.java('org.junit.runner.JUnitCore', 'org.slipway.SlipwayTest', 'org.slipway.TensorTest', properties={
            'classifier': folder, 'zip': archive, 'detector': detector, 'pose': pose, 'image': self.raw(image),
            'network': self.network_alone('sum_and_difference')})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('OK (13 tests)', done.stdout)
        unpacked = [p for p in Path(self.tmp).glob('slipway-*/*') if p.is_dir()]
        self.assertEqual(len(unpacked), 1, 'the natives are unpacked once')
