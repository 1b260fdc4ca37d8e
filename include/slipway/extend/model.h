// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of model types: what a class of a model config is made of, and how it makes itself known.
///
///     class MyNeck : public FeatureModule {
///      public:
///       MyNeck(Args& args, const BuildContext& context)
///           : conv_(add<Conv2d>("conv", context, args.integer("in_channels"), args.integer("out_channels"),
///           ConvSize{.kernel = 1})) {}
///       Tensors forward(const Tensors& inputs) const override { return {conv_(inputs.back())}; }
///
///      private:
///       const Conv2d& conv_;
///     };
///     const RegisterModel<MyNeck> kMyNeck("mmpose:my_models.necks.MyNeck");
///
/// Children and parameters have the names of the original's state dict. The names that this header brings into
/// slipway::extend are those meant for plugins; what else the included headers declare may change with any version.
/// Whatever version: a plugin is built again for each.
#pragma once

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "model/head/conv_branch.h"
#include "model/head/head.h"
#include "model/head/pose_decode.h"
#include "model/head/pose_reference.h"
#include "model/layer/activation.h"
#include "model/layer/batch_norm2d.h"
#include "model/layer/conv2d.h"
#include "model/layer/conv_module.h"
#include "model/layer/layer.h"
#include "model/layer/linear.h"
#include "model/layer/norm.h"
#include "model/numbers.h"
#include "model/register.h"
#include "package/post_processing.h"

namespace slipway::extend {

using slipway::Classes;
using slipway::Error;
using slipway::fail;
using slipway::ImageMeta;
using slipway::Instances;
using slipway::LabelMap;
using slipway::Result;

/// @name What a type is
/// @{
using model::BuildContext;
using model::FeatureModule;  ///< backbones, necks: several inputs and outputs
using model::Head;           ///< says what the whole network is for
using model::Layer;          ///< one input, one output
using model::LayerList;
using model::Module;
using model::Network;
using model::PoseHead;  ///< heads of YOLOX-Pose's kind: boxes and keypoints of each cell
using model::PoseReference;
using model::Prediction;
using model::Sequence;
using model::Tensor;
using model::Tensors;
using task::Limits;
/// @}

/// @name Reading its arguments
/// @{
using config::Value;
using model::Args;
using model::place;
using model::read_activation;
using model::read_conv;
using model::read_conv_bias;
using model::read_norm;
using model::read_point_generator;
using model::scaled;
/// @}

/// @name Its parts
/// @{
using model::append_stack;
using model::BatchNorm2d;
using model::BlockStyle;
using model::build;
using model::build_as;
using model::Conv2d;
using model::ConvModule;
using model::ConvSize;
using model::Linear;
/// @}

/// @name Registration
/// @{
using model::RegisterModel;
using model::RegisterUnsupported;
using package::RegisterSettings;  ///< what post-processing a head does with a test_cfg
/// The convention of a head that Slipway has ("mmpose.YOLOXPoseHead"), for one that reads its test_cfg alike.
/// Errors: slipway::Error for a type that has none.
inline const package::SettingsReader& settings_of(const std::string& head) {
  return package::settings_readers().at(head);
}
/// @}

}  // namespace slipway::extend
