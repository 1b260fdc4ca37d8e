# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""`slipway profile`: models side by side, how fast they are and what they cost."""
import json
import os
import shutil
import signal
import struct
import subprocess
import time

import harness
from harness import DATA, Case

MEANS = DATA / 'backend/channel_means.onnx'
MEANS2 = DATA / 'backend/channel_means_batch2.onnx'
AFFINE = DATA / 'backend/affine.onnx'
FAST = ['--threads', '1', '--warmup', '2', '--iterations', '5']
STATISTICS = ['mean', 'std', 'min', 'p10', 'p50', 'p90', 'p99', 'max']

PIPELINE = {'pipeline': {'input': ['img'], 'output': ['post_output'], 'tasks': [
    {'type': 'Task', 'module': 'Transform', 'name': 'Preprocess', 'input': ['img'], 'output': ['prep_output'], 'transforms': [
        {'type': 'LoadImageFromFile'}, {'type': 'Pad', 'size_divisor': 8},
        {'type': 'Normalize', 'mean': [0, 0, 0], 'std': [64, 64, 64], 'to_rgb': False}, {'type': 'ImageToTensor', 'keys': ['img']}]},
    {'name': 'net', 'type': 'Task', 'module': 'Net', 'input': ['prep_output'], 'output': ['infer_output'],
     'input_map': {'img': 'input'}, 'output_map': {}},
    {'type': 'Task', 'module': 'mmcls', 'name': 'postprocess', 'component': 'LinearClsHead', 'params': {'topk': 1},
     'output': ['post_output'], 'input': ['infer_output']}]}}


class ProfileCase(Case):
    def directory(self, name='means', net=MEANS, backend='onnxruntime', precision='FP32'):
        """A model directory without any conversion."""
        folder = self.tmp / name
        folder.mkdir()
        shutil.copy(net, folder / 'end2end.onnx')
        deploy = {'version': '1.3.1', 'task': 'Classifier', 'customs': [], 'models': [
            {'name': 'net', 'net': 'end2end.onnx', 'weights': '', 'backend': backend, 'precision': precision, 'batch_size': 1,
             'dynamic_shape': True}]}
        (folder / 'deploy.json').write_text(json.dumps(deploy))
        (folder / 'pipeline.json').write_text(json.dumps(PIPELINE))
        return folder

    def profile(self, *args):
        return self.run_slipway('profile', *args, *FAST)

    def rows(self, *args, code=0):
        result = self.profile(*args, '--json')
        self.assertEqual(result.code, code, result.out + result.err)
        return json.loads(result.out)['rows']


class Profile(ProfileCase):
    slow = True
    def test_directory_and_file_side_by_side(self):
        plot = self.tmp / 'plots/new.png'
        folder = self.directory()
        result = self.profile(folder, MEANS, '--batch-size', '1,3', '--shape', '32x64', '--json', '--plot', plot)
        self.assert_works(result)
        report = json.loads(result.out)
        self.assertEqual(report['images'], 'synthetic, 32x64 (height x width), with nothing in it to be found')
        rows = report['rows']
        self.assertEqual([(r['model'], r['batch']) for r in rows],
                         [('means', 1), ('means', 3), ('channel_means.onnx', 1), ('channel_means.onnx', 3)])
        for row in rows:
            self.assertEqual((row['status'], row['backend'], row['iterations']), ('measured', 'onnxruntime', 5))
            latency, stages = row['latency_ms'], row['stages_ms']
            self.assertEqual(list(latency), STATISTICS)
            ordered = [latency[k] for k in ('min', 'p10', 'p50', 'p90', 'p99', 'max')]
            self.assertEqual(ordered, sorted(ordered))
            self.assertAlmostEqual(sum(s['mean'] for s in stages.values()), latency['mean'], delta=1e-9)
            self.assertAlmostEqual(row['images_per_s'], row['batch'] * 1000 / latency['mean'], delta=1e-6 * row['images_per_s'])
            self.assertGreater(row['load_ms'], 0)
            # The smallest of sessions holds ONNX Runtime itself, and no more than that and a little.
            self.assertGreater(row['memory_bytes']['over_baseline'], 2 ** 20)
            if not harness.SANITIZED:
                self.assertLess(row['memory_bytes']['over_baseline'], 200 * 2 ** 20)
        self.assertEqual(list(rows[0]['stages_ms']), ['transform', 'inference', 'decode'])
        self.assertEqual(list(rows[2]['stages_ms']), ['inference'])
        self.assertEqual([r['precision'] for r in rows], ['fp32', 'fp32', None, None])
        head = plot.read_bytes()[:24]
        self.assertEqual(head[:8], b'\x89PNG\r\n\x1a\n')
        self.assertEqual(struct.unpack('>I', head[16:20])[0], 1400)
        self.assertEqual(os.listdir(plot.parent), ['new.png'])

    def test_table(self):
        result = self.profile(self.directory(), '--image', harness.scene(1), harness.scene(2))
        self.assert_works(result)
        self.assertIn('scenes/images/000000100001.jpg (240x320)', result.out)
        head, line = result.out.splitlines()[-2:]
        self.assertEqual(head.split(), ['model', 'backend', 'precision', 'batch', 'threads', 'mean', 'ms', 'p50', 'p90', 'p99', 'images/s',
                                        'transform', 'inference', 'decode', 'load', 'ms', 'memory', 'MiB'])
        self.assertEqual(line.split()[:5], ['means', 'onnxruntime', 'fp32', '1', '1'])
        self.assertEqual(result.err, '')

    def test_time_limit(self):
        result = self.run_slipway('profile', MEANS, '--shape', '512x512', '--iterations', '1000000', '--warmup', '0', '--time', '0.2', '--json')
        self.assert_works(result)
        row, = json.loads(result.out)['rows']
        self.assertGreaterEqual(row['iterations'] * row['latency_ms']['mean'], 200)
        self.assertLess(row['iterations'], 1000000)

    def test_all_axes(self):
        row, = self.rows(MEANS, '--shape', '2x3x8x16')
        self.assertEqual(row['batch'], 2)
        row, = self.rows(AFFINE, '--batch-size', '4')
        self.assertEqual(row['batch'], 4)

    def test_inputs_of_every_kind(self):
        for name, batch in (('identity', 3), ('reshape', None), ('sum_and_difference', 2)):
            with self.subTest(model=name):
                options = ['--batch-size', batch] if name == 'identity' else []
                row, = self.rows(DATA / f'backend/{name}.onnx', *options, code=2 if name == 'reshape' else 0)
                # What the model makes of zeros as a shape is its own affair, but it is told as what it is.
                self.assertEqual(row['status'], 'refused' if name == 'reshape' else 'measured')
                self.assertEqual(row['batch'], batch)

    def test_memory_is_that_of_each_model(self):
        """A row's figure does not hold what the rows beside it need."""
        small, large = self.rows(MEANS, '--shape', '1x3x8x8'), self.rows(MEANS, '--shape', '1x3x2048x2048')
        both = self.rows(self.directory(), MEANS, '--shape', '1x3x2048x2048')
        over = [rows[-1]['memory_bytes']['over_baseline'] for rows in (small, large, both)]
        self.assertGreater(over[1] - over[0], 40 * 2 ** 20)  # the input alone has 48 MiB
        self.assertLess(abs(over[2] - over[1]), 16 * 2 ** 20)

    def test_fixed_batch(self):
        folder = self.directory('fixed', MEANS2)
        for model in (folder, MEANS2):
            with self.subTest(model=model):
                rows = self.rows(model, '--batch-size', '1', '--batch-size', '2', '--shape', '8x8')
                self.assertEqual([r['status'] for r in rows], ['refused', 'measured'])
                self.assertEqual(rows[0]['reason'], 'the model takes batch 2 only, not 1')
                row, = self.rows(model, '--shape', '8x8')
                self.assertEqual(row['batch'], 2)
        table = self.profile(folder, '--batch-size', '1,2')
        self.assert_works(table)
        self.assertIn('refused: the model takes batch 2 only, not 1\n', table.out)
        nothing = self.profile(folder, '--batch-size', '8')
        self.assertEqual(nothing.code, 2)
        self.assertIn('nothing was measured', nothing.err)

    def test_backend_that_is_not_there(self):
        rows = self.rows(self.directory('other', backend='rknn'), self.directory(), '--batch-size', '1,2')
        self.assertEqual([r['status'] for r in rows], ['not available'] * 2 + ['measured'] * 2)
        self.assertIn("'rknn'", rows[0]['reason'])
        self.rows(self.tmp / 'other', code=2)

    def test_device_that_is_not_there(self):
        rows = self.rows(MEANS, '--shape', '8x8', '--device', 'cuda:63', code=2)
        self.assertIn(rows[0]['status'], ('not available', 'refused'))
        self.assertIn('cuda:63', rows[0]['reason'])

    def test_wrong_shape(self):
        for options, reason in ((['--shape', '8x8x8'], 'has 4 axes, --shape has 3'), (['--shape', '1x1x8x8'], 'axis 1'),
                                ([], 'say which by --shape')):
            with self.subTest(options=options):
                row, = self.rows(MEANS, *options, code=2)
                self.assertEqual(row['status'], 'refused')
                self.assertIn(reason, row['reason'])

    def test_process_that_is_ended(self):
        """Whatever a backend does to its process, it is one row's misfortune."""
        command = [harness.program(), 'profile', str(MEANS), str(AFFINE), '--shape', '2048x2048', '--iterations', '100000', '--warmup', '0', '--json']
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.tmp) as process:
            workers = self.wait_for_workers(process, 2)
            time.sleep(0.5)
            os.kill(workers[0], signal.SIGKILL)
            time.sleep(0.5)
            os.kill(workers[1], signal.SIGSEGV)
            out, err = process.communicate(timeout=60)
        report = json.loads(out)
        self.assertEqual(process.returncode, 0, err)
        for row, word in zip(report['rows'], ('signal 9', 'signal 11')):
            self.assertEqual(row['status'], 'measured')
            self.assertLess(row['iterations'], 100000)
            self.assertIn(word, row['reason'])

    def test_interrupt(self):
        command = [harness.program(), 'profile', str(MEANS), '--shape', '1024x1024', '--iterations', '1000000', '--warmup', '0', '--json']
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.tmp, start_new_session=True) as process:
            worker, = self.wait_for_workers(process, 1)
            time.sleep(1)
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: the workers get it too
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        report = json.loads(out)
        self.assertTrue(report['interrupted'])
        self.assertGreater(report['rows'][0]['iterations'], 0)
        self.assertIn(b'interrupted', err)
        self.assertFalse(os.path.exists(f'/proc/{worker}'))

    def wait_for_workers(self, process, count):
        for _ in range(600):
            with open(f'/proc/{process.pid}/task/{process.pid}/children', encoding='utf-8') as f:
                workers = [int(pid) for pid in f.read().split()]
            # One that has mapped a model's backend is past its start.
            if len(workers) == count and all(self.is_loaded(worker) for worker in workers):
                return workers
            time.sleep(0.05)
        self.fail('the workers do not start')

    @staticmethod
    def is_loaded(worker):
        with open(f'/proc/{worker}/maps', encoding='utf-8') as f:
            return 'libonnxruntime' in f.read()


class ProfileStart(ProfileCase):
    def test_help_is_there_at_once(self):
        result = self.run_slipway('profile', '--help')
        self.assert_works(result)
        for word in ('--batch-size', '--plot', 'Examples:'):
            self.assertIn(word, result.out)
        if not harness.SANITIZED:
            # The best of several: other processes may be running.
            self.assertLess(min(self.run_slipway('profile', '--help').cpu for _ in range(7)), 0.050)


class ProfileRefuses(ProfileCase):
    def refused(self, *args, needles=()):
        result = self.run_slipway('profile', *args)
        self.assert_refused(result, *needles, work_dir=None)
        self.assertEqual(result.out, '')

    def test_what_is_no_model(self):
        empty = self.tmp / 'empty'
        empty.mkdir()
        truncated = self.file('truncated.onnx', MEANS.read_bytes()[:150])
        nothing = self.file('nothing.onnx', b'')
        picture = self.file('picture.jpg', b'x')
        self.refused('absent', needles=['absent: no such model directory or file'])
        self.refused(empty, 'absent', picture, needles=['it has no deploy.json', 'absent: no such', "extension '.jpg'"])
        self.refused(truncated, '--shape', '8x8', needles=['truncated.onnx'])
        self.refused(MEANS, nothing, '--shape', '8x8', needles=['nothing.onnx: the model file is empty'])
        broken = self.directory('broken')
        (broken / 'end2end.onnx').write_bytes(MEANS.read_bytes()[:150])
        self.refused(broken, '--batch-size', '1,2', needles=['broken', 'cannot load'])
        (broken / 'pipeline.json').write_text('{')
        self.refused(broken, needles=['pipeline.json: broken JSON'])

    def test_numbers(self):
        for option, values in (('--batch-size', ['0', '-1', 'two', '1,0']), ('--iterations', ['0', '-5', '1.5']), ('--warmup', ['-1']),
                               ('--threads', ['0']), ('--time', ['0', '-1', 'inf', 'soon'])):
            for value in values:
                with self.subTest(option=option, value=value):
                    self.refused(MEANS, f'{option}={value}', needles=[option])

    def test_shapes(self):
        for value in ('640', '0x640', '640x-1', 'axb', '640x640x'):
            with self.subTest(value=value):
                self.refused(MEANS, f'--shape={value}', needles=[f'--shape {value}'])
        self.refused(MEANS, '--shape', '2x3x8x8', '--batch-size', '1', needles=['says batch 2'])

    def test_images(self):
        self.refused(MEANS, '--shape', '8x8', '--image', harness.scene(1), needles=['--image is for model directories'])
        self.refused(self.directory(), '--image', 'absent.jpg', needles=['absent.jpg'])

    def test_plots(self):
        """Before anything is measured: nothing of a long run is lost."""
        a_file = self.file('file', 'x')
        for plot, needle in (('plot.pdf', '.png or .jpg'), ('plot', '.png or .jpg'), (a_file / 'plot.png', 'is no folder'),
                             (self.tmp, '.png or .jpg')):
            with self.subTest(plot=plot):
                self.refused(MEANS, '--shape', '8x8', '--plot', plot, '--iterations', '1000000000', needles=['--plot', needle])

    def test_worker_by_hand(self):
        self.assertEqual(self.run_slipway('profile-worker').code, 2)
        self.assertEqual(self.run_slipway('profile-worker', '--fd', '77').code, 0)  # nobody is there to give orders


class ProfileDemo(ProfileCase):
    """The model that is shipped, converted for each backend."""

    def test_backends_side_by_side(self):
        self.assert_works(self.deploy_nano('--dump-info', '--no-verify', work_dir=self.tmp / 'onnxruntime'))
        config = harness.ROOT / 'configs/mmpose/pose-detection_yolox-pose_torchscript_dynamic.py'
        self.assert_works(self.deploy_nano('--dump-info', '--no-verify', deploy_cfg=config, work_dir=self.tmp / 'torchscript'))
        rows = self.rows(self.tmp / 'onnxruntime', self.tmp / 'torchscript', '--image', harness.scene(1), '--batch-size', '1,2')
        self.assertEqual([(r['model'], r['batch'], r['status']) for r in rows],
                         [(name, batch, 'measured') for name in ('onnxruntime', 'torchscript') for batch in (1, 2)])
        for row in rows:
            self.assertGreater(row['stages_ms']['decode']['min'], 0)
        for one, two in (rows[:2], rows[2:]):
            self.assertGreater(two['stages_ms']['inference']['min'], one['stages_ms']['inference']['min'])
