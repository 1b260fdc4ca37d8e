// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterUnsupported kMasks({"mmdet.models.dense_heads.rtmdet_ins_head.RTMDetInsHead",
                                  "mmdet.models.dense_heads.rtmdet_ins_head.RTMDetInsSepBNHead"},
                                 "it predicts instance masks, and detectors give boxes only");
const RegisterUnsupported kTrackers({"mmdet.models.mot.bytetrack.ByteTrack", "mmdet.models.mot.deep_sort.DeepSORT",
                                     "mmdet.models.mot.ocsort.OCSORT", "mmdet.models.mot.qdtrack.QDTrack",
                                     "mmdet.models.mot.strongsort.StrongSORT"},
                                    "it tracks through videos, and models are for single images; its 'detector' by "
                                    "itself can be deployed");

}  // namespace
}  // namespace slipway::model
