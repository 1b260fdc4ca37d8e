// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What the tests of models share: recorded tensors, images' metas, weights that are made from their names.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/state.h"

namespace slipway::model::testing {

nlohmann::json read_json(const std::filesystem::path& file);
/// All tensors of a file that torch.save wrote, by name; copies.
std::map<std::string, at::Tensor> read_tensors(const std::filesystem::path& file);
/// Loads a whole checkpoint and expects that nothing is missing and only ignorable keys are left over.
void load_checkpoint(Network& network, const std::filesystem::path& file);

/// Of a recorded meta; `pad_param` is mmyolo's, top, bottom, left, right.
ImageMeta meta_of(const nlohmann::json& metainfo);
/// The `model` of a config, given as text, under a default scope.
config::Value model_config(const std::string& scope, const std::string& model);

/// @name Recorded variants (test/data/model-variants)
/// @{
std::string variant_name(const ::testing::TestParamInfo<nlohmann::json>& info);
/// Those of a file of that folder. @param kind "full" or "narrow"
std::vector<nlohmann::json> recorded_models(const std::string& file, const std::string& kind);
/// Built without memory for its weights; state-dict keys and shapes must be the recorded ones.
std::shared_ptr<Network> build_recorded(const nlohmann::json& variant);
/// What is said of a model of mmpose with `to` in place of `from`; "no error" where it is built.
std::string error_with(std::string model, const std::string& from, const std::string& to);
/// Whether the library does what is refused here: a smallest size of boxes in image_px, as a network does not know what
/// size an image had.
bool is_refused(const nlohmann::json& variant);
/// Built without what is refused.
std::shared_ptr<Network> build_variant(const nlohmann::json& variant, at::Device device);
/// @}

/// Outputs of the parts of a network of one stage, by the names of the recordings: "backbone/0", "neck/1", then those
/// of the head's layers, "head/0", or "head.head_module/0" where they are a module of their own.
std::vector<std::pair<std::string, at::Tensor>> stages(const Network& network, const at::Tensor& input);

/// max |a − b| / max |b|: the norm in which stages are compared.
double relative_difference(const at::Tensor& value, const at::Tensor& expected);

/// @name As record.py makes them
/// @{
uint64_t hash64(std::string_view text);
at::Tensor uniform(const std::string& name, at::IntArrayRef shape, double low, double high);
/// Gives every entry of the network its weight: that of `stored`, where the names begin with `prefix`, else one made
/// from its name.
void fill(Network& network, const std::map<std::string, at::Tensor>& stored = {}, const std::string& prefix = "");
/// Number and hash of the state-dict keys and shapes.
std::pair<size_t, std::string> describe(const Network& network);
/// @}

/// Compares detections, which may change places where their scores are as near as `score`. @param expected `bboxes`,
/// `scores`, `labels`, best first; the last of them may be others where scores are as near to where the list ends
void expect_detections(const Instances& result, const nlohmann::json& expected, double pixels, double score);
/// Compares poses, which may change places as detections: boxes and keypoints within `pixels`, scores within `score`.
/// Without keypoints in `expected` those are not compared.
void expect_poses(const Instances& result, const nlohmann::json& expected, double pixels, double score);

}  // namespace slipway::model::testing
