// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// LoadImageFromFile: the image is read by read_image() before the pipeline runs; this checks that its parameters ask
// for just that (8-bit BGR, decoded by OpenCV) and notes the image's size.
#include "runtime/transform/transform.h"

namespace slipway::runtime {
namespace {

class LoadImageFromFile : public Transform {
 public:
  Stage stage() const override { return Stage::kLoad; }
  void apply(Sample& sample) const override {
    sample.meta.ori_shape = {sample.image.rows, sample.image.cols};
    sample.meta.img_shape = sample.meta.ori_shape;
  }
};

std::unique_ptr<Transform> make_load_image(Params& params) {
  params.choice("color_type", "color", {"color"});
  params.choice("imdecode_backend", "cv2", {"cv2"});
  // Whether the pixels are f32 from here on makes no difference to what the network gets only without a resize between.
  if (params.boolean("to_float32", false)) params.problem("'to_float32' is not supported");
  params.ignore({"backend_args", "file_client_args", "ignore_empty"});
  return std::make_unique<LoadImageFromFile>();
}

const Registration kLoadImage(transforms(), "LoadImageFromFile", make_load_image);

}  // namespace
}  // namespace slipway::runtime
