// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "rewrite/rewriter.h"

#include "base/registry.h"

namespace slipway::rewrite {
namespace {

thread_local const Context* current = nullptr;

Registry<Rewriter>& registry() {
  static Registry<Rewriter> rewriters("rewriter");
  return rewriters;
}

std::string key_of(std::string_view function, std::string_view backend, std::string_view ir) {
  return fmt::format("{} [{}, {}]", function, backend.empty() ? "any backend" : backend, ir.empty() ? "any IR" : ir);
}

const Rewriter* find(std::string_view function, const Context& context) {
  const std::string_view backends[] = {context.backend, ""};
  const std::string_view irs[] = {context.ir, ""};
  for (std::string_view backend : backends)
    for (std::string_view ir : irs)
      if (const Rewriter* rewriter = registry().find(key_of(function, backend, ir))) return rewriter;
  return nullptr;
}

}  // namespace

Activate::Activate(const Context& context) : previous_(current) { current = &context; }
Activate::~Activate() { current = previous_; }

RegisterRewriter::RegisterRewriter(Rewriter rewriter) {
  std::string key = key_of(rewriter.function, rewriter.backend, rewriter.ir);
  registry().add(std::move(key), std::move(rewriter));
}

std::vector<at::Tensor> call(std::string_view function, torch::nn::Module& self, const std::vector<at::Tensor>& inputs,
                             const std::function<std::vector<at::Tensor>()>& original) {
  if (current == nullptr) return original();
  const Rewriter* rewriter = find(function, *current);
  return rewriter == nullptr ? original() : rewriter->replacement(self, inputs, *current);
}

std::vector<std::string> list_rewriters() { return registry().keys(); }

}  // namespace slipway::rewrite
