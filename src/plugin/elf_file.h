// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
/// @file
/// What a shared library says of itself, read from the file. Loading it would run its code, which may be built for
/// another Slipway.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::plugin {

/// A shared library of this machine's kind, as bytes.
class ElfFile {
 public:
  /// Errors: slipway::Error for a file that cannot be read, is no shared library, is broken, or is for another machine.
  explicit ElfFile(const std::filesystem::path& file);

  /// The zero-terminated text that the exported symbol `name` stands for; none where there is no such symbol.
  /// Errors: slipway::Error where it points out of the file.
  std::optional<std::string> text_of(std::string_view name) const;
  /// Names of exported symbols that begin with `prefix`.
  std::vector<std::string> symbols(std::string_view prefix) const;
  /// File names of the libraries that it is linked with: "libslipway_core.so".
  std::vector<std::string> needed() const;

 private:
  struct Symbol {
    std::string_view name;
    uint64_t address = 0;
    bool defined = false;
  };
  template <typename T>
  T read(uint64_t offset) const;
  template <typename Header>
  std::vector<Header> table(uint64_t offset, uint64_t size, uint64_t count) const;
  std::string_view string_at(uint64_t offset) const;
  std::vector<Symbol> dynamic_symbols() const;
  [[noreturn]] void broken() const;

  std::filesystem::path file_;
  std::string bytes_;
};

}  // namespace slipway::plugin
