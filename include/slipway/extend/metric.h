// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// For authors of metrics: what turns predictions and ground truth into numbers, in `slipway test`.
///
///     const RegisterMetric kMine({"mmpose.MyMetric"}, [](const Value& metric, const DatasetInfo& dataset) {
///       return std::make_unique<MyMetric>(metric, dataset);
///     });
#pragma once

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "config/args.h"
#include "evaluate/metric/metric.h"
#include "evaluate/metric/records.h"

namespace slipway::extend {

using slipway::Classes;
using slipway::fail;
using slipway::Instances;
using slipway::LabelMap;
using slipway::Result;

using config::Args;
using config::Value;
using evaluate::AnnotatedBox;
using evaluate::check_metric_keys;
using evaluate::ComputeOptions;
using evaluate::DatasetInfo;
using evaluate::GroundTruth;
using evaluate::Metric;
using evaluate::metric_prefix;
using evaluate::name_metric;
using evaluate::Outcome;
using evaluate::RegisterMetric;
using evaluate::sort_by_index;
/// One sample of a dataset, with what a model says about it. (Sample of transform.h is an image on its way.)
using EvaluatedSample = evaluate::Sample;

}  // namespace slipway::extend
