def describe(x):
    match x:
        case None | True:
            return 'same'
        case 0 | -1 | 2.5:
            return 'number'
        case 'a' 'b' | "c":
            return 'text'
        case int(n) if n > 100:
            return f'large {n}'
        case bool():
            return 'bool'
        case int() | float():
            return 'other number'
        case []:
            return 'empty'
        case [one]:
            return ('one', one)
        case (1, *rest) | [2, *rest]:
            return ('rest', rest)
        case [first, (second, _), *_]:
            return ('nested', first, second)
        case [*_, 'end']:
            return 'ends'
        case {'type': 'Resize', 'scale': (w, h), **others}:
            return ('resize', w, h, others)
        case {'type': str(name) as t}:
            return ('type', name, t)
        case {1: _, None: value}:
            return ('keys', value)
        case {}:
            return 'dict'
        case str(s):
            return ('str', s)
        case whatever:
            return ('else', type(whatever).__name__ if False else None)


_values = [None, True, False, 0, -1, 2.5, 1.0, 3, 101, 'ab', 'c', 'd', '', [], (), [7], (None,), [1], [1, 2, 3], (2,), [2, 'x'], ['f', ('s', 1)],
          ['f', ['s', 1], 3], [3, 4, 'end'], ['end'], [9, 9], dict(type='Resize', scale=(4, 5)), dict(type='Resize', scale=[4, 5], keep_ratio=True), dict(type='Pad'),
          dict(type=3), {1: 2, None: 3}, {1: 2}, {}, range(2), range(1, 4), {1, 2}, b'x', dict(type='Resize', scale=4)]
results = [describe(v) for v in _values]

backbone = 'r50'
match backbone:
    case 'r18' | 'r34':
        channels = 512
    case 'r50':
        channels = 2048
    case _:
        channels = 0

match channels, backbone:
    case 512, _:
        neck = 'small'
    case 2048, name:
        neck = name

match [1, 2, 3]:
    case x, y:
        pair = True
    case x, *_ if x == 1:
        pair = False

# Soft keywords are names.
match = 3
case = [match]
match += 1
_ = dict(match=match)
kinds = [_['match'], case]
