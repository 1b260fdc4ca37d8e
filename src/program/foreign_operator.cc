// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "program/foreign_operator.h"

#include <array>

#include "base/strings.h"

namespace slipway::program {
namespace {

struct Foreign {
  std::string_view part;  ///< of the operator's name
  const char* why;
};

constexpr const char* kChooses =
    "which chooses boxes by their values, so that the number of results depends on them; export the network up to the "
    "head's raw outputs, and let 'slipway deploy' choose by the head of a model config";
constexpr std::array kForeign{
    Foreign{
        "deform_conv",
        "a deformable convolution, which samples where the data says and has no form in standard operators that the "
        "backends run; train with a plain convolution in its place (dcn=None in configs of OpenMMLab)"},
    Foreign{"nms", kChooses},
    Foreign{"roi_align",
            "which cuts regions out of feature maps by their values; export the part of the network before it"},
    Foreign{"roi_pool",
            "which cuts regions out of feature maps by their values; export the part of the network before it"},
};

}  // namespace

std::string why_foreign(std::string_view name) {
  for (const Foreign& foreign : kForeign)
    if (name.find(foreign.part) != std::string_view::npos) return foreign.why;
  return "an operator of another library, which Slipway does not know; export the model without it";
}

}  // namespace slipway::program
