// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What a person who writes a rewriter should know of a network.
#include "convert/rewrite_hints.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "model/model.h"

namespace slipway::convert {
namespace {

constexpr size_t kMostPlaces = 3;

/// Dotted names of the parts that a config names, by their paths ("" for the network itself).
std::map<std::string, std::string> types_of(const torch::nn::Module& network) {
  std::map<std::string, std::string> types;
  for (const auto& entry : network.named_modules("", /*include_self=*/true)) {
    const auto* module = dynamic_cast<const model::Module*>(entry.value().get());
    if (module != nullptr && !module->dotted_name().empty()) types[entry.key()] = module->dotted_name();
  }
  return types;
}

std::vector<std::string> hooks_of(const std::string& type) {
  std::vector<std::string> hooks;
  for (const std::string& hook : rewrite::list_hooks())
    if (starts_with(hook, type + ".") && hook.find('.', type.size() + 1) == std::string::npos) hooks.push_back(hook);
  return hooks;
}

bool is_path(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

/// A place in a network that a message names.
struct Place {
  std::string written;  ///< as the message has it, without the prefix: "decoder.chooser"
  std::string module;   ///< the innermost module around it: "decoder", "" for the network itself
};

/// Words of a message that are places in a network, in order, each once. Scopes of functions may lie within a module.
std::vector<Place> places_in(const std::string& message, const std::set<std::string>& modules,
                             const std::string& prefix) {
  std::vector<Place> found;
  for (size_t at = 0; at < message.size();) {
    size_t end = at;
    while (end < message.size() && is_path(message[end])) ++end;
    std::string word = message.substr(at, end - at);
    at = end + 1;
    while (!word.empty() && word.back() == '.') word.pop_back();
    // "part.neck.conv", or the part itself.
    const bool marked = !prefix.empty() && starts_with(word + ".", prefix);
    if (marked) word = word.substr(std::min(word.size(), prefix.size()));
    std::string module = word;
    while (modules.count(module) == 0 && module.find('.') != std::string::npos)
      module = module.substr(0, module.rfind('.'));
    if (modules.count(module) == 0) {
      if (!marked) continue;
      module = "";
    }
    if (std::none_of(found.begin(), found.end(), [&](const Place& place) { return place.written == word; }))
      found.push_back({word, module});
  }
  return found;
}

}  // namespace

std::string rewrite_hints(const torch::nn::Module& network, const std::string& message, const std::string& prefix) {
  std::set<std::string> modules;
  for (const auto& entry : network.named_modules("", /*include_self=*/false)) modules.insert(entry.key());
  const std::map<std::string, std::string> types = types_of(network);
  const std::vector<Place> places = places_in(message, modules, prefix);
  std::string text;
  for (size_t i = 0; i < std::min(places.size(), kMostPlaces); ++i) {
    std::vector<std::string> hooks;
    std::string inner;
    // From the inside out.
    for (std::string path = places[i].module;;
         path = path.find('.') == std::string::npos ? "" : path.substr(0, path.rfind('.'))) {
      if (const auto type = types.find(path); type != types.end()) {
        if (inner.empty())
          inner = fmt::format("{} ({})", type->second,
                              !path.empty()    ? path
                              : prefix.empty() ? "the network"
                                               : "the part");
        for (const std::string& hook : hooks_of(type->second)) hooks.push_back(hook);
      }
      if (path.empty()) break;
    }
    if (inner.empty()) continue;
    text += fmt::format("\n{} {}; {}", places[i].written.empty() ? "it is" : "'" + places[i].written + "' is part of",
                        inner,
                        hooks.empty() ? "no function around it can be replaced, but the type can (RewriteModule)"
                                      : "functions around it that a rewriter can replace: " + join(hooks, ", "));
  }
  if (!text.empty()) text += "\n'slipway new rewriter NAME --plugin DIR' writes a template of a rewriter";
  return text;
}

std::string rewritable_functions(const torch::nn::Module& network, const rewrite::Context& context) {
  std::vector<std::string> functions;
  for (const auto& [path, type] : types_of(network))
    for (const std::string& hook : hooks_of(type))
      if (rewrite::find_target(hook, context) != nullptr &&
          std::find(functions.begin(), functions.end(), hook) == functions.end())
        functions.push_back(hook);
  return join(functions, ", ");
}

std::string describe_rewrites(const torch::nn::Module& network) {
  std::string text;
  const auto line = [&](const std::string& path, const std::string& name, const char* kind) {
    std::map<std::string, std::vector<std::string>> by_rewriter;  // "" for those without one
    for (const std::string& backend : backend::supported_backends()) {
      rewrite::Context context;
      context.backend = backend;
      try {
        context.ir = backend::get(backend).capabilities().ir;
      } catch (const Error&) {
        context.ir = "onnx";  // that is not installed: what it takes is not known
      }
      const rewrite::Target* target = rewrite::find_target(name, context);
      by_rewriter[target == nullptr ? "" : rewrite::describe(*target)].push_back(backend);
    }
    if (std::string_view(kind) == "module" && by_rewriter.size() == 1 && by_rewriter.count("") == 1) return;
    std::vector<std::string> parts;
    for (const auto& [rewriter, backends] : by_rewriter)
      parts.push_back(
          fmt::format("{} on {}", rewriter.empty() ? "no rewriter" : "rewriter" + rewriter, join(backends, ", ")));
    text += fmt::format("{:<28} {} {}\n{:<28}   {}\n", path.empty() ? "(the network)" : path, kind, name, "",
                        join(parts, "; "));
  };
  for (const auto& [path, type] : types_of(network)) {
    line(path, type, "module");
    for (const std::string& hook : hooks_of(type)) line(path, hook, "function");
  }
  return text.empty() ? "no function or module of this model can be replaced\n" : text;
}

}  // namespace slipway::convert
