// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// BottomupPoseEstimator. Keys `backbone.*`, `neck.*`, `head.*`.
class BottomupPoseEstimator : public SingleStage {
 public:
  BottomupPoseEstimator(Args& args, const BuildContext& context) : SingleStage(args, context, "head") {}
};

const RegisterModel<BottomupPoseEstimator> kBottomupPoseEstimator(
    "mmpose.models.pose_estimators.bottomup.BottomupPoseEstimator");

}  // namespace
}  // namespace slipway::model
