from mmengine.config import read_base
from torch.nn import BatchNorm2d, ReLU

import mmdet.models
import mmdet.models.layers
import mmdet.datasets.transforms as transforms
from mmdet.models import ResNet, FPN

with read_base():
    from .base_runtime import *

norm_cfg = dict(type=BatchNorm2d, eps=1e-5)
model = dict(
    type=mmdet.models.FasterRCNN,
    backbone=dict(type=ResNet, depth=50, norm_cfg=norm_cfg, act=dict(type=ReLU, inplace=True)),
    neck=dict(type=FPN, in_channels=[256, 512]),
    layers=[mmdet.models.layers.Block, (ReLU, 1)])
pipeline = [dict(type=transforms.Resize, scale=(640, 640)), dict(type=transforms.nested.Flip)]
optimizer = dict(type='SGD', lr=0.1)
