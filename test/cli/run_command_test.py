# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway run` on images, folders and videos."""
import json
import os
import shutil
import signal
import subprocess
import time

import harness
from harness import DATA, read_json, street
from sdk_test import BUILD, SdkCase, bits, run_tool


class RunCommand(SdkCase):
    def found(self, *arguments):
        """What a run prints as JSON."""
        result = self.run_slipway('run', *arguments, '--json', '--threads', '1')
        self.assert_works(result)
        return json.loads(result.out)

    def test_same_bits_as_deploy(self):
        for name in ('resnet18-slim', 'rtmdet-nano', 'yoloxpose-nano', 'seg-nano'):
            with self.subTest(name):
                folder, entries = self.recorded(name)
                for batch in ('1', '2'):
                    rows = self.found(folder, *(path for path, _, _ in entries), '--batch', batch)
                    self.assertEqual(bits([row['result'] for row in rows]), bits([found for _, _, found in entries]))

    def test_pipeline(self):
        detector, pose, image, found = self.pipeline()
        rows = self.found(detector, image, '--pipeline', pose)
        self.assertEqual((rows[0]['image'], bits(rows[0]['result'])), (image.name, bits(found)))
        self.assertEqual(self.found(detector, image, '--pipeline', pose, '--det-class', 'person'), rows)
        self.assert_refused(self.run_slipway('run', detector, image, '--pipeline', pose, '--det-class', 'horse'), "no class 'horse'", work_dir=None)
        self.assert_refused(self.run_slipway('run', pose, image, '--pipeline', pose), 'finds none', work_dir=None)

    def test_folder_of_results(self):
        folder, entries = self.recorded('seg-nano')
        photos = self.tmp / 'photos'
        photos.mkdir()
        for path, _, _ in entries:
            shutil.copy(path, photos)
        (photos / 'notes.txt').write_text('no image')
        again = self.tmp / 'again' / entries[0][0].name  # another image of the same name
        again.parent.mkdir()
        shutil.copy(entries[1][0], again)
        result = self.run_slipway('run', folder, photos, again, '--out', self.tmp / 'out', '--draw')
        self.assert_works(result)
        self.assertEqual(result.out, '')
        self.assertIn('4 images in', result.err)
        rows = read_json(self.tmp / 'out/results.json')
        stems = [path.stem for path, _, _ in entries] + [entries[0][0].stem + '_1']
        self.assertEqual([row['result']['file'] for row in rows], [f'labels_{stem}.png' for stem in stems])
        self.assertEqual(harness.list_files(self.tmp / 'out'),
                         sorted(['results.json'] + [f'{stem}.jpg' for stem in stems] + [f'labels_{stem}.png' for stem in stems]))
        deployed = read_json(folder / 'results.json')[0]['backend']['file']
        self.assertEqual((self.tmp / 'out' / rows[0]['result']['file']).read_bytes(), (folder / deployed).read_bytes())

    def test_lines_for_people(self):
        folder, entries = self.recorded('rtmdet-nano')
        result = self.run_slipway('run', folder, entries[0][0])
        self.assert_works(result)
        classes, found = read_json(folder / 'deploy.json')['classes'], entries[0][2]
        names = [classes[label] for label, score in zip(found['labels'], found['bbox_scores']) if score >= 0.3]
        counts = ''.join(f', {names.count(name)} {name}' for name in sorted(set(names)))
        self.assertGreater(len(set(names)), 1)
        self.assertEqual(result.out, f'{entries[0][0].name}: {len(names)} found{counts}\n')

    def test_refusals(self):
        folder, entries = self.recorded('resnet18-slim')
        image = entries[0][0]
        empty = self.tmp / 'empty'
        empty.mkdir()
        for arguments, needle in (((folder, '/nonexistent.jpg', '/absent'), 'no such file: /nonexistent.jpg, /absent'),
                                  ((folder, empty), 'has no images'),
                                  ((self.tmp, image), 'pipeline.json: no such file'),
                                  ((folder, image, '--draw'), '--draw needs --out'),
                                  ((folder, image, '--batch', '0'), 'whole number'),
                                  ((folder, image, '--draw-score-thr', '2'), 'from 0 to 1'),
                                  ((folder, image, '--det-class', 'a'), '--det-class needs --pipeline'),
                                  ((folder, DATA / 'resnet18-slim/golden.json'), 'no image')):
            self.assert_refused(self.run_slipway('run', *arguments, '--out', self.tmp / 'work') if '--draw' not in arguments
                                else self.run_slipway('run', *arguments), needle)

    def test_video(self):
        folder, _ = self.recorded('rtmdet-nano')
        film = self.file('film.mp4', b'no film')
        result = self.run_slipway('run', folder, film, '--json')
        self.assertEqual(result.code, 2)
        if not (BUILD / 'lib/libslipway_video.so').exists():
            self.assertIn("need OpenCV's videoio", result.err)
            return
        self.assertIn('is no video', result.err)
        made = run_tool(BUILD / 'test/slipway_make_video', self.tmp / 'real.avi', street(1), '5')
        if made.returncode == 3:
            self.skipTest('this OpenCV writes no videos')
        self.assertEqual(made.returncode, 0, made.stderr)
        rows = self.found(folder, self.tmp / 'real.avi')
        self.assertEqual([row['frame'] for row in rows], list(range(5)))
        self.assertGreater(rows[4]['result']['bbox_scores'][0], 0.5)

    def test_interrupt(self):
        folder, entries = self.recorded('resnet18-slim')
        images = [str(path) for path, _, _ in entries] * 20000
        listing = self.tmp / 'many'
        listing.mkdir()
        for i, path in enumerate(images[:6000]):
            os.symlink(path, listing / f'{i:06}.jpg')
        with subprocess.Popen([harness.program(), 'run', folder, listing, '--json', '--threads', '1'], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as running:
            time.sleep(1.5)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        self.assertEqual(running.returncode, 130, err)
        rows = json.loads(out)
        self.assertIn(f'stopped after {len(rows)} images', err)
        self.assertTrue(0 < len(rows) < 6000, len(rows))
        self.assertEqual(bits(rows[0]['result']), bits(entries[0][2]))

    def test_no_libtorch(self):
        libraries = run_tool('ldd', BUILD / 'lib/libslipway_run.so').stdout
        self.assertIn('libslipway.so.1', libraries)
        for name in ('torch', 'videoio', 'avcodec'):
            self.assertNotIn(name, libraries)
