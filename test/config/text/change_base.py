# `_base_` is the merged bases themselves: what a file changes there is changed.
_base_ = 'inherit.py'
detector = _base_.model
detector.backbone.depth = 18
detector.pop('extra')
detector.update(dict(head=dict(added=1), backbone=dict(norm=dict(momentum=0.1))))
detector.head['more'] = [dict(x=1)]
_base_.train_pipeline.append(dict(type='Added'))
_base_.train_pipeline[1].scale = (320, 320)
_base_['log_level'] = 'ERROR'
del _base_.flags
missing = _base_.env_cfg.pop('nothing')
popped = _base_.env_cfg.pop('cudnn_benchmark')
wrapped = dict(type='Wrapper', detector=detector)
del detector
_base_.new_key = dict(a=1)
attribute = _base_.new_key.a
copied = _base_.new_key.copy()
copied.a = 2
