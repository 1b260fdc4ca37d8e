#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""Lines of heads and backbones that are not their architecture.

Usage: head_lines.py [ROOT]. Counts lines of code, without blanks and comments, of each head's and backbone's file: those of registration; of arguments
that are no architecture (ignored or refused ones, how errors are told); the rest is architecture. Includes and namespaces are shown apart, as every
file has them, and so are files that only register what several libraries have alike. Exit code 1 where more than LIMIT of the rest is not
architecture.
"""
import re
import sys
from pathlib import Path

LIMIT = 0.2
KINDS = ('frame', 'registration', 'arguments', 'architecture')
FOLDERS = ('src/codebase/*/*/', 'src/codebase/mmpose_yolox_pose/', 'src/model/backbone/')
FILES = re.compile(r'/backbones?/|heads?/|_head')
FRAME = re.compile(r'#|(inline )?namespace\b|\}  // namespace|using ')
REGISTRATION = re.compile(r'const Register\w+')
ARGUMENTS = re.compile(r'\b(args|coder|policy)\.(ignore|refuse|refuse_if_set|expect|check|finish|add|attempt)\b|\bfail\(|\bthrow ')


def statements(code):
    """Lines of each statement, or of a piece of one that ends where a block begins or ends."""
    piece = []
    for line in code:
        piece.append(line)
        if line.endswith((';', '{', '}', ':')) or line.startswith('#'):
            yield piece
            piece = []
    if piece:
        yield piece


def count(path):
    code = [line.strip() for line in path.read_text(encoding='utf-8').splitlines()]
    counts = dict.fromkeys(KINDS, 0)
    for piece in statements([line for line in code if line and not line.startswith('//')]):
        text = ' '.join(piece)
        kinds = [kind for kind, pattern in (('frame', FRAME), ('registration', REGISTRATION)) if pattern.match(text)]
        kinds += ['arguments'] if ARGUMENTS.search(text) else []
        counts[(kinds + ['architecture'])[0]] += len(piece)
    return counts


def share(counts):
    rest = sum(counts.values()) - counts['frame']
    return 1 - counts['architecture'] / rest if rest else 0.0


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else '.').resolve()
    files = sorted(path for folder in FOLDERS for path in root.glob(folder + '*.cc')
                   if FILES.search(str(path.relative_to(root))) and not path.name.endswith(('_test.cc', '_rewriter.cc')))
    total = dict.fromkeys(KINDS, 0)
    print(f'{"":<60}' + ''.join(f'{kind:>14}' for kind in KINDS))
    for path in files:
        counts = count(path)
        if counts['architecture'] > 0:
            total = {kind: total[kind] + counts[kind] for kind in KINDS}
        alone = f'{share(counts):.0%}' if counts['architecture'] > 0 else 'registers another file\'s'
        print(f'{str(path.relative_to(root)):<60}' + ''.join(f'{counts[kind]:>14}' for kind in KINDS) + f'  {alone}')
    print(f'{"those with an architecture":<60}' + ''.join(f'{total[kind]:>14}' for kind in KINDS) + f'  {share(total):.1%} (limit {LIMIT:.0%})')
    if not files or share(total) > LIMIT:
        sys.exit(1)


main()
