// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "codebase/mmyolo/necks/base_yolo_neck.h"
#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<YoloPafpn> kMmyoloCspNextPafpn("mmyolo.models.necks.cspnext_pafpn.CSPNeXtPAFPN",
                                                   PafpnKind::kCspNext);

}  // namespace
}  // namespace slipway::model
