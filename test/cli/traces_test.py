# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What a run that fails or is interrupted leaves behind: nothing."""
import os
import signal
import subprocess
import time

import harness
from harness import CLS_STATIC, Case, list_files, model, scene

CONFIG, CHECKPOINT = model('resnet18-slim')


class Traces(Case):
    def setUp(self):
        super().setUp()
        self.top = self.tmp / 'top'
        self.top.mkdir()

    def test_folders_above_the_work_dir(self):
        """They go when they were made for it, also where the file name ends in a slash."""
        empty = self.file('empty.pth', b'')
        for work in ('x', 'x/y/z', 'x/y/../z/', './x/.'):
            with self.subTest(work=work):
                self.assert_refused(self.deploy_resnet(checkpoint=empty, work_dir=f'{self.top}/{work}'), 'empty', work_dir='top')
        (self.top / 'there').mkdir()
        self.assert_refused(self.deploy_resnet(checkpoint=empty, work_dir=self.top / 'there' / 'x' / 'y'), 'empty', work_dir='top/there')
        self.assertEqual(list_files(self.top), ['there'])

    def test_full_disk(self):
        result = self.deploy_resnet('--dump-info', work_dir=self.top / 'x' / 'y', file_size_limit=20_000)
        self.assert_refused(result, 'cannot write', seconds=None, work_dir='top')

    def test_interrupted(self):
        environment = {**os.environ, 'HOME': str(self.tmp), 'OMP_NUM_THREADS': '1'}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number.name):
                command = [harness.program(), 'deploy', CLS_STATIC, CONFIG, CHECKPOINT, scene(1), '--work-dir', self.top / 'x' / 'y']
                with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as run:
                    end = time.monotonic() + 60
                    while not list_files(self.top / 'x' / 'y') and run.poll() is None and time.monotonic() < end:
                        time.sleep(0.001)
                    self.assertIsNone(run.poll(), 'ended before it could be interrupted')
                    run.send_signal(number)
                    run.wait(60)
                self.assertEqual(run.returncode, -number, 'ended by the signal, as its parent expects')
                self.assertEqual(list_files(self.top), [])

    def test_what_was_there_stays(self):
        self.assert_works(self.deploy_resnet(work_dir=self.top / 'x'))
        before = harness.digests(self.top / 'x')
        self.assert_refused(self.deploy_resnet(checkpoint=self.file('empty.pth', b''), work_dir=self.top / 'x'), 'empty', work_dir=None)
        self.assertEqual(harness.digests(self.top / 'x'), before)
