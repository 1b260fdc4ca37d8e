# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Top-down pose with the visibility of each keypoint as a further output (VisPredictHead), on every backend."""
import json
import random
import struct

import accuracy_test
import family
import golden
import harness
import pth
from harness import DATA, Case, read_json, street
from topdown_test import BOXES, CONFIGS, NO_FLIP

KEYPOINTS, CHANNELS = 17, 128


class Visibility(Case):
    """The head of heatmap-nano, wrapped: places and scores are those that mmpose found with it."""

    def wrapped(self, use_sigmoid=True):
        """(model config, checkpoint)"""
        config, checkpoint = harness.model('heatmap-nano')
        numbers = random.Random(4)
        state = {key.replace('head.', 'head.pose_head.', 1) if key.startswith('head.') else key: value
                 for key, value in pth.load_state_dict(checkpoint).items()}
        for name, shape in (('weight', (KEYPOINTS, CHANNELS)), ('bias', (KEYPOINTS, ))):
            count = KEYPOINTS * (CHANNELS if name == 'weight' else 1)
            values = [numbers.uniform(-0.3, 0.3) for _ in range(count)]
            state[f'head.vis_head.2.{name}'] = pth.Tensor('FloatStorage', shape, struct.pack(f'<{count}f', *values))
        # The head of the base config becomes the inner one.
        text = (f'_base_ = ["{config}"]\n'
                'inner = {{_base_.model.head}}\n'
                f'model = dict(head=dict(_delete_=True, type="VisPredictHead", pose_cfg=inner, loss=dict(type="BCELoss", use_sigmoid={use_sigmoid})))\n')
        return self.file('visible.py', text), pth.save(self.tmp / 'visible.pth', {'state_dict': state})

    def test_backends(self):
        config, checkpoint = self.wrapped()
        expected = [e for e in read_json(DATA / 'heatmap-nano/golden-noflip.json') if e['image'] == '000000200005.jpg']
        seen = []
        for backend in ('onnxruntime_dynamic', 'openvino_dynamic', 'ncnn_static', 'torchscript_dynamic'):
            with self.subTest(backend=backend):
                family.require_backend(backend.split('_')[0])
                work = self.tmp / backend
                self.assert_works(self.deploy(CONFIGS / f'pose-detection_visibility_{backend}.py', config, checkpoint, street(5), '--bboxes', BOXES,
                                              *NO_FLIP, '--dump-info', work_dir=work))
                self.assertTrue(read_json(work / 'verify.json')['passed'])
                self.assertEqual(read_json(work / 'pipeline.json')['pipeline']['tasks'][2]['params']['visibility'], 'scores')
                results = read_json(work / 'results.json')
                self.assertEqual(golden.compare_results(results, expected), [])
                for side in ('backend', 'reference'):
                    visible = results[0][side]['keypoints_visible']
                    self.assertEqual([len(row) for row in visible], [KEYPOINTS] * 3)
                    self.assertTrue(all(0 < value < 1 for row in visible for value in row))
                    self.assertNotEqual(visible, results[0][side]['keypoint_scores'])
                    seen.append(visible)
                run = self.run_slipway('run', work, street(5), '--json', '--threads', '1')
                self.assert_works(run)
                self.assertEqual([len(row) for row in json.loads(run.out)[0]['result']['keypoints_visible']], [KEYPOINTS])
        for other in seen[1:]:
            for ours, theirs in zip(seen[0], other, strict=True):
                for a, b in zip(ours, theirs, strict=True):
                    self.assertAlmostEqual(a, b, delta=golden.SCORES)

    def test_accuracy(self):
        """Whatever is said of visibility changes no number; flip tests turn it back as well, here as logits."""
        config, checkpoint = self.wrapped(use_sigmoid=False)
        deploy_config = CONFIGS / 'pose-detection_visibility_onnxruntime_dynamic.py'
        self.assert_works(self.deploy(deploy_config, config, checkpoint, street(5), '--bboxes', BOXES, '--dump-info'))
        out = self.tmp / 'out.json'
        result = self.run_slipway('test', deploy_config, config, '--model', self.tmp / 'work', '--reference', checkpoint, '--flip-test', '--json', '--out',
                                  out, cwd=DATA)
        self.assert_works(result)
        rows = json.loads(result.out)['rows']
        self.assertEqual(len(rows), 2)
        for row in rows:
            for key, value in read_json(DATA / 'heatmap-nano/expected_metrics.json').items():
                self.assertAlmostEqual(row['metrics'][key], value, delta=accuracy_test.TOLERANCE, msg=f'{row["name"]}: {key}')
        for entry in read_json(out):
            self.assertTrue(all(0 < value < 1 for value in entry['keypoints_visible'][0]))

    def test_other_outputs_are_refused(self):
        result = self.deploy(CONFIGS / 'pose-detection_onnxruntime_dynamic.py', *self.wrapped(), street(5), *NO_FLIP)
        self.assert_refused(result, '1 output_names (output)', '2 outputs: heatmaps, visibility (of each keypoint)', seconds=4)
