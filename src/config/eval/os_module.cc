// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What configs may ask of the system: the environment, and names of places. Nothing opens a file or runs a program.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "config/eval/builtin_help.h"

namespace slipway::config {
namespace {

Object* os_getenv(Evaluator& e, Object*, Arguments& a) {
  at_most(e, a, "getenv", 2);
  Object* key = a.size() > 0 ? a[0] : keyword(a, "key");
  Object* fallback = a.size() == 2 ? a[1] : keyword(a, "default");
  if (key == nullptr || !is(key, Type::kString)) e.fail("getenv() needs the name of a variable");
  if (const Entry* entry = e.heap().find(environment(e.session()), key)) return entry->value;
  return fallback != nullptr ? fallback : none();
}

Object* os_getcwd(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "getcwd", 0, 0);
  std::error_code error;
  const std::string path = std::filesystem::current_path(error).string();
  if (error) e.fail("the current folder is not there");
  return e.string(path);
}

Object* os_path_abspath(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "abspath", 1, 1);
  const auto function = [&](std::string_view name) {
    return module_attribute(e, static_cast<ModuleObject*>(find_module("os.path")), name);
  };
  Arguments nothing;
  Object* joined = e.call(function("join"), {os_getcwd(e, nullptr, nothing), a[0]});
  return e.call(function("normpath"), {joined});
}

Object* os_path_expanduser(Evaluator& e, Object*, Arguments& a) {
  positional_only(e, a, "expanduser", 1, 1);
  if (!is(a[0], Type::kString)) e.fail("a path must be a str");
  const std::string_view path = as_text(a[0]);
  if (path.empty() || path[0] != '~') return a[0];
  const Entry* home = e.heap().find(environment(e.session()), "HOME");
  if (home == nullptr || (path.size() > 1 && path[1] != '/'))
    e.fail(home == nullptr
               ? "'~' needs the environment variable HOME"
               : "the folder of another user ('~name') is not available in configs; write the path in full");
  std::string folder(as_text(home->value));
  while (!folder.empty() && folder.back() == '/') folder.pop_back();
  const std::string result = folder + std::string(path.substr(1));
  return e.string(result.empty() ? "/" : result);
}

constexpr const char* kFiles =
    "; a config reads no files but its bases: '_base_' takes .py, .json and .yaml, and json.loads() a text";
constexpr const char* kLooks =
    "; what a config means must not depend on which files are there: --cfg-options or an environment variable can say "
    "it";
constexpr const char* kPrograms =
    "; a config runs no programs: run it before, and hand its output over in an environment variable, which os.environ "
    "reads";
constexpr const char* kNetwork = "; a config reads nothing from the network: download it before";
constexpr const char* kChance =
    "; a config has the same values each time: --cfg-options or an environment variable can hand them over";

}  // namespace

std::string instead_of(std::string_view name) {
  static const std::pair<std::string_view, const char*> kHints[] = {
      {"open", kFiles},        {"io.", kFiles},        {"json.load", kFiles},      {"pickle.", kFiles},
      {"csv.", kFiles},        {"os.listdir", kLooks}, {"os.scandir", kLooks},     {"os.walk", kLooks},
      {"os.stat", kLooks},     {"os.access", kLooks},  {"os.path.exists", kLooks}, {"os.path.is", kLooks},
      {"os.path.get", kLooks}, {"glob.", kLooks},      {"pathlib.", kLooks},       {"os.system", kPrograms},
      {"os.popen", kPrograms}, {"os.exec", kPrograms}, {"os.spawn", kPrograms},    {"subprocess.", kPrograms},
      {"urllib.", kNetwork},   {"socket.", kNetwork},  {"requests.", kNetwork},    {"random.", kChance},
      {"time.", kChance},      {"datetime.", kChance}, {"uuid.", kChance},         {"getpass.", kChance},
      {"platform.", kChance},  {"os.getpid", kChance}, {"os.cpu_count", kChance},  {"input", kChance},
  };
  for (const auto& [prefix, hint] : kHints)
    if (name.substr(0, prefix.size()) == prefix || (prefix.back() == '.' && std::string(name) + "." == prefix))
      return hint;
  return "";
}

DictObject* environment(Session& session) {
  if (session.environment == nullptr) {
    session.environment = session.heap.dict();
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
      const std::string_view text(*variable);
      const size_t equals = text.find('=');
      if (equals == std::string_view::npos) continue;
      session.heap.set(session.environment, session.heap.string(text.substr(0, equals)),
                       session.heap.string(text.substr(equals + 1)), {});
    }
  }
  return session.environment;
}

const ModuleFunctions& os_functions() {
  static const ModuleFunctions functions{{"os.getenv", os_getenv},
                                         {"os.getcwd", os_getcwd},
                                         {"os.path.abspath", os_path_abspath},
                                         {"os.path.expanduser", os_path_expanduser}};
  return functions;
}

}  // namespace slipway::config
