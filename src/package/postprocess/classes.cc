// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// LinearClsHead and MultiLabelLinearClsHead: a classifier's head, as MMDeploy's runtime reads it: the head's own keys,
// with `topk` a number. Classifiers whose head is of another type have classes that exclude each other.
#include <algorithm>

#include "package/pipeline.h"
#include "package/postprocess/postprocess.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

Json params_of(const config::Value& model_config) {
  Json params = to_ordered_json(model_config.at("model").at("head"));
  params.erase("type");
  return params;
}

Json exclusive(const config::Value& model_config, const DeployConfig&) {
  Json params = params_of(model_config);
  int64_t topk = 1;
  if (const config::Value* value = model_config.at("model").at("head").find("topk")) {
    if (value->is_sequence())
      for (int64_t k : value->as_ints()) topk = std::max(topk, k);
    else
      topk = value->as_int();
  }
  params["topk"] = topk;
  return {{"module", "mmcls"}, {"component", "LinearClsHead"}, {"params", params}};
}

Json independent(const config::Value& model_config, const DeployConfig&) {
  Json params = params_of(model_config);
  // Here `topk` is how many classes are positive, and counts only where there is no threshold.
  const auto given = [&](const char* key) { return params.contains(key) && !params[key].is_null(); };
  if (!given("thr") && !given("topk")) params["thr"] = 0.5;
  params["positive"] = given("thr") ? "thr" : "topk";
  if (given("thr") && !given("topk")) params["topk"] = 1;  // MMDeploy's runtime wants one
  return {{"module", "mmcls"}, {"component", "MultiLabelLinearClsHead"}, {"params", params}};
}

const Registration kExclusive(postprocesses(), "Classification", exclusive);
const Registration kIndependent(postprocesses(), "Classification/MultiLabelLinearClsHead", independent);

}  // namespace
}  // namespace slipway::package
