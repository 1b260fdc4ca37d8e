default_scope = 'mmpose'
env_cfg = dict(cudnn_benchmark=False, mp_cfg=dict(mp_start_method='fork'))
log_level = 'INFO'
