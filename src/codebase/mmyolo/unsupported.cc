// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterUnsupported kMmyoloMasks({"mmyolo.models.dense_heads.rtmdet_ins_head.RTMDetInsSepBNHead",
                                        "mmyolo.models.dense_heads.rtmdet_ins_head.RTMDetInsSepBNHeadModule"},
                                       "it predicts instance masks, and detectors give boxes only");
const RegisterUnsupported kRotated({"mmyolo.models.dense_heads.rtmdet_rotated_head.RTMDetRotatedHead",
                                    "mmyolo.models.dense_heads.rtmdet_rotated_head.RTMDetRotatedSepBNHeadModule"},
                                   "it predicts rotated boxes, and detectors give upright ones only");

}  // namespace
}  // namespace slipway::model
