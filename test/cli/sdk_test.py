# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The SDK: the same bits in every language as `deploy` wrote to results.json, and what its interface promises."""
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import harness
from harness import DATA, ROOT, Case, read_json, scene, shared_deployment, street

BUILD = Path(os.environ.get('SLIPWAY_PROGRAM', ROOT / 'build/bin/slipway')).resolve().parent.parent
# The build whose programs use the SDK: another one where tools/sanitize made it.
SDK = Path(os.environ.get('SLIPWAY_TEST_SDK', BUILD)).resolve()
DETECTION = ROOT / 'configs/mmdet/detection/detection_onnxruntime_dynamic.py'
SIMCC = ROOT / 'configs/mmpose/pose-detection_simcc_onnxruntime_dynamic.py'
HEATMAP = ROOT / 'configs/mmpose/pose-detection_onnxruntime_dynamic.py'
SEGMENTATION = ROOT / 'configs/mmseg/segmentation_onnxruntime_dynamic.py'
BOXES = DATA / 'street/annotations/person_keypoints_val.json'
FIXTURES = {  # name -> (deploy config, images, options)
    'resnet18-slim': (harness.CLS_DYNAMIC, [scene(i) for i in (1, 2, 3)], ()),
    'rtmdet-nano': (DETECTION, [street(i) for i in (1, 2, 3)], ()),
    'rtmpose-nano': (SIMCC, [street(i) for i in (1, 4, 5)], (
        '--bboxes', BOXES, '--cfg-options', 'model:model.test_cfg.flip_test=False', 'deploy:onnx_config.input_shape=None')),
    'heatmap-nano': (HEATMAP, [street(i) for i in (1, 4, 5)], ('--bboxes', BOXES, '--cfg-options', 'model:model.test_cfg.flip_test=False')),
    'yoloxpose-nano': (harness.POSE_DEPLOY, [scene(i) for i in (1, 2, 3)], ()),
    'seg-nano': (SEGMENTATION, [street(i) for i in (1, 2, 3)], ()),
}

ELEMENTS = {'f32': 4, 'f64': 8, 'f16': 2, 'bf16': 2, 'i64': 8, 'i32': 4, 'i16': 2, 'i8': 1, 'u8': 1, 'bool': 1}  # bytes; in the order of slipway.h
TOP_DOWN = ('rtmpose-nano', 'heatmap-nano')


def bits(value):
    """Numbers as f32 bits, so that equal means equal."""
    if isinstance(value, dict):
        return {key: bits(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bits(item) for item in value]
    return struct.pack('f', value) if isinstance(value, (int, float)) else value


def python_with_numpy():
    """A Python that has NumPy: SLIPWAY_TEST_PYTHON, this one, or the system's; None where none has."""
    for python in (os.environ.get('SLIPWAY_TEST_PYTHON'), sys.executable, '/usr/bin/python3'):
        if python and subprocess.run([python, '-c', 'import numpy'], capture_output=True, check=False).returncode == 0:
            return python
    return None


def run_tool(*command, env=None):
    variables = dict(os.environ, OMP_NUM_THREADS='1', **(env or {}))
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=240, check=False, env=variables)


class SdkCase(Case):
    """Deployed fixtures, and their images as raw pixels."""

    @classmethod
    def deployed(cls, name):
        config, images, options = FIXTURES[name]
        done, folder = shared_deployment(cls, config, name, images, options)
        assert done.code == 0, done.err
        return folder

    def raw(self, path):
        target = self.tmp / (Path(path).stem + '.raw')
        if not target.exists():
            done = run_tool(BUILD / 'test/slipway_pixels', path, target)
            self.assertEqual(done.returncode, 0, done.stderr)
        return target

    def ppm(self, path):
        raw = self.raw(path).read_bytes()
        head, pixels = raw.split(b'\n', 1)
        rgb = bytearray(pixels)
        rgb[::3], rgb[2::3] = pixels[2::3], pixels[::3]
        return self.file(path.stem + '.ppm', b'P6\n' + head + b'\n255\n' + bytes(rgb))

    def recorded(self, name):
        """[(image file, its boxes or None, what deploy found)]"""
        folder = self.deployed(name)
        files = {path.name: path for path in FIXTURES[name][1]}
        entries = []
        for entry in read_json(folder / 'results.json'):
            found = {key: value for key, value in entry['backend'].items() if key != 'file'}
            boxes = None
            if name in TOP_DOWN:
                boxes = [[*box, score] for box, score in zip(found['bboxes'], found['bbox_scores'])]
            entries.append((files[entry['image']], boxes, found))
        self.assertGreater(len(entries), 2)
        return folder, entries

    def image_arguments(self, entries):
        arguments = []
        for path, boxes, _ in entries:
            arguments.append(self.raw(path))
            for box in boxes or []:
                arguments += ['--box', *(repr(float(v)) for v in box)]
        return arguments

    def assert_lines(self, done, expected):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, '')
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(bits(lines), bits(expected))


    def pipeline(self):
        """What a detector and a pose model find together: (their directories, image, entry of results.json)."""
        detector, pose, image = self.deployed('rtmdet-nano'), self.deployed('rtmpose-nano'), street(5)
        work = self.tmp / 'pipeline'
        self.assert_works(self.deploy(SIMCC, *harness.model('rtmpose-nano'), image, '--detector', detector, '--dump-info',
                                      *FIXTURES['rtmpose-nano'][2][2:], work_dir=work))
        found = read_json(work / 'results.json')[0]['backend']
        self.assertGreater(len(found['bboxes']), 1)
        return detector, pose, image, found


    def networks(self):
        """[(name, directory of a network alone, [its inputs as (name, dtype, shape, bytes)], what it gives or None where nobody but the network knows)]
        Outputs are [(name, {"dtype", "shape", "data" in hex})] in the network's order."""
        rng = random.Random(1)
        unet = self.tmp / 'unet'
        self.assert_works(self.run_slipway('convert', DATA / 'programs/unet_2.14.1.pt2', '--out', unet))
        picture = struct.pack(f'{2 * 3 * 32 * 48}f', *(rng.gauss(0, 1) for _ in range(2 * 3 * 32 * 48)))
        found = [('unet', unet, [('x', 0, [2, 3, 32, 48], picture)], None)]
        a, b = [5, -7], [3, 1 << 40]
        outputs = {'difference': [x - y for x, y in zip(a, b)], 'sum': [x + y for x, y in zip(a, b)]}
        found.append(('two of each', self.network_alone('sum_and_difference'), [(name, 4, [2], struct.pack('2q', *v)) for name, v in (('a', a), ('b', b))],
                      [(name, {'dtype': 4, 'shape': [2], 'data': struct.pack('2q', *v).hex()}) for name, v in outputs.items()]))
        # Sessions take and give f32 for what is f16 in the file.
        given = [('f32' if dtype == 'f16' else dtype, dtype) for dtype in ELEMENTS]
        inputs = []
        for dtype, name in given:
            data = bytes(rng.getrandbits(1 if dtype == 'bool' else 8) for _ in range(6 * ELEMENTS[dtype]))
            if name == 'f16':
                data = struct.pack('6f', 0.5, -1, 65504, 2**-24, -0.0, math.inf)
            inputs.append(('in_' + name, list(ELEMENTS).index(dtype), [3, 2], data))
        same = [('out_' + name[3:], {'dtype': number, 'shape': shape, 'data': data.hex()}) for name, number, shape, data in inputs]
        found.append(('every type', self.network_alone('identity'), inputs, same))
        found.append(('an output without elements', self.network_alone('nonzero'), [('x', 0, [4], bytes(16))], [('y', {'dtype': 4, 'shape': [1, 0], 'data': ''})]))
        return found

    def network_alone(self, name):
        """A directory of a model of test/data/backend, as `convert` makes them."""
        folder = self.tmp / name
        folder.mkdir()
        shutil.copy(DATA / f'backend/{name}.onnx', folder / 'end2end.onnx')
        net = {'name': name, 'net': 'end2end.onnx', 'weights': '', 'backend': 'onnxruntime', 'precision': 'FP32', 'batch_size': 1, 'dynamic_shape': True}
        task = {'name': name, 'type': 'Task', 'module': 'Net', 'is_batched': True, 'input': ['x'], 'output': ['y'], 'input_map': {}, 'output_map': {}}
        (folder / 'deploy.json').write_text(json.dumps({'version': '0.1.0', 'task': 'Tensors', 'models': [net], 'customs': []}))
        (folder / 'pipeline.json').write_text(json.dumps({'pipeline': {'input': ['x'], 'output': ['y'], 'tasks': [task]}}))
        return folder

    def outputs(self, run, folder, inputs):
        """What a program prints that runs networks as bindings/c/test/tensors.c does it: by names and by places it must be the same."""
        files = []
        for name, number, shape, data in inputs:
            files.append(self.file(f'{name}.tensor', ' '.join(map(str, [name, number, *shape])).encode() + b'\n' + data))
        done = run(folder, *files)
        self.assertEqual((done.returncode, done.stderr), (0, ''), done.stdout)
        by_name, by_place = [list(json.loads(line).items()) for line in done.stdout.splitlines()]
        self.assertEqual(by_name, by_place)
        return by_name

    def assert_tensors(self, run):
        """A program gives what is known of the networks, or else what one in C gives."""
        for name, folder, inputs, expected in self.networks():
            with self.subTest(name):
                if expected is None:
                    expected = self.outputs(lambda *arguments: run_tool(SDK / 'test/slipway_c_tensors', *arguments), folder, inputs)
                    self.assertGreater(len(set(expected[0][1]['data'])), 10)
                self.assertEqual(self.outputs(run, folder, inputs), expected)

    def video(self):
        """(directories of a detector and a pose model, raw frames of people who move)"""
        header, pixels = self.raw(street(5)).read_bytes().split(b'\n', 1)
        width, height = map(int, header.split())
        frames = []
        for number in range(6):
            # To the right, round the edge.
            step = 9 * number
            rows = [pixels[y * width * 3:(y + 1) * width * 3] for y in range(height)]
            moved = b''.join(row[-step:] + row[:-step] if step else row for row in rows)
            frames.append(self.file(f'frame{number}.raw', header + b'\n' + moved))
        return self.deployed('rtmdet-nano'), self.deployed('rtmpose-nano'), frames

    def tracks(self, detector, pose, frames):
        """What C++ tracks in a video: its lines."""
        done = run_tool(SDK / 'test/slipway_cpp_dump', 'track', detector, '--pose', pose, *frames)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(lines), len(frames))
        self.assertGreater(len(lines[0]['track_ids']), 1)
        self.assertTrue(set(lines[0]['track_ids']) & set(lines[-1]['track_ids']))
        return lines


class SdkC(SdkCase):
    def dump(self, folder, entries, *options):
        return run_tool(SDK / 'test/slipway_c_dump', folder, *options, *self.image_arguments(entries))

    def test_same_bits_as_deploy(self):
        for name in FIXTURES:
            with self.subTest(name):
                folder, entries = self.recorded(name)
                # One by one, as deploy runs whole images, and together.
                for entry in entries:
                    self.assert_lines(self.dump(folder, [entry]), [entry[2]])
                self.assert_lines(self.dump(folder, entries), [found for _, _, found in entries])

    def test_no_boxes_no_instances(self):
        folder, entries = self.recorded('rtmpose-nano')
        done = self.dump(folder, [(entries[0][0], None, None)], )
        self.assertEqual(len(json.loads(done.stdout)['bboxes']), 1, 'without boxes the whole image is one')
        done = run_tool(SDK / 'test/slipway_c_dump', folder, self.raw(entries[0][0]), '--boxes-of-none')
        self.assertEqual(json.loads(done.stdout)['bboxes'], [])

    def test_pipeline(self):
        detector, pose, image, found = self.pipeline()
        self.assert_lines(self.dump(pose, [(image, None, None)], '--detector', detector), [found])
        self.assertIn('finds none', self.dump(pose, [(image, None, None)], '--detector', pose).stderr)

    def test_contract(self):
        for name in ('resnet18-slim', 'rtmpose-nano'):
            folder, entries = self.recorded(name)
            done = run_tool(SDK / 'test/slipway_c_contract', folder, self.raw(entries[0][0]))
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, 'contract: all kept\n', ''))

    def test_tensors(self):
        self.assert_tensors(lambda *arguments: run_tool(SDK / 'test/slipway_c_tensors', *arguments))

    def test_library(self):
        """Nothing but slw_ is exported, and nothing that changes its host is called."""
        library = BUILD / 'lib/libslipway.so'
        shown = run_tool('nm', '-D', '--defined-only', library).stdout.split('\n')
        names = [line.split()[-1] for line in shown if line.strip()]
        self.assertGreater(len(names), 25)
        strange = [name for name in names if not name.startswith(('slw_', 'SLIPWAY_1')) and not harness.SANITIZED]
        self.assertEqual(strange, [])
        declared = set()
        for line in (ROOT / 'include/slipway/slipway.h').read_text(encoding='utf-8').splitlines():
            if line.startswith('SLW_API'):
                declared.add(line.split('(')[0].split()[-1].lstrip('*'))
        self.assertEqual({name.split('@')[0] for name in names if name.startswith('slw_')}, declared)
        taken = {line.split()[-1].split('@')[0] for line in run_tool('nm', '-D', '--undefined-only', library).stdout.splitlines()}
        for backend in ('onnxruntime', 'ncnn', 'openvino'):
            path = BUILD / f'lib/libslipway_backend_{backend}.so'
            if path.exists():
                taken |= {line.split()[-1].split('@')[0] for line in run_tool('nm', '-D', '--undefined-only', path).stdout.splitlines()}
        # sigaction is of the program's clean-up, which only the program switches on.
        for name in ('setenv', 'putenv', 'unsetenv', 'clearenv', 'dup2', 'freopen', 'signal', 'puts', 'printf', 'putchar', 'exit',
                     '_ZN2cv13setNumThreadsEi', '_ZN2cv15setUseOptimizedEb'):
            self.assertNotIn(name, taken)
        libraries = run_tool('readelf', '-d', library).stdout
        for name in ('torch', 'onnx', 'gdal', 'X11', 'imgcodecs', 'jpeg', 'tiff'):
            self.assertNotIn(f'[lib{name}', libraries)
        stripped = self.tmp / 'stripped.so'
        subprocess.run(['strip', '-o', stripped, library], check=True)
        self.assertLess(stripped.stat().st_size, 15 << 20)


class SdkCpp(SdkCase):
    KINDS = {'resnet18-slim': 'classes', 'seg-nano': 'map'}

    def test_same_bits_as_deploy(self):
        for name in FIXTURES:
            with self.subTest(name):
                folder, entries = self.recorded(name)
                done = run_tool(SDK / 'test/slipway_cpp_dump', self.KINDS.get(name, 'instances'), folder, *self.image_arguments(entries))
                self.assert_lines(done, [found for _, _, found in entries])

    def test_same_tensors_as_c(self):
        self.assert_tensors(lambda *arguments: run_tool(SDK / 'test/slipway_cpp_tensors', *arguments))

    def test_errors(self):
        folder, entries = self.recorded('resnet18-slim')
        done = run_tool(SDK / 'test/slipway_cpp_dump', 'map', folder, *self.image_arguments(entries))
        self.assertEqual((done.returncode, done.stderr), (2, 'error 1: : the result is classes, not a label map\n'))
        done = run_tool(SDK / 'test/slipway_cpp_dump', 'classes', self.tmp, *self.image_arguments(entries))
        self.assertIn('pipeline.json: no such file', done.stderr)


class SdkPython(SdkCase):
    def test_package(self):
        python = python_with_numpy()
        if python is None:
            self.skipTest('no Python with NumPy; install python3-numpy, or name one in SLIPWAY_TEST_PYTHON')
        cases = {}
        for name in FIXTURES:
            folder, entries = self.recorded(name)
            images = [{'raw': str(self.raw(path)), 'boxes': boxes, 'found': found} for path, boxes, found in entries]
            cases[name] = {'folder': str(folder), 'images': images}
        folder = cases['resnet18-slim']['folder']
        cases['resnet18-slim']['zip'] = shutil.make_archive(str(self.tmp / 'model'), 'zip', Path(folder).parent, Path(folder).name)
        detector, pose, image, found = self.pipeline()
        networks = []
        for name, folder, inputs, outputs in self.networks():
            # NumPy has no bf16.
            if name != 'every type':
                outputs = outputs or self.outputs(lambda *arguments: run_tool(SDK / 'test/slipway_c_tensors', *arguments), folder, inputs)
                networks.append({'folder': str(folder), 'inputs': [(*rest, data.hex()) for *rest, data in inputs], 'outputs': outputs})
        world = {'library': str(BUILD / 'lib/libslipway.so.1'), 'cases': cases, 'networks': networks,
                 'pipeline': {'detector': str(detector), 'pose': str(pose), 'raw': str(self.raw(image)), 'found': found}}
        done = run_tool(python, '-W', 'error', ROOT / 'bindings/python/test_slipway.py',
                        env={'SLIPWAY_TEST_CASES': str(self.file('world.json', json.dumps(world))), 'PYTHONDONTWRITEBYTECODE': '1'})
        self.assertEqual(done.returncode, 0, done.stderr)


class SdkDirectoriesOfMmdeploy(SdkCase):
    """deploy.json and pipeline.json as MMDeploy 1.3.1 wrote them (test/data/mmdeploy), for the sizes of the fixtures."""

    def directory(self, theirs, name, change):
        folder = self.tmp / theirs
        shutil.copytree(DATA / 'mmdeploy' / theirs, folder)
        shutil.copy(self.deployed(name) / 'end2end.onnx', folder)
        pipeline = read_json(folder / 'pipeline.json')
        tasks = pipeline['pipeline']['tasks']
        change({t['type']: t for t in tasks[0]['transforms']}, tasks[2]['params'])
        (folder / 'pipeline.json').write_text(json.dumps(pipeline))
        return folder

    def assert_same(self, folder, name):
        _, entries = self.recorded(name)
        done = run_tool(SDK / 'test/slipway_c_dump', folder, *self.image_arguments(entries))
        self.assert_lines(done, [found for _, _, found in entries])

    def test_detector(self):
        def change(transforms, _):
            transforms['Resize']['size'] = [256, 256]
        folder = self.directory('rtmdet', 'rtmdet-nano', change)
        text = (folder / 'pipeline.json').read_text().replace('[640, 640]', '[256, 256]')
        (folder / 'pipeline.json').write_text(text)
        self.assert_same(folder, 'rtmdet-nano')

    def test_top_down(self):
        def change(transforms, params):
            transforms['TopDownGetBboxCenterScale']['image_size'] = transforms['TopDownAffine']['image_size'] = [96, 128]
            params.update(input_size=[96, 128], sigma=[6.0, 6.0])
        self.assert_same(self.directory('rtmpose', 'rtmpose-nano', change), 'rtmpose-nano')

    def test_heatmaps(self):
        def change(transforms, params):
            transforms['TopDownGetBboxCenterScale']['image_size'] = [96, 128]
            transforms['TopDownAffine'].update(image_size=[96, 128], use_udp=True)
            params.update(type='UDPHeatmap', use_udp=True, shift_heatmap=False, input_size=[96, 128], heatmap_size=[24, 32])
        self.assert_same(self.directory('hrnet', 'heatmap-nano', change), 'heatmap-nano')

    def test_segmentor(self):
        def change(transforms, params):
            transforms['Resize']['size'] = [320, 256]
            transforms['Normalize']['to_rgb'] = 'True'
            params['num_classes'] = 5
        self.assert_same(self.directory('psp', 'seg-nano', change), 'seg-nano')

    def test_two_stage_detector(self):
        """Its network is none of ours: all but that is read."""
        folder = self.tmp / 'frcnn'
        shutil.copytree(DATA / 'mmdeploy/frcnn', folder)
        done = run_tool(SDK / 'test/slipway_c_dump', folder, self.raw(street(1)))
        self.assertIn('end2end.onnx: no such model file', done.stderr)

    def test_what_mmdeploy_cannot_serve_either(self):
        def change(*_):
            pass
        folder = self.directory('rtmpose', 'rtmpose-nano', change)
        pipeline = read_json(folder / 'pipeline.json')
        pipeline['pipeline']['tasks'][2]['component'] = 'UNKNOWN'
        (folder / 'pipeline.json').write_text(json.dumps(pipeline))
        self.assertIn("deploy it with Slipway", run_tool(SDK / 'test/slipway_c_dump', folder).stderr)
