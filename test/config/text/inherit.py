# Inheritance: merged, replaced, deleted, added; values of the bases by template and by `_base_`.
_base_ = ['./base_model.py', 'base_runtime.py']
model = dict(
    backbone=dict(depth=101, norm=dict(eps=1e-3)),
    neck=dict(_delete_=True, type='SimpleNeck') if False else [dict(type='Only')],
    head=dict(_delete_=True, type='OtherHead', nested=dict(_delete_=True, kept='as mmengine does')),
    extra=dict(new=1, _delete_=True))
flags = dict(_delete_=False, c=3)
log_level = 'DEBUG'
pipeline_copy = {{_base_.train_pipeline}}
norm = {{ _base_.model.backbone.norm }}
in_list = [{{_base_.scale}}, {{_base_.data_root}}]
in_dict = dict(root={{_base_.data_root}}, pipe=[{{_base_.train_pipeline}}])
by_name = _base_.data_root + 'images'
depth_before = _base_.model.backbone.depth
item = _base_['model']['neck'][0].channels
stages = list(_base_.model.backbone.stages)
base_keys = [k for k in _base_.model]
test_pipeline = _base_.train_pipeline[:2]
half = _base_.get('scale', 1) / 2
has = ['scale' in _base_, hasattr(_base_, 'nope')]
got = [getattr(_base_, 'nope', []), getattr(_base_, 'scale', None), getattr(_base_, 'scale')]
optional = _base_.get('nope')
spread = dict(**_base_.env_cfg, extra=1)
