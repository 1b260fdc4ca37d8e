// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "rewrite/rewriter.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/registry.h"
#include "base/strings.h"
#include "capture/scope.h"

namespace slipway::rewrite {
namespace {

thread_local const Context* current_context = nullptr;
thread_local Activate* active = nullptr;

template <typename T>
struct Registered {
  std::string name;
  Target target;
  T replacement;
};

Registry<Registered<Function>>& functions() {
  static Registry<Registered<Function>> registry("rewriter of a function");
  return registry;
}

Registry<Registered<ModuleBuilder>>& modules() {
  static Registry<Registered<ModuleBuilder>> registry("rewriter of a module");
  return registry;
}

std::set<std::string>& hooks() {
  static std::set<std::string> names;
  return names;
}

std::string key_of(std::string_view name, const Target& target) { return std::string(name) + describe(target); }

template <typename T>
const Registered<T>* find(const Registry<Registered<T>>& registry, const std::string& name, const Context& context) {
  if (context.disabled.count(name) > 0) return nullptr;
  for (const Target& target :
       {Target{context.backend, context.ir}, Target{context.backend, ""}, Target{"", context.ir}, Target{}})
    if (const Registered<T>* found = registry.find(key_of(name, target))) return found;
  return nullptr;
}

/// Functions that a rewriter is running for right now: there, the function is the original.
using Running = std::vector<std::pair<const torch::nn::Module*, std::string>>;
thread_local Running running;

struct RunningGuard {
  RunningGuard(const torch::nn::Module* self, const std::string& name) { running.emplace_back(self, name); }
  ~RunningGuard() { running.pop_back(); }
  RunningGuard(const RunningGuard&) = delete;
  RunningGuard& operator=(const RunningGuard&) = delete;
};

bool is_running(const torch::nn::Module* self, const std::string& name) {
  return std::find(running.begin(), running.end(), std::pair(self, name)) != running.end();
}

/// "slipway::model::Conv2d" of the compiler's name for it.
std::string demangled(const char* name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string result = status == 0 ? text : name;
  std::free(text);
  return result;
}

/// How often each tensor was written to.
std::vector<int64_t> versions_of(const Tensors& tensors) {
  std::vector<int64_t> versions;
  for (const at::Tensor& tensor : tensors)
    versions.push_back(tensor.defined() && !tensor.is_inference() ? static_cast<int64_t>(tensor._version()) : 0);
  return versions;
}

/// @param name "my_models.hand_head.HandHead.predict"
[[noreturn]] void fail_undeclared(const std::string& name) {
  const size_t dot = name.rfind('.');
  const std::string type = name.substr(0, dot), function = name.substr(dot + 1);
  std::vector<std::string> declared;
  for (auto hook = hooks().lower_bound(type + "."); hook != hooks().end() && hook->starts_with(type + "."); ++hook)
    declared.push_back(hook->substr(type.size() + 1));
  if (declared.empty())
    fail("{0} calls hooked(\"{1}\"), which it does not declare: its class lists such names in kHooks{{\"{1}\"}}", type,
         function);
  fail("{0} calls hooked(\"{1}\"), which its kHooks do not list; they have {2}: add it there, or correct the call",
       type, function, quoted_choice(declared));
}

}  // namespace

void note_use(const std::string& kind, const std::string& name, const Target& target) {
  if (active == nullptr) return;
  const std::string where = capture::Scope::current();
  const auto key = [](const Use& use) { return std::tie(use.kind, use.name, use.target.backend, use.target.ir); };
  Use use{kind, name, target, {}};
  auto place = std::lower_bound(active->uses_.begin(), active->uses_.end(), use,
                                [&](const Use& a, const Use& b) { return key(a) < key(b); });
  if (place == active->uses_.end() || key(*place) != key(use)) place = active->uses_.insert(place, use);
  if (place->where.insert(where).second)
    log::debug("rewriter of {} {}{} used{}", kind, name, describe(target), where.empty() ? "" : " in " + where);
}

Activate::Activate(const Context& context) : previous_context_(current_context), previous_(active) {
  current_context = &context;
  active = this;
}

Activate::~Activate() {
  current_context = previous_context_;
  active = previous_;
}

const Context* current() { return current_context; }

DeclareHook::DeclareHook(std::initializer_list<const char*> names) {
  for (const char* name : names) hooks().insert(name);
}

DeclareHook::DeclareHook(const std::string& name) { hooks().insert(name); }

Tensors call(const std::string& name, const torch::nn::Module& self, const Tensors& inputs,
             const std::function<Tensors()>& original) {
  if (hooks().count(name) == 0) fail_undeclared(name);
  if (current_context == nullptr || is_running(&self, name)) return original();
  const auto* found = find(functions(), name, *current_context);
  if (current_context->trace)
    log::info("hook {}{}: {}", name, capture::Scope::current().empty() ? "" : " in " + capture::Scope::current(),
              found != nullptr                            ? "replaced" + describe(found->target)
              : current_context->disabled.count(name) > 0 ? "its rewriter is switched off"
                                                          : "no rewriter");
  if (found == nullptr) return original();
  note_use("function", name, found->target);
  const RunningGuard guard(&self, name);
  const auto versions = versions_of(inputs);
  Tensors outputs = found->replacement(self, inputs, *current_context);
  const auto after = versions_of(inputs);
  for (size_t i = 0; i < inputs.size(); ++i)
    if (versions[i] != after[i])
      fail(
          "the rewriter of {} writes into its input {} in place, which belongs to whoever calls it; use the operator "
          "that returns its result (at::add(x, y) instead of x.add_(y))",
          name, i);
  return outputs;
}

void add_function(const std::string& name, Function function, const Target& target) {
  functions().add(key_of(name, target), {name, target, std::move(function)});
}

void fail_wrong_type(const std::string& name, const std::type_info& taken, const std::type_info& given) {
  fail(
      "the rewriter of {} takes a {}, but what it was called for is a {}; its first parameter must be that class, or "
      "one "
      "that it derives from",
      name, demangled(taken.name()), demangled(given.name()));
}

void add_module(const std::string& dotted_name, ModuleBuilder build, const Target& target) {
  modules().add(key_of(dotted_name, target), {dotted_name, target, std::move(build)});
}

const ModuleBuilder* find_module(const std::string& dotted_name) {
  if (current_context == nullptr) return nullptr;
  const auto* found = find(modules(), dotted_name, *current_context);
  if (found == nullptr) return nullptr;
  note_use("module", dotted_name, found->target);
  return &found->replacement;
}

std::vector<std::string> rewriters_without_hook(const std::vector<std::string>& types) {
  std::vector<std::string> result;
  for (const auto& [key, entry] : functions().entries())
    if (hooks().count(entry.name) == 0) result.push_back(entry.name);
  for (const auto& [key, entry] : modules().entries())
    if (std::find(types.begin(), types.end(), entry.name) == types.end()) result.push_back(entry.name);
  return result;
}

const Target* find_target(const std::string& name, const Context& context) {
  if (const auto* function = find(functions(), name, context)) return &function->target;
  const auto* module = find(modules(), name, context);
  return module == nullptr ? nullptr : &module->target;
}

std::vector<std::string> list_rewriters() {
  std::vector<std::string> lines;
  for (const std::string& key : functions().keys()) lines.push_back("function " + key);
  for (const std::string& key : modules().keys()) lines.push_back("module " + key);
  return lines;
}

std::vector<std::string> list_hooks() { return {hooks().begin(), hooks().end()}; }

std::string describe(const Target& target) {
  return fmt::format(" [{}, {}]", target.backend.empty() ? "any backend" : target.backend,
                     target.ir.empty() ? "any IR" : target.ir);
}

}  // namespace slipway::rewrite
