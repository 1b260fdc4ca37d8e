# What the inheriting files build on.
model = dict(
    type='Detector',
    backbone=dict(type='ResNet', depth=50, stages=(1, 2, 3), norm=dict(type='BN', eps=1e-5)),
    neck=[dict(type='FPN', channels=[1, 2, 3]), dict(type='PAFPN', levels=2)],
    head=dict(type='Head', loss=dict(type='CE', weight=1.0)))
train_pipeline = [dict(type='Load'), dict(type='Resize', scale=(640, 640)), dict(type='Pack')]
data_root = 'data/coco/'
flags = dict(a=True, b=None)
_private = 1
__dunder = 2
scale = 0.5
