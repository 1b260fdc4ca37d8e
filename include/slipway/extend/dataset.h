// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of datasets: what a model is tested on, in `slipway test`.
///
///     Dataset make(const Value& dataset, const DatasetContext& context);
///     const RegisterDataset kMine({"mmpose.MyDataset"}, make);
#pragma once

#include "evaluate/dataset/dataset.h"
#include "slipway/extend/metric.h"

namespace slipway::extend {

using evaluate::DataItem;
using evaluate::Dataset;
using evaluate::DatasetContext;
using evaluate::image_prefix;
using evaluate::join_root;
using evaluate::optional_string;
using evaluate::RegisterDataset;
using evaluate::require_file;
using evaluate::require_folder;

}  // namespace slipway::extend
