# Comprehensions, loops, conditions, functions.
squares = [n * n for n in range(5)]
even = [n for n in range(10) if n % 2 == 0 if n > 2]
pairs = [(x, y) for x in range(3) for y in 'ab' if x != 1]
matrix = [[i * j for j in range(3)] for i in range(3)]
flat = [v for row in matrix for v in row]
mapping = {k: len(k) for k in ['a', 'bb', 'ccc']}
swapped = {v: k for k, v in mapping.items()}
unique = sorted({n % 3 for n in range(10)})
total = sum(n for n in range(5))
gen = list((n, -n) for n in (1, 2))
named = [dict(type='Conv', size=s, name=f'conv{i}') for i, s in enumerate([3, 5, 7], start=1)]
layers = []
for i in range(4):
    if i == 1:
        continue
    if i == 3:
        break
    layers.append(dict(index=i))
else:
    layers.append('never')
for key, value in dict(a=1, b=2).items():
    layers.append((key, value))
for a, (b, *c) in [(1, (2, 3, 4))]:
    pass
for n in []:
    pass
else:
    after = 'else ran'
count = 0
while count < 3:
    count += 1
else:
    done = True
if count > 5:
    size = 'huge'
elif count == 3:
    size = 'three'
else:
    size = 'small'


def scale(value, factor=2, *more, offset=0, **names):
    """Doubles."""
    result = value * factor + offset
    for m in more:
        result += m
    if names:
        return result, sorted(names)
    return result


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def nothing():
    pass


def outer(base):
    def inner(x):
        return base + x
    return inner


scaled = [scale(1), scale(1, 3), scale(1, 3, 10, 20), scale(1, offset=5), scale(1, extra=1, other=2), scale(*[1, 2], **dict(offset=1))]
fibs = [fib(n) for n in range(10)]
void = nothing()
added = outer(10)(5)
double = (lambda v: v * 2)(21)
key_func = sorted(['bb', 'a', 'ccc'], key=lambda s: -len(s))
adders = [f(1) for f in [lambda v, k=k: v + k for k in range(3)]]
late = [f() for f in [lambda: k for k in range(3)]]
starry = (lambda *args, **kwargs: (args, kwargs))(1, 2, a=3)
reuse = [scale(v) for v in range(3)]


def uses_global():
    return count + 1


global_plus = uses_global()
count_after = count
