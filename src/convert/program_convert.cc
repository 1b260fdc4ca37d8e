// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway convert`: a program to a model directory, without a config.
#include <cstdio>

#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "convert/commands.h"
#include "convert/ir.h"
#include "convert/program_job.h"
#include "convert/steps.h"

namespace slipway::convert {
namespace {

constexpr int kVerificationMissed = 3;
constexpr const char* kFailedSubfolder = "failed";

nlohmann::ordered_json summary_of(const ProgramJob& job, const Steps& steps, const std::filesystem::path& folder,
                                  const nlohmann::ordered_json& report) {
  std::vector<std::string> files;
  for (const std::filesystem::path& file : job.model_files) files.push_back((folder / file.filename()).string());
  nlohmann::ordered_json result{{"work_dir", folder.string()},
                                {"backend", job.deploy.backend},
                                {"model_files", files},
                                {"captured_calls", job.captured_nodes},
                                {"graph_nodes", job.graph.nodes.size()}};
  result.update(exported_json(job.deploy, job.exported));
  result["verify"] = report;
  result["steps"] = steps.json();
  result["total"] = {{"wall_s", steps.total_wall()}, {"cpu_s", steps.total_cpu()}};
  return result;
}

}  // namespace

int convert(const ConvertOptions& options) {
  log::set_level(log::level_from_name(options.log_level));
  const at::NoGradGuard no_gradients;
  ProgramJob job;
  if (options.rtol >= 0) job.tolerance.rtol = options.rtol;
  if (options.atol >= 0) job.tolerance.atol = options.atol;
  // Who names tolerances wants these.
  job.tolerance.allow_rounding = options.rtol < 0 && options.atol < 0;
  const bool onnx = is_onnx_name(options.program);
  Steps steps(onnx ? 5 : 7, log::enabled(log::Level::kInfo));
  steps.run(onnx ? "read model" : "read program", [&] { return read_program(job, options); });
  const std::string target = options.out.empty()
                                 ? std::filesystem::path(options.program).stem().string() + "-" + options.backend
                                 : options.out;
  io::StagingFolder staging(target);
  if (onnx) {
    steps.run("rewrite", [&] { return rewrite_onnx(job); });
  } else {
    steps.run("capture", [&] { return capture_program(job, options); });
    steps.run("optimize", [&] { return optimize_program(job); });
    steps.run("lower", [&] { return lower_program(job); });
  }
  steps.run("compile", [&] { return compile_program(job, staging.path(), options.device); });
  steps.run("verify", [&]() -> std::string { return options.verify ? verify_program(job) : "skipped (--no-verify)"; });
  nlohmann::ordered_json report = to_json(job.checks, job.tolerance, job.deploy.precision);
  if (!job.first_difference_json.is_null()) report["first_difference"] = job.first_difference_json;
  if (!options.verify) report = {{"passed", nullptr}, {"precision", job.deploy.precision}};
  steps.run("package", [&] {
    io::write_file(staging.path() / "verify.json", report.dump(2) + "\n");
    return package_program(job, staging.path());
  });
  const bool passed = job.passed();
  const std::filesystem::path folder = passed ? staging.target() : staging.target() / kFailedSubfolder;
  staging.publish(passed ? "" : kFailedSubfolder);
  if (options.json) {
    fmt::print("{}\n", summary_of(job, steps, folder, report).dump(2));
  } else {
    if (options.verify)
      fmt::print("\n{}", to_table(job.checks, job.deploy.backend, job.deploy.precision, job.reference()));
    if (!job.first_difference.empty()) fmt::print("{}\n", job.first_difference);
    fmt::print("\n{:<10} {}\n", "directory", folder.string());
    fmt::print("{:<10} {}{}, in {:.2f} s\n", "graph", describe_exported(job.deploy, job.exported),
               onnx ? "" : fmt::format(" from {} calls", job.captured_nodes), steps.total_wall());
    if (!options.verify)
      fmt::print("NOT VERIFIED: nothing says that this model computes what {} computes\n", job.reference());
    else if (passed)
      fmt::print("verified: {} computes what {} computes\n", job.deploy.backend, job.reference());
  }
  std::fflush(stdout);
  if (passed) return 0;
  std::fprintf(stderr, "slipway: error: the converted model does not compute what %s computes; its files are in %s\n",
               job.reference().c_str(), folder.c_str());
  return kVerificationMissed;
}

}  // namespace slipway::convert
