// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "package/postprocess/postprocess.h"

#include "base/error.h"
#include "config/scope.h"
#include "package/model_config.h"
#include "package/post_processing.h"

namespace slipway::package {
namespace {

using Json = nlohmann::ordered_json;

std::string short_type(const config::Value& dict) {
  const config::Value* type = dict.find("type");
  return type != nullptr && type->is_string() ? config::parse_type_name(type->as_string()).name : "";
}

const config::Value* outer_head(const config::Value& model_config) {
  const config::Value& model = model_config.at("model");
  for (const char* key : {"head", "bbox_head"})
    if (const config::Value* head = model.find(key); head != nullptr && head->is_dict()) return head;
  return nullptr;
}

/// Largest first: the strides of the levels, as far as the config says them; RTMDet's and YOLOX's where it does not.
std::vector<int64_t> strides_of(const config::Value& model_config) {
  const config::Value* head = find_head(model_config);
  if (head == nullptr) return {};
  const config::Value* module = head->find("head_module");
  for (const auto& [dict, key] :
       {std::pair{head, "strides"}, std::pair{head, "featmap_strides"}, std::pair{module, "featmap_strides"}}) {
    const config::Value* strides = dict == nullptr ? nullptr : dict->find(key);
    if (strides != nullptr && strides->is_sequence()) return strides->as_ints();
  }
  const config::Value* generator = head->find("anchor_generator");
  if (generator == nullptr) generator = head->find("prior_generator");
  if (generator == nullptr || !generator->is_dict() || !generator->contains("strides")) return {8, 16, 32};
  std::vector<int64_t> strides;
  for (const config::Value& stride : generator->at("strides").as_sequence())
    strides.push_back(stride.is_sequence() ? stride.at(size_t{0}).as_int() : stride.as_int());
  return strides;
}

}  // namespace

Registry<Postprocess>& postprocesses() {
  static Registry<Postprocess> registry("post-processing");
  return registry;
}

Json make_postprocess(const config::Value& model_config, const DeployConfig& deploy) {
  const config::Value* head = find_head(model_config);
  const config::Value* codec = find_dict(head, "decoder");
  for (const std::string& type :
       {codec == nullptr ? std::string() : short_type(*codec), head == nullptr ? std::string() : short_type(*head),
        short_type(model_config.at("model"))})
    if (const Postprocess* found = postprocesses().find(deploy.task + "/" + type))
      return (*found)(model_config, deploy);
  return postprocesses().at(deploy.task)(model_config, deploy);
}

const config::Value* find_head(const config::Value& model_config) {
  const config::Value* head = outer_head(model_config);
  const config::Value* wrapped = find_dict(head, "pose_cfg");
  return wrapped != nullptr ? wrapped : head;
}

void add_visibility(const config::Value& model_config, nlohmann::ordered_json& params) {
  const config::Value* head = outer_head(model_config);
  if (find_dict(head, "pose_cfg") == nullptr) return;
  const config::Value* loss = find_dict(head, "loss");
  // mmpose asks the loss; without one there is a sigmoid.
  const bool sigmoid = loss == nullptr || loss->get("use_sigmoid", false);
  params["visibility"] = sigmoid ? "scores" : "logits";
}

Json selection_json(const config::Value& model_config, const DeployConfig& deploy) {
  task::PostProcessing how = read_post_processing(deploy.config, read_model_settings(model_config));
  Json result = Json::object();
  task::visit_fields(how, [&](const char* name, const auto& value) { result[name] = value; });
  if (how.nms_pre_of_level) result["strides"] = strides_of(model_config);
  return result;
}

}  // namespace slipway::package
