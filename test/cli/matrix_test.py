# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Every model on every backend, in every precision, with fixed and with dynamic axes: passed with what difference, refused for what
reason, or not available. Each model is a test, which leaves its table in SLIPWAY_MATRIX_DIR for `make test` to print."""
import json
import os
import re
import unittest
from pathlib import Path

import family
import harness
from harness import DATA, ROOT, Case, read_json, scene

BACKENDS = ('ncnn', 'onnxruntime', 'openvino', 'tensorrt', 'torchscript')
POSE = {b: ROOT / f'configs/mmpose/pose-detection_yolox-pose_{b}_{kind}.py' for b, kind in
        (('ncnn', 'static'), ('onnxruntime', 'dynamic'), ('openvino', 'dynamic'), ('tensorrt', 'dynamic-640x640'), ('torchscript', 'dynamic'))}
CLS = {b: ROOT / f'configs/mmpretrain/classification_{b}_{kind}.py' for b, kind in
       (('ncnn', 'static'), ('onnxruntime', 'dynamic'), ('openvino', 'dynamic-224x224'), ('tensorrt', 'dynamic-224x224-224x224'),
        ('torchscript', 'dynamic'))}
DET = {b: ROOT / f'configs/mmdet/detection/{b}.py' for b in
       ('detection_onnxruntime_dynamic', 'detection_openvino_dynamic', 'detection_tensorrt_static-640x640', 'detection_torchscript')}
DET = {'ncnn': ROOT / 'configs/mmdet/detection/single-stage_ncnn_static-320x320.py', **{b.split('_')[1]: path for b, path in DET.items()}}
OUTPUTS = {'mmpretrain': ['output'], 'mmpose': ['dets', 'keypoints'], 'mmdet': ['dets', 'labels']}
# Limits of the accuracy on the scenes, whose numbers for PyTorch are recorded from the real libraries.
METRIC_LIMIT = {'FP32': 0.001, 'FP16': 0.005}
# What a backend does not have, in the words of the refusal.
REFUSED = {('torchscript', 'FP16'): 'has no precision FP16'}
ROW = '{:<22} {:<12} {:<5} {:<8} {:<14} {:>9} {:>9} {:>8}  {}'


def installed(backend):
    try:
        family.require_backend(backend)
    except unittest.SkipTest:
        return False
    return True


class Matrix:
    slow = True
    shared = True
    name = None
    configs = None
    image, images = staticmethod(scene), 8

    def config(self, backend, precision, axes):
        """A deploy config of this cell: the one that is shipped, or one derived from it."""
        shipped = self.configs[backend]
        if precision == 'FP32' and axes == ('dynamic' if 'dynamic' in shipped.name else 'static') and shipped != DET['ncnn']:
            return shipped
        ir = 'ir_config' if backend == 'torchscript' else 'onnx_config'
        folder = self.configs[backend].relative_to(ROOT / 'configs').parts[0]
        names = ['input', *OUTPUTS[folder]]
        dynamic = {name: {0: 'batch'} for name in names} if axes == 'dynamic' else None
        shape = ', input_shape=[256, 256]' if self.configs[backend] == DET['ncnn'] else ''
        options = ''
        if precision == 'FP16':  # as the shipped base configs have it
            options = {'tensorrt': 'common_config=dict(fp16_mode=True)',
                       'onnxruntime': 'precision="fp16", common_config=dict(min_positive_val=1e-7, max_finite_val=1e4, keep_io_types=True)'
                       }.get(backend, 'precision="FP16"')
        return self.file(f'{backend}-{precision}-{axes}.py',
                         f'_base_ = ["{self.configs[backend]}"]\n{ir} = dict(dynamic_axes={dynamic!r}{shape})\nbackend_config = dict({options})\n')

    def metric(self, config, work, backend):
        key, = [k for k in ('coco/AP', 'coco/bbox_mAP', 'accuracy/top1') if k in read_json(DATA / self.name / 'expected_metrics.json')]
        result = self.run_slipway('test', config, harness.model(self.name)[0], '--model', work, '--json', cwd=DATA)
        self.assert_works(result)
        row, = json.loads(result.out)['rows']
        self.assertEqual(row['name'], backend)
        return row['metrics'][key], read_json(DATA / self.name / 'expected_metrics.json')[key]

    def cell(self, backend, precision, axes):
        """(outcome, largest differences of the graph, boxes or keypoints and scores, metric, remark)"""
        config = self.config(backend, precision, axes)
        # In f32 the images of the tests that look closer at such a deployment, which share it.
        images = range(1, self.images + 1) if precision == 'FP32' else (1, 25)
        result, work = harness.shared_deployment(type(self), config, self.name, [self.image(i) for i in images])
        error = next((line[len('slipway: error: '):] for line in result.err.splitlines() if line.startswith('slipway: error: ')), '')
        error = re.sub(r'[^\s(]*/', '', error)  # of paths, names only
        reason = REFUSED.get((backend, precision))
        if backend == 'tensorrt' or not installed(backend):
            self.assertEqual(result.code, 2, result.err)
            self.assertIn('not available: ', error)
            self.assertEqual(harness.list_files(work), [])
            return 'not available', '', '', '', error[error.index('not available: ') + len('not available: '):][:90]
        if reason is not None:
            self.assert_refused(result, reason, work_dir=None)
            self.assertEqual(harness.list_files(work), [])
            return 'refused', '', '', '', error.split('backend_config.')[-1][:90]
        self.assert_works(result)
        report = read_json(work / 'verify.json')
        self.assertTrue(report['passed'])
        graph = max(output['max_abs'] for check in report['graph'] for output in check['outputs'])
        pixels = max(max(image['max_box_px'], image['max_keypoint_px']) for image in report['images'])
        metric, expected = self.metric(config, work, backend)
        self.assertAlmostEqual(metric, expected, delta=METRIC_LIMIT[precision])
        return 'passed', f'{graph:.1e}', f'{pixels:.1e}', f'{metric - expected:+.4f}', ''

    def test_every_combination(self):
        rows = [ROW.format('model', 'backend', 'prec.', 'axes', 'outcome', 'graph', 'px', 'metric', '')]
        for backend in BACKENDS:
            for precision in ('FP32', 'FP16'):
                for axes in ('static', 'dynamic'):
                    with self.subTest(backend=backend, precision=precision, axes=axes):
                        row = ('FAILED', '', '', '', 'see the test')
                        try:
                            row = self.cell(backend, precision, axes)
                        finally:
                            rows.append(ROW.format(self.name, backend, precision, axes, *row).rstrip())
        table = '\n'.join(rows) + '\n'
        print('\n' + table)
        if folder := os.environ.get('SLIPWAY_MATRIX_DIR'):
            Path(folder).mkdir(parents=True, exist_ok=True)
            (Path(folder) / f'{self.name}.txt').write_text(table)


class MatrixNano(Matrix, Case):
    name, configs = 'yoloxpose-nano', POSE


class MatrixProjectNano(Matrix, Case):
    name, configs = 'yoloxpose-project-nano', POSE


class MatrixResNet(Matrix, Case):
    name, configs = 'resnet18-slim', CLS


class MatrixRTMDet(Matrix, Case):
    name, configs, image, images = 'rtmdet-nano', DET, staticmethod(harness.street), 12
