from mmengine.hooks import (CheckpointHook, DistSamplerSeedHook as SeedHook)
from mmengine.visualization import LocalVisBackend

default_scope = None
default_hooks = dict(checkpoint=dict(type=CheckpointHook, interval=1), seed=dict(type=SeedHook))
vis_backends = [dict(type=LocalVisBackend)]
log_level = 'INFO'
