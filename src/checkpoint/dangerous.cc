// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "checkpoint/pickle.h"

// Nothing that a checkpoint names is ever called here. These lists only decide whether a file is refused as an attack,
// which its owner should know about, or read with the call as an inert value.
namespace slipway::checkpoint {
namespace {

/// The roads to the system. They also count inside a longer name: "torch.serialization.os.system" reaches os.system
/// through a module that imported it.
constexpr std::string_view kSystemModules[] = {
    "_ctypes", "_posixsubprocess", "ctypes",     "importlib", "marshal", "nt", "os", "posix", "pty",
    "runpy",   "shutil",           "subprocess", "sys",
};

/// Functions that count inside a longer name as well.
constexpr std::string_view kSystemFunctions[] = {
    "builtins.__import__", "builtins.breakpoint", "builtins.compile", "builtins.delattr", "builtins.eval",
    "builtins.exec",       "builtins.exit",       "builtins.globals", "builtins.help",    "builtins.input",
    "builtins.locals",     "builtins.open",       "builtins.quit",    "builtins.setattr", "builtins.vars",
    "builtins.apply",      "builtins.execfile",   "builtins.file",    "builtins.reload",  "builtins.raw_input",
};

/// Modules of which nothing has a place in a checkpoint; only as the first part of a name, since packages of users call
/// their own modules "code" or "profile" as well.
constexpr std::string_view kModules[] = {
    // clang-format off
    "_frozen_importlib", "_frozen_importlib_external", "_imp", "_pickle", "_socket", "_thread", "aiohttp",
    "antigravity", "asyncio", "bdb", "cffi", "cloudpickle", "codeop", "cPickle", "cProfile", "dill",
    "distutils", "doctest", "fileinput", "ftplib", "httplib", "imaplib", "joblib", "linecache",
    "multiprocessing", "pdb", "pickle", "pip", "pkgutil", "popen2", "poplib", "pydoc", "requests", "setuptools",
    "smtplib", "socket", "telnetlib", "tempfile", "timeit", "urllib", "urllib2", "webbrowser",
    // clang-format on
};

/// Single names of modules that are harmless otherwise.
constexpr std::string_view kFunctions[] = {
    "code.InteractiveConsole",
    "code.InteractiveInterpreter",
    "code.interact",
    "http.client",
    "http.server",
    "imp.load_source",
    "imp.load_module",
    "profile.run",
    "profile.runctx",
    "_io.FileIO",
    "_io.open",
    "codecs.open",
    "io.FileIO",
    "io.open",
    "io.open_code",
    "logging.config",
    "numpy.fromfile",
    "numpy.load",
    "numpy.memmap",
    "numpy.testing._private.utils.runstring",
    "operator.methodcaller",
    "pandas.eval",
    "pandas.read_pickle",
    "torch._dynamo",
    "torch._inductor",
    "torch.classes.load_library",
    "torch.distributed.rpc",
    "torch.hub",
    "torch.jit.load",
    "torch.load",
    "torch.ops.load_library",
    "torch.package",
    "torch.serialization.load",
    "torch.utils.cpp_extension",
    "torch.utils.model_zoo",
    "types.CodeType",
    "types.FunctionType",
    "types.LambdaType",
    "types.ModuleType",
};

/// `name` is `known` or something inside it.
bool within(std::string_view name, std::string_view known) {
  return name.substr(0, known.size()) == known && (name.size() == known.size() || name[known.size()] == '.');
}

template <size_t N>
bool within_any(std::string_view name, const std::string_view (&known)[N]) {
  return std::any_of(std::begin(known), std::end(known), [&](std::string_view one) { return within(name, one); });
}

}  // namespace

bool is_dangerous(std::string_view dotted_name) {
  if (within_any(dotted_name, kModules) || within_any(dotted_name, kFunctions)) return true;
  for (std::string_view tail = dotted_name;;) {
    if (within_any(tail, kSystemFunctions)) return true;
    // Inside a longer name something has to follow the module: "mypackage.socket" alone is a class of that package.
    const bool follows = tail.size() == dotted_name.size() || tail.find('.') != std::string_view::npos;
    if (follows && within_any(tail, kSystemModules)) return true;
    const size_t dot = tail.find('.');
    if (dot == std::string_view::npos) return false;
    tail.remove_prefix(dot + 1);
  }
}

}  // namespace slipway::checkpoint
