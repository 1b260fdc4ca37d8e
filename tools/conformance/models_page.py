#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""docs/models.md from what the comparisons with the real libraries found.

Usage: models_page.py [--check] [RESULTS...]
Adds the lines of the files RESULTS, which comparisons write where SLIPWAY_CONFORMANCE_RESULTS=FILE is set, to results.jsonl beside this
script (the newest line of a config and deploy config stands), and writes the page. --check: writes nothing, and fails where the page is not
what it would write.
"""
import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / 'results.jsonl'
PAGE = HERE.parent.parent / 'docs' / 'models.md'
UNITS = (('max_box_px', 'px of boxes'), ('max_keypoint_px', 'px of keypoints'), ('max_score', 'of scores'))
LIBRARIES = ('mmdet', 'mmpose', 'mmpretrain', 'mmseg', 'mmyolo')
HEAD = """# Models that were compared

Each config below, as its library ships it (or has it below `projects/` in its repository), was built by the real library with random weights that fire, saved, run there, and deployed by Slipway to the
backend that the deploy config names. *Equal* means that both PyTorch's side of Slipway and the deployed model found what the library found: the same instances, classes or pixels,
within 0.01 px and 1e-4 of scores; *but for rounding*, that these weights amplify rounding further, measured on the library alone, and that the result is within four
times of that. The largest difference is between the deployed model and PyTorch. `make conformance` repeats it for a third of them; a config that is not
listed was not compared yet, which does not say that it fails: `slipway deploy` verifies every model it writes.

Configs that differ only in training (schedule, batch size, losses) are one model; one of them is compared, and the others are listed *as* that one.

This page is written by `tools/conformance/models_page.py`.
"""


def read(path):
    if not path.exists():
        return {}
    entries = [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines() if line.strip()]
    return {(entry['config'], entry['deploy_cfg']): entry for entry in entries}


def refreshed(results):
    """Those that are listed as another one, with what was found of that one last."""
    found = {}
    for (config, deploy_cfg), entry in results.items():
        twin = results.get((entry.get('same_as'), deploy_cfg))
        found[config, deploy_cfg] = dict(twin, config=config, same_as=entry['same_as']) if twin else entry
    return found


def text_of(results):
    return ''.join(json.dumps(results[key], sort_keys=True) + '\n' for key in sorted(results))


def largest(entry):
    parts = [f'{entry["largest"][key]:.1e} {unit}' for key, unit in UNITS if entry['largest'].get(key)]
    return ', '.join(parts) or '0'


def page_of(results):
    lines = [HEAD]
    folders = {}
    for (config, _), entry in sorted(results.items()):
        folders.setdefault(str(Path(config).parent), []).append(entry)
    equal = sum('problem' not in entry for entry in results.values())
    lines.append(f'{equal} of {len(results)} comparisons, of {len({key[0] for key in results})} configs in {len(folders)} families, are equal.\n')
    for library in LIBRARIES:
        own = {folder: entries for folder, entries in folders.items() if folder.split('/')[0] == library}
        if not own:
            continue
        lines.append(f'## {library}\n')
        for folder, entries in own.items():
            good = sum('problem' not in entry for entry in entries)
            lines += [f'### {folder.split("/", 1)[1]}: {good} of {len(entries)}\n', '| config | deploy config | result | largest difference |', '|---|---|---|---|']
            for entry in entries:
                result = 'not equal' if 'problem' in entry else 'equal but for rounding' if entry['by_rounding'] else 'equal'
                last = entry['problem'].replace('|', '/').replace('\n', ' ') if 'problem' in entry else largest(entry)
                if 'same_as' in entry:
                    result, last = f'as {Path(entry["same_as"]).stem}', last if 'problem' in entry else ''
                lines.append(f'| {Path(entry["config"]).stem} | {entry["deploy_cfg"]} | {result} | {last} |')
            lines.append('')
    return '\n'.join(lines).rstrip() + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--check', action='store_true')
    parser.add_argument('results', nargs='*', type=Path)
    arguments = parser.parse_args()
    results = read(RESULTS)
    for path in arguments.results:
        results.update(read(path))
    results = refreshed(results)
    if arguments.check:
        if PAGE.read_text(encoding='utf-8') != page_of(results):
            sys.exit(f'{PAGE} is not what {Path(__file__).name} writes; run it')
        return
    RESULTS.write_text(text_of(results), encoding='utf-8')
    PAGE.write_text(page_of(results), encoding='utf-8')


if __name__ == '__main__':
    main()
