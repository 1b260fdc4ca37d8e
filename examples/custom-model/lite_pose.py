_base_ = ['base.py']  # the YOLOX-Pose config that training began with
custom_imports = dict(imports=['my_models'])

model = dict(
    head=dict(
        _delete_=True,
        type='LitePoseHead',
        num_keypoints=5,
        in_channels=32,
        channels=32,
        norm_cfg=dict(type='BN', momentum=0.03, eps=0.001),
        act_cfg=dict(type='Swish'),
        prior_generator=dict(type='MlvlPointGenerator', offset=0, strides=[8, 16, 32]),
        assigner=dict(type='SimOTAAssigner', dynamic_k_indicator='oks'),
        loss_cls=dict(type='BCELoss', reduction='sum'),
        loss_bbox=dict(type='IoULoss', mode='square', eps=1e-16, reduction='sum', loss_weight=5.0),
        loss_obj=dict(type='BCELoss', use_target_weight=True, reduction='sum'),
        loss_oks=dict(type='OKSLoss', reduction='none', metainfo='stick_figure.py', loss_weight=30.0),
        loss_vis=dict(type='BCELoss', use_target_weight=True, reduction='mean')))

test_dataloader = dict(
    dataset=dict(data_root='', ann_file='annotations.json', data_prefix=dict(img='images/'),
                 metainfo=dict(from_file='stick_figure.py')))
test_evaluator = dict(ann_file='annotations.json')
