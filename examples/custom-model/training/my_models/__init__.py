from .lite_pose_head import LitePoseHead  # noqa: F401
