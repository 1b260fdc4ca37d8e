// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/network/single_stage.h"
#include "model/register.h"

namespace slipway::model {
namespace {

/// TopdownPoseEstimator: its inputs show one box each. Keys `backbone.*`, `neck.*`, `head.*`.
class TopdownPoseEstimator : public SingleStage {
 public:
  TopdownPoseEstimator(Args& args, const BuildContext& context) : SingleStage(leave_out(args), context, "head") {}

 private:
  static Args& leave_out(Args& args) {
    args.ignore({"metainfo"});  // of the dataset, for who draws
    return args;
  }
};

const RegisterModel<TopdownPoseEstimator> kTopdownPoseEstimator(
    "mmpose.models.pose_estimators.topdown.TopdownPoseEstimator");

}  // namespace
}  // namespace slipway::model
