// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace slipway::package {

/// @name What datasets are of whose config names no classes
/// In the order of their labels.
/// @{
const std::vector<std::string>& coco_classes();  ///< COCO's 80
const std::vector<std::string>& voc_classes();   ///< PASCAL VOC's 20
/// @}

}  // namespace slipway::package
