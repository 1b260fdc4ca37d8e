# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records whose class the registries of mmdet 3.3.0, mmpose 1.3.2 and mmpretrain 1.2.0 find for the names that mmengine 0.10.7 and mmcv 2.1.0 have.

Run it in its own folder with these libraries installed: python record.py. It writes lookups.txt, a line "SCOPE TYPE PACKAGE" each: what
a config with this default scope means by this type. A library written with its own name asks no parents there; such lines are left out.
"""
import importlib

import mmcv.transforms  # noqa: F401  registers with mmengine
from mmengine.registry import DATASETS, EVALUATOR, METRICS, TRANSFORMS

LIBRARIES = ['mmdet', 'mmpose', 'mmpretrain']

for library in LIBRARIES:
    importlib.import_module(library + '.utils').register_all_modules(False)
lines = []
for root in (TRANSFORMS, DATASETS, METRICS, EVALUATOR):
    for scope in ['mmengine'] + LIBRARIES:
        # Others may register with mmengine's registry, too (MultiDatasetsEvaluator of mmdet), once they are imported.
        for name in [n for n, found in root.module_dict.items() if found.__module__.startswith(('mmengine.', 'mmcv.'))]:
            for written in [name] + [f'{library}.{name}' for library in ['mmengine'] + LIBRARIES if library != scope]:
                with root.switch_scope_and_registry(scope) as registry:
                    package = registry.get(written).__module__.split('.')[0]
                lines.append(f'{scope} {written} {package}\n')
with open('lookups.txt', 'w') as f:
    f.writelines(sorted(lines))
