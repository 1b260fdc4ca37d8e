"""A head of YOLOX-Pose's kind with three outputs for each feature map instead of five."""
from mmpose.models.heads.hybrid_heads import YOLOXPoseHead
from mmpose.registry import MODELS
from mmcv.cnn import ConvModule
from mmengine.model import BaseModule
from torch import nn


class LiteHeadModule(BaseModule):

    def __init__(self, num_keypoints, in_channels, channels, levels, norm_cfg, act_cfg):
        super().__init__()
        self.num_keypoints = num_keypoints

        def tower(depth):
            return nn.Sequential(*(ConvModule(in_channels if i == 0 else channels, channels, 3, padding=1, norm_cfg=norm_cfg,
                                              act_cfg=act_cfg) for i in range(depth)))

        for name, depth, outputs in (('score', 2, 1), ('box', 2, 5), ('pose', 4, 3 * num_keypoints)):
            setattr(self, f'{name}_towers', nn.ModuleList(tower(depth) for _ in range(levels)))
            setattr(self, f'{name}_outputs', nn.ModuleList(nn.Conv2d(channels, outputs, 1) for _ in range(levels)))

    def forward(self, features):
        def run(name):
            towers, outputs = getattr(self, f'{name}_towers'), getattr(self, f'{name}_outputs')
            return [out(tower(x)) for x, tower, out in zip(features, towers, outputs)]

        boxes, poses, split = run('box'), run('pose'), 2 * self.num_keypoints
        return (run('score'), [x[:, :1] for x in boxes], [x[:, 1:] for x in boxes], [x[:, :split] for x in poses],
                [x[:, split:] for x in poses])


@MODELS.register_module()
class LitePoseHead(YOLOXPoseHead):

    def __init__(self, num_keypoints, in_channels, channels, norm_cfg, act_cfg, featmap_strides=(8, 16, 32), **kwargs):
        super().__init__(num_keypoints=num_keypoints, featmap_strides=featmap_strides,
                         head_module_cfg=dict(num_classes=1, in_channels=in_channels, feat_channels=channels, norm_cfg=norm_cfg,
                                              act_cfg=act_cfg), **kwargs)
        self.head_module = LiteHeadModule(num_keypoints, in_channels, channels, len(featmap_strides), norm_cfg, act_cfg)
