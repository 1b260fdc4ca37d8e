// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway evaluate`: the numbers of pycocotools for a file of results, without any model.
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/validators.h"
#include "evaluate/metric/coco_check.h"
#include "evaluate/metric/coco_summary.h"

namespace slipway::cli {
namespace {

struct EvaluateOptions {
  std::string truth;
  std::string results;
  std::string type;
  std::string rules = "pycocotools";
  std::vector<double> sigmas;
  std::vector<int64_t> max_dets;
  bool no_area = false;
  bool classwise = false;
  bool json = false;
  bool timing = false;
};

evaluate::CocoParams make_params(const EvaluateOptions& options) {
  const bool crowd = options.type == "keypoints_crowd";
  const auto kind = crowd                         ? evaluate::CocoKind::kKeypointsCrowd
                    : options.type == "keypoints" ? evaluate::CocoKind::kKeypoints
                                                  : evaluate::CocoKind::kBbox;
  const bool xtcocotools = options.rules == "xtcocotools";
  if (crowd && !xtcocotools) fail("--type keypoints_crowd needs --rules xtcocotools, which alone has it");
  if (options.no_area && !xtcocotools) fail("--no-area needs --rules xtcocotools, which alone has it");
  const bool boxes = kind == evaluate::CocoKind::kBbox;
  if (boxes && !options.sigmas.empty()) fail("--sigmas are of keypoints, not of --type bbox");
  if (!boxes && options.classwise) fail("--classwise is of --type bbox");
  if (!boxes && !options.max_dets.empty()) fail("--max-dets are of --type bbox; keypoints have 20");

  evaluate::CocoParams params =
      evaluate::coco_params(kind, xtcocotools ? evaluate::CocoRules::kXtcocotools : evaluate::CocoRules::kPycocotools);
  params.use_area = !options.no_area;
  if (!options.sigmas.empty()) params.variances = evaluate::variances_of(options.sigmas);
  if (!options.max_dets.empty()) {
    params.max_dets = options.max_dets;
    std::sort(params.max_dets.begin(), params.max_dets.end());
  }
  return params;
}

void print_json(const EvaluateOptions& options, const std::vector<evaluate::CocoStat>& stats,
                const std::vector<evaluate::ClassRow>& rows) {
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  for (const evaluate::CocoStat& stat : stats) metrics["coco/" + stat.name] = stat.value;
  nlohmann::ordered_json row{{"name", options.results}, {"metrics", metrics}};
  if (options.classwise) {
    const char* const names[] = {"mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l"};
    row["classes"] = nlohmann::ordered_json::array();
    for (const evaluate::ClassRow& of_class : rows) {
      nlohmann::ordered_json entry{{"category", of_class.category}};
      for (size_t i = 0; i < of_class.values.size(); ++i) entry[names[i]] = of_class.values[i];  // null for NaN
      row["classes"].push_back(std::move(entry));
    }
  }
  const nlohmann::ordered_json document{{"rows", nlohmann::ordered_json::array({row})}};
  std::printf("%s\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

/// Names all that the evaluation would stumble on, before it does, and what it computes with although it is odd.
void check_files(const evaluate::CocoTruth& truth, const evaluate::CocoResults& results,
                 const evaluate::CocoParams& params) {
  constexpr size_t kShown = 20;
  for (const std::string& odd : {evaluate::describe_odd_numbers(truth.file, truth.odd),
                                 evaluate::describe_odd_numbers(results.file, results.odd)})
    if (!odd.empty()) std::fprintf(stderr, "warning: %s\n", odd.c_str());
  std::set<std::pair<int64_t, int64_t>> detected;
  for (const evaluate::CocoDetection& detection : results.detections)
    detected.emplace(detection.image_id, detection.category_id);
  const std::vector<evaluate::CocoProblem> problems =
      evaluate::find_problems(truth, params, [&](int64_t image, int64_t category) {
        return detected.count({image, category}) > 0;
      });
  if (problems.empty()) return;
  std::string text;
  for (size_t i = 0; i < problems.size() && i < kShown; ++i) text += "\n  " + problems[i].text;
  if (problems.size() > kShown) text += fmt::format("\n  and {} more", problems.size() - kShown);
  fail("{}: {} annotations lack what --type {} needs:{}", truth.file, problems.size(),
       params.kind == evaluate::CocoKind::kBbox ? "bbox" : "keypoints", text);
}

void run_evaluate(const EvaluateOptions& options) {
  const evaluate::CocoParams params = make_params(options);
  const auto start = std::chrono::steady_clock::now();
  const evaluate::CocoTruth truth = evaluate::read_coco_truth(options.truth);
  const evaluate::CocoResults results = evaluate::read_coco_results(options.results);
  check_files(truth, results, params);
  const auto read = std::chrono::steady_clock::now();
  const evaluate::CocoEvaluation evaluation = evaluate::evaluate_coco(truth, results, params);
  std::vector<evaluate::CocoStat> stats = evaluate::coco_stats(evaluation);
  if (params.kind == evaluate::CocoKind::kKeypointsCrowd) {
    for (evaluate::CocoStat& stat : evaluate::crowd_stats(truth, results, params)) stats.push_back(std::move(stat));
  }
  std::vector<evaluate::ClassRow> rows;
  if (options.classwise) rows = evaluate::class_rows(evaluation);
  const auto done = std::chrono::steady_clock::now();
  if (options.json) {
    print_json(options, stats, rows);
  } else {
    const std::string text = evaluate::coco_summary(stats) + (options.classwise ? evaluate::class_table(rows) : "");
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  if (options.timing) {
    using Seconds = std::chrono::duration<double>;
    std::fprintf(stderr, "read in %.3f s, evaluated in %.3f s\n", Seconds(read - start).count(),
                 Seconds(done - read).count());
  }
}

}  // namespace

void add_evaluate_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = app.add_subcommand(
      "evaluate", "Judges a file of results by COCO's rules: the numbers of pycocotools or xtcocotools");
  command->footer(
      "Examples:\n"
      "  slipway evaluate --gt instances_val2017.json --dt results.bbox.json --type bbox\n"
      "  slipway evaluate --gt crowdpose_test.json --dt keypoints.json \\\n"
      "    --type keypoints_crowd --rules xtcocotools");

  command->option_defaults()->group("Inputs");
  command->add_option("--gt", options->truth, "annotations, in COCO's format")->type_name("FILE")->required();
  command->add_option("--dt", options->results, "results: a list of detections, in COCO's format")
      ->type_name("FILE")
      ->required();
  one_of(command->add_option("--type", options->type, "what is judged")->required(),
         {"bbox", "keypoints", "keypoints_crowd"});

  command->option_defaults()->group("Rules");
  one_of(command->add_option("--rules", options->rules, "whose: pycocotools (COCO's own) or xtcocotools (mmpose's)"),
         {"pycocotools", "xtcocotools"})
      ->capture_default_str();
  command->add_option("--sigmas", options->sigmas, "one per keypoint (default those of COCO's 17)")
      ->type_name("NUMBER,...")
      ->delimiter(',');
  command->add_option("--max-dets", options->max_dets, "three limits of detections per image (default 1,10,100)")
      ->type_name("N,N,N")
      ->delimiter(',')
      ->expected(3);
  command->add_flag("--no-area", options->no_area, "take areas from boxes (xtcocotools' use_area=False)");

  command->option_defaults()->group("Output");
  command->add_flag("--classwise", options->classwise, "print a table of the classes too (boxes)");
  command->add_flag("--json", options->json, "print JSON on standard output, and nothing else");
  command->add_flag("--timing", options->timing, "say on standard error how long it took");
  command->callback([options, &exit_code] {
    run_evaluate(*options);
    exit_code = std::fflush(stdout) == 0 ? 0 : 2;
  });
}

}  // namespace slipway::cli
