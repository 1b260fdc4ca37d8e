// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The steps that write what a person or the runtime reads.
#include <algorithm>
#include <tuple>

#include "base/io.h"
#include "base/log.h"
#include "convert/job.h"
#include "draw/draw.h"
#include "evaluate/command/skeleton.h"
#include "image/image.h"
#include "package/model_config.h"
#include "runtime/result/json.h"

namespace slipway::convert {
namespace {

/// Class names: of the config, else those that the checkpoint remembers from its dataset, else the dataset's usual
/// ones.
std::vector<std::string> find_class_names(const Job& job) {
  std::vector<std::string> names = package::class_names(job.model_config);
  if (!names.empty()) return names;
  const nlohmann::json& meta = job.checkpoint.meta;
  for (const auto& path : {"/dataset_meta/classes", "/dataset_meta/CLASSES", "/CLASSES"}) {
    const nlohmann::json::json_pointer pointer(path);
    if (!meta.contains(pointer) || !meta.at(pointer).is_array()) continue;
    for (const nlohmann::json& name : meta.at(pointer))
      if (name.is_string()) names.push_back(name.get<std::string>());
    if (names.size() == meta.at(pointer).size()) return names;
    names.clear();
  }
  return package::usual_class_names(job.model_config);
}

/// Colours of the classes: of the config, else those that the checkpoint remembers, else the dataset's usual ones.
std::vector<draw::Rgb> find_palette(const Job& job) {
  std::vector<draw::Rgb> palette = package::class_palette(job.model_config);
  if (!palette.empty()) return palette;
  const nlohmann::json::json_pointer pointer("/dataset_meta/palette");
  if (job.checkpoint.meta.contains(pointer)) {
    try {
      return job.checkpoint.meta.at(pointer).get<std::vector<draw::Rgb>>();
    } catch (const nlohmann::json::exception&) {
      // No list of three numbers each: there are others.
    }
  }
  return package::usual_class_palette(job.model_config);
}

/// Whether results say which class something is of.
bool gives_labels(const Job& job) {
  const task::Task& task = job.network->task();
  const auto& roles = task.outputs;
  return task.kind != task::Kind::kInstances ||
         std::find(roles.begin(), roles.end(), task::Role::kLabels) != roles.end();
}

}  // namespace

std::string draw_results(const Job& job, const std::filesystem::path& folder, double score_threshold) {
  draw::Options options;
  options.score_threshold = score_threshold;
  options.skeleton = evaluate::find_skeleton(job.model_config);
  options.class_names = find_class_names(job);
  options.palette = find_palette(job);
  if (options.class_names.empty() && job.network->num_classes() > 0 && gives_labels(job))
    log::info(
        "classes are drawn as numbers: neither the dataset of {} (metainfo.classes) nor the checkpoint (dataset_meta) "
        "names them",
        job.model_config.location().file ? *job.model_config.location().file : "the model config");
  for (size_t i = 0; i < job.images.size(); ++i) {
    const TestImage& image = job.images[i];
    const cv::Mat left = draw::draw_result(image.pixels, result_of(job, i, &TestSample::backend), options);
    const cv::Mat right = draw::draw_result(image.pixels, result_of(job, i, &TestSample::reference), options);
    const cv::Mat both = draw::side_by_side(left, right, {job.deploy.backend, "PyTorch"});
    if (i == 0) {
      slipway::image::write_image(folder / ("output_" + job.deploy.backend + ".jpg"), left);
      slipway::image::write_image(folder / "output_pytorch.jpg", right);
      slipway::image::write_image(folder / "comparison.jpg", both);
    } else {
      slipway::image::write_image(folder / fmt::format("comparison_{}_{}.jpg", i, image.file.stem().string()), both);
    }
  }
  return fmt::format("{} pictures", job.images.size() + 2);
}

std::string write_package(const Job& job, const std::filesystem::path& folder, const std::string& checkpoint) {
  std::vector<std::string> files;
  for (const std::filesystem::path& file : job.model_files) files.push_back(file.filename().string());
  constexpr int kIndent = 4;  // as MMDeploy writes them
  io::write_file(
      folder / "deploy.json",
      package::make_deploy_info(job.model_config, job.deploy, files, find_class_names(job)).dump(kIndent) + "\n");
  io::write_file(folder / "pipeline.json", job.pipeline_file.json.dump(kIndent) + "\n");
  io::write_file(folder / "detail.json",
                 package::make_detail(job.model_config, job.deploy, checkpoint).dump(kIndent) + "\n");
  return "deploy.json, pipeline.json, detail.json";
}

Result result_of(const Job& job, size_t image, Result TestSample::*side) {
  Instances all;
  for (const TestSample& sample : job.samples) {
    if (sample.image != image) continue;
    if (!job.pipeline->takes_boxes()) return sample.*side;
    all.append(std::get<Instances>(sample.*side));
  }
  return all;
}

nlohmann::ordered_json results_json(const Job& job, const std::filesystem::path& folder) {
  nlohmann::ordered_json results = nlohmann::ordered_json::array();
  for (size_t i = 0; i < job.images.size(); ++i) {
    const TestImage& image = job.images[i];
    results.push_back({{"image", image.file.filename().string()}, {"path", image.file.string()}});
    for (const auto& [key, side, name] : {std::tuple{"backend", &TestSample::backend, job.deploy.backend},
                                          std::tuple{"reference", &TestSample::reference, std::string("pytorch")}}) {
      const Result result = result_of(job, i, side);
      results.back()[key] = runtime::to_json(result);
      const cv::Mat pixels = runtime::to_image(result);
      if (pixels.empty()) continue;
      const std::string file = fmt::format("labels_{}_{}_{}.png", i, image.file.stem().string(), name);
      slipway::image::write_image(folder / file, pixels);
      results.back()[key]["file"] = file;
    }
  }
  return results;
}

}  // namespace slipway::convert
