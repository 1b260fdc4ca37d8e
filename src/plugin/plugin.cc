// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "plugin/plugin.h"

#include <cxxabi.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <memory>

#include "base/error.h"
#include "base/extension.h"
#include "base/log.h"
#include "base/strings.h"
#include "config/packages.h"
#include "config/scope.h"
#include "plugin/elf_file.h"
#include "plugin/search.h"
#include "slipway/extend/plugin.h"

namespace slipway::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEntry = "slipway_plugin_v1";
constexpr const char* kEntryOfAnyVersion = "slipway_plugin_v";
constexpr const char* kExample =
    "as 'const RegisterModel<HandHead> kHandHead(\"mmpose:my_models.hand_head.HandHead\");' at the end of a source "
    "file "
    "that slipway_add_plugin() names";
/// What this build would say of itself as a plugin.
constexpr const char kOwnInfo[] = SLIPWAY_PLUGIN_INFO(SLIPWAY_EXTEND_LIBTORCH);

std::vector<Loaded>& all_loaded() {
  static std::vector<Loaded> plugins;
  return plugins;
}

using Info = std::map<std::string, std::string>;

Info parse_info(const std::string& text) {
  Info info;
  for (const std::string& line : split(text, '\n'))
    if (const size_t equals = line.find('='); equals != std::string::npos)
      info[line.substr(0, equals)] = line.substr(equals + 1);
  return info;
}

/// The library that this code is in, for messages about versions.
std::string own_file() {
  Dl_info info{};
  return dladdr(reinterpret_cast<const void*>(&parse_info), &info) != 0 && info.dli_fname != nullptr ? info.dli_fname
                                                                                                     : "this program";
}

/// "" where the plugin fits this build, else why not.
std::string misfit(const fs::path& file, const Info& plugin, bool uses_libtorch) {
  const Info own = parse_info(kOwnInfo);
  struct Property {
    const char* key;
    const char* name;
    const char* advice;
  };
  static constexpr Property kProperties[] = {
      {"slipway", "Slipway", "build it again with find_package(Slipway) of this one"},
      {"libtorch", "LibTorch", "build it again with the LibTorch that this Slipway was built with"},
      {"stdlib", "the C++ standard library", "build it with the same one"},
      {"cxx11_abi", "strings and lists of the C++ ABI", "build it with the same _GLIBCXX_USE_CXX11_ABI"},
      {"headers", "another build of the same version of Slipway, whose headers are",
       "build it again with find_package(Slipway) of this one"},
  };
  for (const Property& property : kProperties) {
    if (!uses_libtorch && std::string_view(property.key) == "libtorch") continue;
    const auto found = plugin.find(property.key);
    const std::string theirs = found == plugin.end() ? "an unknown one" : found->second;
    const std::string& ours = own.at(property.key);
    if (theirs != ours)
      return fmt::format("{} was built for {} {}, and this is {} ({}); {}", file.string(), property.name, theirs, ours,
                         own_file(), property.advice);
  }
  return "";
}

/// The plugin's own libraries of Slipway come from this installation, not from the one that it was linked with.
void load_own_libraries(const std::vector<std::string>& needed) {
  const fs::path folder = fs::path(own_file()).parent_path();
  for (const std::string& name : needed) {
    std::error_code ignored;
    if (!starts_with(name, "libslipway_") || !fs::exists(folder / name, ignored)) continue;
    if (dlopen((folder / name).c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr)
      fail("cannot load {}: {}; 'slipway check-env' says what is missing", (folder / name).string(), dlerror());
  }
}

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                         std::free);
  return status == 0 ? text.get() : symbol;
}

/// The dynamic linker's words as a sentence that says what to do.
std::string explain(const fs::path& file, const std::string& words) {
  constexpr std::string_view kMissing = "undefined symbol: ";
  if (const size_t at = words.find(kMissing); at != std::string::npos) {
    std::string symbol = words.substr(at + kMissing.size());
    symbol = symbol.substr(0, symbol.find_first_of(" \t,("));
    return fmt::format(
        "{} lacks {}, which neither Slipway ({}) nor a library that the plugin is linked with has; add the source file "
        "that defines it to slipway_add_plugin(), or its library after LINK",
        file.string(), demangled(symbol), own_file());
  }
  return fmt::format("cannot load {}: {}", file.string(), words);
}

/// No exception gets through the dynamic linker: one that leaves an initialiser of a plugin ends the program, by this.
[[noreturn]] void end_by_initialiser() {
  std::string reason = "something that is no std::exception";
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    reason = e.what();
  } catch (...) {
    static_cast<void>(reason);
  }
  std::fprintf(stderr, "slipway: error: %s: an initialiser at namespace scope throws: %s\n",
               extension::loading().c_str(), reason.c_str());
  std::_Exit(2);
}

/// Whether the file is a plugin at all. Errors: those of ElfFile.
bool is_plugin(const fs::path& file) { return !ElfFile(file).symbols(kEntryOfAnyVersion).empty(); }

bool is_loaded(const fs::path& file) {
  return std::any_of(all_loaded().begin(), all_loaded().end(),
                     [&](const Loaded& plugin) { return plugin.file == file; });
}

/// The deploy configs of a plugin: libmy_models.so has those of my_models/configs beside it, as the package my_models.
std::vector<std::string> add_configs(const fs::path& file) {
  const std::string name = file.stem().string().substr(std::string_view("lib").size());
  const fs::path folder = file.parent_path() / name / "configs";
  std::error_code ignored;
  if (!starts_with(file.filename().string(), "lib") || !fs::is_directory(folder, ignored)) return {};
  if (config::is_library(name))
    fail(
        "{} has deploy configs ({}), whose bases '{}::...' would be taken for those of the library {}; name it "
        "otherwise",
        file.string(), folder.string(), name, name);
  config::add_config_package(name, folder);
  std::vector<std::string> names;
  for (const std::string& config : config::configs_of(*config::find_config_package(name)))
    names.push_back(name + "::" + config);
  return names;
}

/// What messages about unknown types say of a plugin that was loaded: the type may be one that it forgot to register.
void hint_at_types(const fs::path& file, const std::vector<std::string>& registered) {
  constexpr size_t kMaxListed = 8;
  std::string list = join(
      {registered.begin(), registered.begin() + static_cast<std::ptrdiff_t>(std::min(registered.size(), kMaxListed))},
      ", ");
  if (registered.size() > kMaxListed) list += fmt::format(" and {} more", registered.size() - kMaxListed);
  config::add_unknown_type_hint(
      fmt::format("the plugin {} registers {}; a type that it should have needs a registration, {}",
                  file.filename().string(), list.empty() ? "nothing" : list, kExample));
}

void load_file(const fs::path& given) {
  const fs::path file = fs::canonical(given);
  if (is_loaded(file)) return;
  const ElfFile elf(file);
  const std::optional<std::string> text = elf.text_of(kEntry);
  if (!text) {
    const std::vector<std::string> others = elf.symbols(kEntryOfAnyVersion);
    if (!others.empty())
      fail("{} is a plugin for a Slipway with another kind of plugins ({}, here {}); build it again with this one",
           file.string(), join(others, ", "), kEntry);
    fail("{} is no plugin of Slipway: it has no {}; slipway_add_plugin() builds one", file.string(), kEntry);
  }
  const Info info = parse_info(*text);
  const std::vector<std::string> needed = elf.needed();
  const bool uses_libtorch = std::any_of(needed.begin(), needed.end(), [](const std::string& name) {
    return starts_with(name, "libtorch") || starts_with(name, "libslipway_convert");
  });
  if (const std::string reason = misfit(file, info, uses_libtorch); !reason.empty()) fail("{}", reason);
  load_own_libraries(needed);

  const extension::Loading loading(file.string());
  // Never closed: what it registered refers to its code.
  const std::terminate_handler before = std::set_terminate(end_by_initialiser);
  const void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  std::set_terminate(before);
  if (library == nullptr) {
    const char* words = dlerror();
    fail("{}", explain(file, words == nullptr ? "no reason was given" : words));
  }
  Problems problems;
  for (const std::string& problem : extension::Loading::problems()) problems.add(problem);
  problems.raise();
  std::vector<std::string> registered;
  for (const auto& [what, key] : extension::registered_by(file.string())) registered.push_back(what + " " + key);
  for (const std::string& config : add_configs(file)) registered.push_back("deploy config " + config);
  std::sort(registered.begin(), registered.end());
  log::debug("plugin {}: {}", file.string(), join(registered, ", "));
  if (registered.empty())
    log::warning("plugin {} registers nothing, so it changes nothing; what it should have needs a registration, {}",
                 file.string(), kExample);
  hint_at_types(file, registered);
  all_loaded().push_back({file, info.at("slipway"), std::move(registered)});
}

void load_folder(const fs::path& folder) {
  std::vector<fs::path> libraries;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) fail("{}: the folder cannot be read: {}", folder.string(), error.message());
  for (const auto& entry : entries)
    if (starts_with(entry.path().filename().string(), "lib") && entry.path().extension() == ".so")
      libraries.push_back(entry.path());
  std::sort(libraries.begin(), libraries.end());
  // Libraries that plugins are linked with may lie beside them.
  std::erase_if(libraries, [](const fs::path& file) { return !is_plugin(file); });
  if (libraries.empty()) {
    const bool source = fs::exists(folder / "CMakeLists.txt", error);
    fail("{} holds no plugin: no lib*.so there has a {}{}", folder.string(), kEntry,
         source ? "; it is a plugin's source: build it, and name the folder of the build" : "");
  }
  Problems problems;
  for (const fs::path& file : libraries) problems.attempt([&] { return load_file(file), true; });
  problems.raise();
}

}  // namespace

void load(const std::vector<std::string>& files_or_folders) {
  Problems problems;
  for (const std::string& name : files_or_folders)
    problems.attempt([&] {
      std::error_code ignored;
      if (name.empty()) fail("the name of a plugin is empty; name its file, libNAME.so, or the folder that it is in");
      if (!fs::exists(name, ignored)) fail("plugin {}: there is no such file or folder", name);
      const bool folder = fs::is_directory(name, ignored);
      add_search_folder(folder ? fs::path(name) : fs::absolute(name).parent_path());
      folder ? load_folder(name) : load_file(name);
      return true;
    });
  if (!all_loaded().empty())
    for (const std::string& problem : extension::run_checks()) problems.add(problem);
  problems.raise();
}

void load_environment() {
  const char* variable = std::getenv("SLIPWAY_PLUGINS");
  if (variable == nullptr) return;
  std::vector<std::string> names = split(variable, ':');
  std::erase(names, "");
  if (!names.empty()) with_context("SLIPWAY_PLUGINS", [&] { load(names); });
}

const std::vector<Loaded>& loaded() { return all_loaded(); }

std::string requirements() {
  const Info own = parse_info(kOwnInfo);
  return fmt::format("Slipway {}, headers {}{}", own.at("slipway"), own.at("headers"),
                     own.at("libtorch").empty() ? "" : ", LibTorch " + own.at("libtorch"));
}

}  // namespace slipway::plugin
