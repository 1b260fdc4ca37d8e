// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// `slipway deploy`: the table of contents of a conversion.
#include <malloc.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "base/io.h"
#include "base/log.h"
#include "base/strings.h"
#include "convert/commands.h"
#include "convert/ir.h"
#include "convert/job.h"
#include "convert/steps.h"

extern char** environ;

namespace slipway::convert {
namespace {

constexpr int kVerificationFailed = 3;
constexpr int kIndent = 2;
/// Where the files of a run that failed verification go, so that they can be looked at and an earlier good result
/// stays.
constexpr const char* kFailedFolder = "failed";

/// Large feature maps come from and go back to the system: the C library would keep the memory of the largest batch,
/// and each of the two runtimes would have its own. Smaller ones are reused, since fresh pages cost time (measured: 4
/// MiB costs a fifth more time than never giving back, and saves a quarter of the memory).
void return_freed_memory() { mallopt(M_MMAP_THRESHOLD, 4 << 20); }

/// The desktop's viewer, detached; a picture that cannot be shown is no reason to fail.
void show(const std::filesystem::path& picture) {
  if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr) {
    log::warning("--show: there is no display here; the picture is {}", picture.string());
    return;
  }
  std::string program = "xdg-open";
  std::string file = picture.string();
  char* arguments[] = {program.data(), file.data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
    log::warning("--show: xdg-open is not there; the picture is {}", file);
}

/// A failed run may say so in verify.json of the folder itself only where no good result would lose its own.
bool holds_good_result(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "verify.json";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return false;
  const nlohmann::json earlier = nlohmann::json::parse(io::read_file(file), nullptr, false);
  return !(earlier.is_object() && earlier.contains("passed") && earlier["passed"] == false);
}

/// The files that the backend loads, where they lie in the end.
std::vector<std::string> shipped_files(const Job& job, const std::filesystem::path& folder) {
  std::vector<std::string> files;
  for (const std::filesystem::path& file : job.model_files) files.push_back((folder / file.filename()).string());
  return files;
}

nlohmann::ordered_json summary_json(const Job& job, const Steps& steps, const std::filesystem::path& folder) {
  nlohmann::ordered_json result{{"work_dir", folder.string()},
                                {"backend", job.deploy.backend},
                                {"model", shipped_files(job, folder).front()},
                                {"model_files", shipped_files(job, folder)},
                                {"captured_calls", job.captured_nodes},
                                {"graph_nodes", job.graph.nodes.size()}};
  result.update(exported_json(job.deploy, job.exported));
  result["verify"] = verify::to_json(job.report);
  result["steps"] = steps.json();
  result["total"] = {{"wall_s", steps.total_wall()}, {"cpu_s", steps.total_cpu()}};
  return result;
}

void print_summary(const Job& job, const Steps& steps, const std::filesystem::path& folder, bool passed) {
  fmt::print("\n{}", verify::table(job.report, job.deploy.backend));
  fmt::print("\n{:<10} {}\n", "model", join(shipped_files(job, folder), ", "));
  fmt::print("{:<10} {}\n", "pictures", (folder / "comparison.jpg").string());
  fmt::print("{:<10} {}\n", "reports", (folder / "verify.json").string() + ", " + (folder / "results.json").string());
  fmt::print("{:<10} {} from {} calls, in {:.2f} s\n", "graph", describe_exported(job.deploy, job.exported),
             job.captured_nodes, steps.total_wall());
  if (!job.report.done)
    fmt::print("NOT VERIFIED: nothing says that this model computes what PyTorch computes\n");
  else if (passed)
    fmt::print("verified: {} computes what PyTorch computes\n", job.deploy.backend);
}

}  // namespace

int deploy(const DeployOptions& options) {
  log::set_level(log::level_from_name(options.log_level));
  return_freed_memory();
  const at::NoGradGuard no_gradients;
  Job job;
  Steps steps(11, log::enabled(log::Level::kInfo));
  ReadRequest request{options.deploy_config, options.model_config,   options.checkpoint,
                      {options.image},       options.config_options, options.opset,
                      options.device,        options.boxes,          options.config_roots};
  job.no_rewriter.insert(options.no_rewriter.begin(), options.no_rewriter.end());
  job.rewriter_trace = options.rewriter_trace;
  request.images.insert(request.images.end(), options.test_images.begin(), options.test_images.end());

  steps.run("read configs", [&] { return read_configs(job, request); });
  io::StagingFolder staging(options.work_dir);
  const std::filesystem::path& out = staging.path();
  steps.run("build model", [&] { return build_model(job, options.checkpoint); });
  steps.run("load checkpoint",
            [&] { return load_checkpoint(job, options.checkpoint, options.allow_missing, options.key_map); });
  steps.run("capture", [&] { return capture_graph(job); });
  steps.run("optimize", [&] { return optimize_graph(job); });
  steps.run("lower", [&] { return lower_graph(job); });
  steps.run("check", [&] { return check_model(job); });
  steps.run("run", [&] {
    const std::string backend = run_backend(job, out, options.device);
    return job.deploy.backend + ": " + backend + ", PyTorch: " + run_reference(job, options.device);
  });
  steps.run("verify", [&]() -> std::string {
    if (!options.verify) return "skipped (--no-verify)";
    verify::Tolerance tolerance;
    if (options.rtol >= 0) tolerance.rtol = options.rtol;
    if (options.atol >= 0) tolerance.atol = options.atol;
    // Who names tolerances wants these.
    return verify_model(job, tolerance, options.rtol < 0 && options.atol < 0);
  });
  steps.run("draw", [&] { return draw_results(job, out, options.draw_score_threshold); });
  steps.run("package", [&] {
    io::write_file(out / "results.json", results_json(job, out).dump(kIndent) + "\n");
    io::write_file(out / "verify.json", verify::to_json(job.report).dump(kIndent) + "\n");
    return options.dump_info ? write_package(job, out, options.checkpoint) : "results.json, verify.json";
  });

  const bool passed = job.report.passed();
  const std::filesystem::path folder = passed ? staging.target() : staging.target() / kFailedFolder;
  if (!passed && !holds_good_result(staging.target()))
    io::write_file(staging.target() / "verify.json", verify::to_json(job.report).dump(kIndent) + "\n");
  staging.publish(passed ? "" : kFailedFolder);
  if (options.json)
    fmt::print("{}\n", summary_json(job, steps, folder).dump(kIndent));
  else
    print_summary(job, steps, folder, passed);
  std::fflush(stdout);
  if (options.show) show(folder / "comparison.jpg");
  if (passed) return 0;
  std::fprintf(stderr,
               "slipway: error: the converted model does not compute what PyTorch computes; its files are in %s, those "
               "of earlier "
               "runs are untouched\n",
               folder.c_str());
  return kVerificationFailed;
}

}  // namespace slipway::convert
