# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the programs of the real libraries' models in this folder, for `slipway deploy`.

Usage: record_models.py NAME SHAPE DYNAMIC OUT, in an environment with the libraries (tools/conformance): rtmdet-nano 1,3,256,256
batch,height,width rtmdet-nano.pt with PyTorch 2.1.2 and mmdet 3.3; resnet18-slim 1,3,224,224 batch resnet18-slim.pt2 with PyTorch 2.15 and
mmpretrain 1.2 (TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1, as mmengine 0.10.7 needs it there). What only a debugger reads, and the example's values,
are left out of the archives: they are more than the weights.
"""
import json
import os
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path[:0] = [str(ROOT / 'tools/conformance'), str(ROOT / 'tools/export')]
import mmcv_ext  # noqa: E402,F401  pylint: disable=unused-import,wrong-import-position
import slipway_export  # noqa: E402  pylint: disable=wrong-import-position


def without_paths(text):
    """The program without the places of its calls in files of the machine."""
    program = json.loads(text)
    for node in program['graph_module']['graph']['nodes']:
        node['metadata'] = {key: value for key, value in node['metadata'].items() if key in ('nn_module_stack', 'torch_fn')}
    return json.dumps(program)


def main():
    name, shape, dynamic, out = sys.argv[1:]
    folder = ROOT / 'demo' / name if (ROOT / 'demo' / name).is_dir() else HERE.parent / name
    whole = HERE / f'whole{Path(out).suffix}'
    os.chdir(folder)
    slipway_export.main(['model_cfg.py', 'checkpoint.pth', '-o', str(whole), '--shape', shape, '--dynamic', dynamic])
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(HERE / out, 'w', zipfile.ZIP_STORED) as kept:
        for entry in archive.infolist():
            if not entry.filename.endswith('.debug_pkl') and 'sample_inputs' not in entry.filename:
                content = archive.read(entry)
                kept.writestr(zipfile.ZipInfo(entry.filename), without_paths(content) if entry.filename.endswith('model.json') else content)
    whole.unlink()


if __name__ == '__main__':
    main()
