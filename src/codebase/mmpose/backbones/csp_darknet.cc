// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "model/backbone/csp_darknet.h"

#include "model/register.h"

namespace slipway::model {
namespace {

const RegisterModel<CspDarknet> kMmposeCspDarknet("mmpose.models.backbones.csp_darknet.CSPDarknet", Focus::kMmpose);

}  // namespace
}  // namespace slipway::model
