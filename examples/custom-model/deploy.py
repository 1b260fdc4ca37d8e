onnx_config = dict(
    type='onnx', export_params=True, keep_initializers_as_inputs=False, opset_version=11, save_file='end2end.onnx',
    input_names=['input'], output_names=['dets', 'keypoints'], input_shape=None, optimize=True,
    dynamic_axes=dict(input={0: 'batch'}, dets={0: 'batch'}, keypoints={0: 'batch'}))
backend_config = dict(type='onnxruntime')
codebase_config = dict(
    type='mmpose', task='PoseDetection',
    post_processing=dict(score_threshold=0.05, iou_threshold=0.5, max_output_boxes_per_class=200, pre_top_k=5000, keep_top_k=100,
                         background_label_id=-1))
