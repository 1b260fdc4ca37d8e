# The pure-Python style.
from copy import deepcopy

from mmengine.config import read_base
from mmdet.models.backbones import ResNeXt as Backbone

with read_base():
    from .base_model import *
    from .base_runtime import log_level as level, default_hooks as hooks

model.update(dict(backbone=dict(type=Backbone, depth=101), neck=dict(out_channels=256)))
model.backbone.norm_cfg.eps = 1e-3
model.merge(dict(neck=dict(_delete_=True, type='Other', x=1), bbox_head=dict(a=1)))
pipeline.insert(0, dict(type='Load'))
test_pipeline = deepcopy(pipeline)
test_pipeline[1]['scale'] = (320, 320)
optimizer = dict(type='AdamW', lr=optimizer.lr / 10)
train_cfg = dict(type=Backbone, by=[Backbone, dict(t=Backbone)])
hooks.checkpoint.interval = 5
del vis_backends
for step in range(2):
    level = level + str(step)


def helper(x):
    return x * 2


doubled = helper(21)
nested = dict(model=model.backbone)
