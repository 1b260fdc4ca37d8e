# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
"""What the comparisons of models with random weights share: the libraries' own configs, pictures, weights, and how results are compared
when a network amplifies rounding."""
import importlib.util
from pathlib import Path

import cv2
import torch

import golden  # beside the end-to-end tests, where `common` lets it be found

MOST_PIXELS, MOST_SCORES = 1.0, 1e-2  # beyond these, a network is too coarse to compare with
MOST_DEVIATIONS = 6
LEAST_VARIANCE = 1e-3  # of the mean of a layer's channels
RESIDUAL = 0.25
NECK_BIAS = 1.0


def site_file(name):
    package, rest = name.split('/', 1)
    return Path(importlib.util.find_spec(package).submodule_search_locations[0]) / rest


def resized(picture, path, width, height):
    cv2.imwrite(str(path), cv2.resize(cv2.imread(str(picture)), (width, height), interpolation=cv2.INTER_AREA))
    return path


def last_norms(model):
    """The last norm of each residual branch."""
    for module in model.modules():
        kind = type(module).__name__
        if hasattr(module, 'norm2_name'):
            yield module.norm3 if hasattr(module, 'norm3_name') else module.norm2
        elif kind in ('DarknetBottleneck', 'CSPNeXtBlock') and getattr(module, 'add_identity', False):
            yield getattr(module.conv2, 'pointwise_conv', module.conv2).bn
        elif kind in ('InvertedResidual', 'EdgeResidual') and getattr(module, 'with_res_shortcut', False):
            yield (module.linear_conv if kind == 'InvertedResidual' else module.conv2).bn


def randomise(model, seed, run):
    """Random weights, with the batch-norm statistics that they have on the pictures (`run` runs the model on them), as training
    leaves them: activations keep their scale, and nothing is 0 or 1. As in trained networks, a residual branch adds little to what passes
    it by: where it adds as much, a hundred layers amplify rounding a thousandfold, and nothing can be compared. In a neck, whose layers follow
    each other without such a way past them, most values are where the activation is nearly a line, for the same reason."""
    generator = torch.Generator().manual_seed(seed)
    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    with torch.no_grad():
        for name, module in model.named_modules():
            if module in norms:
                module.weight.copy_(torch.rand(module.num_features, generator=generator) + 0.5)
                module.bias.copy_(torch.randn(module.num_features, generator=generator) * 0.2 + (NECK_BIAS if name.startswith('neck.') else 0))
            elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                fan = module.weight[0].numel()
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * (2 / fan) ** 0.5)
                if module.bias is not None:
                    module.bias.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
        for norm in last_norms(model):
            norm.weight *= RESIDUAL
            norm.bias *= RESIDUAL
        momentum = [m.momentum for m in norms]
        for module in norms:
            module.reset_running_stats()
            module.momentum = None  # the plain mean over the pictures
            module.train()
        run()
        for module, value in zip(norms, momentum):
            module.momentum = value
            module.eval()


def settle(model, forward):
    """Gives every batch norm the statistics that one batch has there, and a deviation that leaves no value beyond MOST_DEVIATIONS: with random
    weights, single pixels would grow from layer to layer until rounding is all that can be seen. Those of trained networks do not.
    `forward` runs the model on the batch, once."""
    def measure(module, args):
        values = args[0].transpose(0, 1).flatten(1)
        mean = values.mean(1)
        largest = (values - mean[:, None]).abs().amax(1)
        module.running_mean.copy_(mean)
        variance = torch.maximum(values.var(1), (largest / MOST_DEVIATIONS) ** 2)
        # On maps of 1x1 a channel may be the same in all pictures; what is left there is rounding, which is not to be made large.
        module.running_var.copy_(torch.maximum(variance, LEAST_VARIANCE * variance.mean()))

    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    hooks = [norm.register_forward_pre_hook(measure) for norm in norms]
    with torch.no_grad():
        forward()
    for hook in hooks:
        hook.remove()


def save(model, path, **meta):
    torch.save({'meta': {'epoch': 1, **meta}, 'state_dict': model.state_dict(), 'optimizer': {'lr': 0.1}}, str(path))


def with_rounding(backbone, predict, seed, runs=3, model=None):
    """What `predict` finds, a list with a dict of each picture, and as `moved` what it finds when every value of the network's input is
    moved by one f32 step, and when what every layer of `model` gives is moved by one step of its largest value."""
    found = predict()
    generator = torch.Generator().manual_seed(seed)

    def move(module, args):
        up = torch.rand(args[0].shape, generator=generator) < 0.5
        return (torch.nextafter(args[0], torch.where(up, torch.inf, -torch.inf)), *args[1:])

    hook = backbone.register_forward_pre_hook(move)
    moved = [predict() for _ in range(runs)]
    hook.remove()

    def move_output(_module, _args, output):
        up = torch.rand(output.shape, generator=generator) < 0.5
        return output + torch.where(up, 1.0, -1.0) * output.abs().amax() * torch.finfo(torch.float32).eps

    layers = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear, torch.nn.modules.batchnorm._BatchNorm)
    hooks = [module.register_forward_hook(move_output) for module in (model.modules() if model else ()) if isinstance(module, layers)]
    moved += [predict() for _ in range(runs if hooks else 0)]
    for hook in hooks:
        hook.remove()
    for entry, *others in zip(found, *moved):
        entry['moved'] = others
    return found


def difference(run, entry, keys):
    """How far the instances of one run are from those of another that made the same choices."""
    pairs = list(enumerate(golden.partners(run, entry, len(golden.scores_of(entry)), MOST_SCORES)))
    return max([golden.largest(run[key][j], entry[key][i]) for key in keys if key in entry for i, j in pairs], default=0.0)


def compare_results(results, expected, limit):
    """As golden.compare_results. Random weights may amplify rounding beyond its limits; then a result may differ from the library's by
    4 times what the library's own moved by, and the library must have made the same choices in one of its runs.
    Returns problems and whether rounding was needed."""
    by_name = {Path(r['image']).name: r for r in results}
    problems, rounded = [], False
    for entry in expected:
        if entry['image'] not in by_name:
            problems.append(f'{entry["image"]}: not in the results')
            continue
        runs, same = [entry], []
        for run in entry['moved']:
            (runs if golden.compare_instances(run, entry, None, MOST_PIXELS, MOST_SCORES) else same).append(run)
        pixels = max([golden.PIXELS] + [4 * difference(run, entry, ('bboxes', 'keypoints')) for run in same])
        scores = max([golden.SCORES] + [4 * difference(run, entry, ('bbox_scores', 'keypoint_scores')) for run in same])
        pixels, scores = min(pixels, MOST_PIXELS), min(scores, MOST_SCORES)
        for side in ('backend', 'reference'):
            found, count = by_name[entry['image']][side], limit  # PyTorch's results are held to a deployed model's limits
            plain = golden.compare_instances(found, entry, count)
            if plain and all(golden.compare_instances(found, run, count, pixels, scores) for run in runs):
                problems += [f'{entry["image"]}, {side} (rounding moves {pixels:.3g} px, {scores:.2g}): {p}' for p in plain]
            rounded = rounded or bool(plain)
    return problems, rounded
