// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/data_preprocessor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace slipway::package {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

DataPreprocessor preprocessor_of(const std::string& arguments, const std::string& scope = "mmdet") {
  return read_data_preprocessor(config::parse(
      "default_scope = '" + scope + "'\nmodel = dict(type='M', data_preprocessor=dict(" + arguments + "))\n",
      "model.py"));
}

std::string error_of_data_preprocessor(const std::string& arguments, const std::string& scope = "mmdet") {
  try {
    preprocessor_of(arguments, scope);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(DataPreprocessor, OfADetector) {
  const DataPreprocessor rtmdet = preprocessor_of(
      "type='DetDataPreprocessor', mean=[103.53, 116.28, 123.675], std=[57.375, 57.12, 58.395], bgr_to_rgb=False, "
      "batch_augments=None");
  EXPECT_EQ(rtmdet.mean, Json({103.53, 116.28, 123.675}));
  EXPECT_EQ(rtmdet.std, Json({57.375, 57.12, 58.395}));
  EXPECT_FALSE(rtmdet.to_rgb);
  EXPECT_EQ(rtmdet.pad_size_divisor, 1);
  // What only training and masks have to do with is of no account.
  const DataPreprocessor yolox = preprocessor_of(
      "type='YOLOv5DetDataPreprocessor', pad_size_divisor=32, pad_mask=True, mask_pad_value=1, pad_seg=True, "
      "seg_pad_value=3, boxtype2tensor=False, non_blocking=True, rgb_to_bgr=True, batch_augments=[dict(type='Any')]",
      "mmyolo");
  EXPECT_EQ(yolox.mean, Json({0, 0, 0}));
  EXPECT_EQ(yolox.std, Json({1, 1, 1}));
  EXPECT_TRUE(yolox.to_rgb);
  EXPECT_EQ(yolox.pad_size_divisor, 32);
  EXPECT_EQ(yolox.pad_value, 0);
}

TEST(DataPreprocessor, ValuesForAllChannels) {
  const DataPreprocessor one =
      preprocessor_of("type='mmengine.ImgDataPreprocessor', mean=[127], std=[2.5], pad_value=114.0");
  EXPECT_EQ(one.mean, Json({127, 127, 127}));
  EXPECT_EQ(one.std, Json({2.5, 2.5, 2.5}));
  // A float of Pad would be the first channel's.
  EXPECT_EQ(one.pad_value, 114);
  EXPECT_EQ(preprocessor_of("type='DetDataPreprocessor', pad_value=0.5").pad_value, Json({0.5, 0.5, 0.5}));
}

TEST(DataPreprocessor, WithoutATypeItIsTheLibrarys) {
  EXPECT_TRUE(preprocessor_of("to_rgb=True, num_classes=10, to_onehot=True", "mmpretrain").to_rgb);
  EXPECT_TRUE(preprocessor_of("to_rgb=True", "mmcls").to_rgb);
  EXPECT_TRUE(preprocessor_of("bgr_to_rgb=True, batch_augments=[]", "mmpose").to_rgb);
  EXPECT_TRUE(preprocessor_of("bgr_to_rgb=True, pad_mask=True", "mmyolo").to_rgb);
  EXPECT_THAT(error_of_data_preprocessor("mean=None", ""), HasSubstr("no 'type'"));
  EXPECT_TRUE(preprocessor_of("to_rgb=True, _scope_='mmpretrain'").to_rgb);
  const DataPreprocessor none = read_data_preprocessor(config::parse("model = dict(type='M')", "model.py"));
  EXPECT_EQ(none.mean, Json({0, 0, 0}));
}

TEST(DataPreprocessor, TellsOfAllThatIsWrong) {
  const std::string error = error_of_data_preprocessor(
      "type='DetDataPreprocessor', mean=[1, 2], std=[1, 0, 1], pad_size_divisr=32, pad_value='x', "
      "bgr_to_rgb=True, rgb_to_bgr=True, to_rgb=True");
  for (const char* part : {"'mean' of 'DetDataPreprocessor': must be three numbers",
                           "'std' of 'DetDataPreprocessor': holds a zero", "did you mean 'pad_size_divisor'",
                           "pad_value", "'rgb_to_bgr' of 'DetDataPreprocessor'", "'to_rgb'", "model.py:2:"})
    EXPECT_THAT(error, HasSubstr(part));
  EXPECT_THAT(error_of_data_preprocessor("type='DetDataPreprocessor', mean=[1, 2, 3]"),
              HasSubstr("'mean' and 'std' come together"));
  EXPECT_THAT(error_of_data_preprocessor("type='DetDataPreprocessor', pad_size_divisor=0"),
              HasSubstr("must be positive"));
  EXPECT_THAT(error_of_data_preprocessor("type='DetDataPreproc'"),
              HasSubstr("did you mean 'mmdet.DetDataPreprocessor'"));
  // mmengine's are known to all, mmdet's not.
  EXPECT_EQ(error_of_data_preprocessor("type='ImgDataPreprocessor'", "mmyolo"), "no error");
  EXPECT_THAT(error_of_data_preprocessor("type='DetDataPreprocessor'", "mmyolo"),
              HasSubstr("unknown data preprocessor"));
}

}  // namespace
}  // namespace slipway::package
