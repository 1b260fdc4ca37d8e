# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""The TorchScript backend from deploy config to metrics, compared with what the real libraries computed."""
import json
import zipfile

import family
import harness
from harness import DATA, POSE_DEPLOY, ROOT, Case, read_json

POSE = ROOT / 'configs/mmpose/pose-detection_yolox-pose_torchscript_dynamic.py'
CLS = ROOT / 'configs/mmpretrain/classification_torchscript.py'
CLS_ANY_BATCH = ROOT / 'configs/mmpretrain/classification_torchscript_dynamic.py'


class Family(family.Family):
    backend, files, input_name = 'torchscript', ['end2end.pt'], '#0'

    def test_names(self):
        net = read_json(self.work / 'pipeline.json')['pipeline']['tasks'][1]
        self.assertEqual(net['output_map'], {name: f'#{i}' for i, name in enumerate(self.outputs)})
        self.assertFalse((self.work / 'end2end.onnx').exists())

    def test_constants_are_data(self):
        """Weights lie in files of their own inside the archive, and the code calls nothing but PyTorch's own operators."""
        with zipfile.ZipFile(self.work / 'end2end.pt') as archive:
            names = archive.namelist()
            code = ''.join(archive.read(n).decode() for n in names if '/code/' in n and n.endswith('.py'))
        self.assertGreater(sum('/data/' in n for n in names), 10)
        self.assertLess(len(code), 200_000)
        self.assertNotIn('ops.', code)


class TorchScriptNano(Family, Case):
    name, deploy_cfg, batches, serve, outputs = 'yoloxpose-nano', POSE, [1, 2, 3], ((8, 'cpu'), ), ['dets', 'keypoints']


class TorchScriptProjectNano(Family, Case):
    name, deploy_cfg, batches, serve, outputs = 'yoloxpose-project-nano', POSE, [1, 2, 3], ((8, 'cpu'), ), ['dets', 'keypoints']


class TorchScriptResNet(Family, Case):
    name, deploy_cfg, batches, serve, outputs = 'resnet18-slim', CLS_ANY_BATCH, [1, 2, 3], ((8, 'cpu'), ), ['output']


class TorchScriptResNetStatic(Family, Case):
    name, deploy_cfg, outputs = 'resnet18-slim', CLS, ['output']


class TorchScriptOptions(Case):
    def test_dynamic_height_and_width(self):
        cfg = self.file('hw.py', f'_base_ = ["{POSE}"]\nir_config = dict(dynamic_axes=dict('
                        'input={0: "batch", 2: "height", 3: "width"}))\n')
        self.assert_works(self.deploy_nano(deploy_cfg=cfg))
        shapes = {tuple(check['input_shape'][2:]) for check in read_json(self.tmp / 'work/verify.json')['graph']}
        self.assertEqual(shapes, {(256, 256), (320, 384)})

    def test_same_input_gives_the_same_model(self):
        for work in ('first', 'second'):
            self.assert_works(self.deploy_resnet('--no-verify', deploy_cfg=CLS, work_dir=self.tmp / work))
        self.assertEqual((self.tmp / 'first/end2end.pt').read_bytes(), (self.tmp / 'second/end2end.pt').read_bytes())

    def test_json(self):
        result = self.deploy_resnet('--json', deploy_cfg=CLS)
        self.assert_works(result)
        summary = json.loads(result.out)
        self.assertEqual(summary['ir'], 'torchscript')
        self.assertGreater(summary['torchscript_calls'], 10)
        self.assertEqual(summary['torchscript_calls'], sum(summary['operators'].values()))
        self.assertNotIn('opset', summary)


class TorchScriptServes(Case):
    def test_the_file_as_well_as_the_directory(self):
        """`slipway test` takes the model file alone; what comes of it is the same."""
        self.assert_works(self.deploy_resnet('--no-verify', '--dump-info', deploy_cfg=CLS_ANY_BATCH))
        rows = []
        for model in ('work', 'work/end2end.pt'):
            result = self.run_slipway('test', CLS_ANY_BATCH, harness.model('resnet18-slim')[0], '--model', self.tmp / model, '--json',
                                      cwd=DATA)
            self.assert_works(result)
            rows.append(json.loads(result.out)['rows'][0]['metrics'])
        self.assertEqual(rows[0], rows[1])
        self.assertTrue(rows[0])


class TorchScriptBadInput(Case):
    def test_opset(self):
        self.assert_refused(self.deploy_nano('--opset', '13', deploy_cfg=POSE), '--opset 13', 'TorchScript')

    def test_ir_of_another_backend(self):
        for name, base, ours in (('a.py', 'torchscript', POSE_DEPLOY), ('b.py', 'onnxruntime', POSE)):
            with self.subTest(name):
                cfg = self.file(name, f'_base_ = ["{ours}"]\nbackend_config = dict(_delete_=True, type="{base}")\n')
                self.assert_refused(self.deploy_nano(deploy_cfg=cfg), f"backend '{base}' takes models of IR")

    def test_model_files(self):
        """Not there, empty, cut off, or something else: one error each."""
        self.assert_works(self.deploy_resnet('--no-verify', '--dump-info', deploy_cfg=CLS))
        file = self.tmp / 'work/end2end.pt'
        whole = file.read_bytes()
        checkpoint = harness.model('resnet18-slim')[1].read_bytes()
        for content, message in ((None, 'no such model file'), (b'', 'the model file is empty'), (whole[:1000], 'cannot load'),
                                 (whole[:-30], 'cannot load'), (b'not a model at all', 'cannot load'), (checkpoint, 'cannot load')):
            with self.subTest(message, size=None if content is None else len(content)):
                file.unlink(missing_ok=True)
                if content is not None:
                    file.write_bytes(content)
                result = self.run_slipway('test', CLS, harness.model('resnet18-slim')[0], '--model', self.tmp / 'work', cwd=DATA)
                self.assert_refused(result, message, 'end2end.pt', work_dir=None, seconds=None)
