#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Records what mmengine reads from the configs here: writes NAME.json beside every config that it can read.

Usage: record.py (Python 3.11 with mmengine 0.10.7 and the packages that `lazy/` names not needed). The encoding is that of
tools/conformance/config/compare.py. Bases are recorded too. `record.py --check` compares instead and changes nothing.
"""
import json
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / 'tools' / 'conformance' / 'config'))
import compare  # noqa: E402


def main():
    warnings.simplefilter('ignore')
    check = '--check' in sys.argv
    changed = []
    files = sorted(f for folder in ('text', 'lazy', 'data') for f in (HERE / folder).iterdir()
                   if f.suffix in ('.py', '.yaml') or (f.suffix == '.json' and folder == 'data' and not f.name.endswith('.golden.json')))
    results, _ = compare.read_with_mmengine([str(f) for f in files], None)
    for file, result in zip(files, results):
        golden = file.with_name(file.name + '.golden.json')
        if 'error' in result:
            print(f'{file.relative_to(HERE)}: {result["error"]}')
            continue
        text = json.dumps(compare.sort_sets(result['value']), ensure_ascii=False, separators=(',', ':')) + '\n'
        if not golden.exists() or golden.read_text(encoding='utf-8') != text:
            changed.append(golden)
            if not check:
                golden.write_text(text, encoding='utf-8')
    print(f'{len(files)} configs, {len(changed)} goldens {"differ" if check else "written"}')
    return 1 if check and changed else 0


if __name__ == '__main__':
    sys.exit(main())
