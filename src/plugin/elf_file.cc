// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_file.h"

#include <elf.h>

#include <cstring>

#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"

namespace slipway::plugin {
namespace {

#if defined(__x86_64__)
constexpr uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr uint16_t kMachine = EM_AARCH64;
#else
constexpr uint16_t kMachine = EM_NONE;
#endif

std::string machine_name(uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    default:
      return fmt::format("machine {}", machine);
  }
}

}  // namespace

void ElfFile::broken() const {
  fail("{} is a broken shared library: it is cut off, or was written over", file_.string());
}

template <typename T>
T ElfFile::read(uint64_t offset) const {
  if (offset > bytes_.size() || sizeof(T) > bytes_.size() - offset) broken();
  T value;
  std::memcpy(&value, bytes_.data() + offset, sizeof(T));
  return value;
}

template <typename Header>
std::vector<Header> ElfFile::table(uint64_t offset, uint64_t size, uint64_t count) const {
  if (count == 0) return {};
  if (size < sizeof(Header) || count > bytes_.size() / size) broken();
  std::vector<Header> result;
  for (uint64_t i = 0; i < count; ++i) result.push_back(read<Header>(offset + i * size));
  return result;
}

std::string_view ElfFile::string_at(uint64_t offset) const {
  if (offset >= bytes_.size()) broken();
  const size_t end = bytes_.find('\0', offset);
  if (end == std::string::npos) broken();
  return std::string_view(bytes_).substr(offset, end - offset);
}

ElfFile::ElfFile(const std::filesystem::path& file) : file_(file), bytes_(io::read_file(file)) {
  if (bytes_.size() < sizeof(Elf64_Ehdr) || bytes_.compare(0, SELFMAG, ELFMAG) != 0)
    fail("{} is no shared library, so no plugin; slipway_add_plugin() builds one", file.string());
  const auto header = read<Elf64_Ehdr>(0);
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_machine != kMachine)
    fail("{} is built for {}, this program for {}; build it on this machine", file.string(),
         machine_name(header.e_machine), machine_name(kMachine));
  if (header.e_type != ET_DYN) fail("{} is an object file or a program, no shared library", file.string());
}

std::vector<ElfFile::Symbol> ElfFile::dynamic_symbols() const {
  const auto header = read<Elf64_Ehdr>(0);
  const auto sections = table<Elf64_Shdr>(header.e_shoff, header.e_shentsize, header.e_shnum);
  std::vector<Symbol> symbols;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type != SHT_DYNSYM) continue;
    if (section.sh_link >= sections.size() || section.sh_entsize == 0) broken();
    const uint64_t names = sections[section.sh_link].sh_offset;
    for (const auto& entry :
         table<Elf64_Sym>(section.sh_offset, section.sh_entsize, section.sh_size / section.sh_entsize))
      if (entry.st_name != 0)
        symbols.push_back({string_at(names + entry.st_name), entry.st_value, entry.st_shndx != SHN_UNDEF});
  }
  return symbols;
}

std::optional<std::string> ElfFile::text_of(std::string_view name) const {
  for (const Symbol& symbol : dynamic_symbols()) {
    if (!symbol.defined || symbol.name != name) continue;
    const auto header = read<Elf64_Ehdr>(0);
    for (const auto& segment : table<Elf64_Phdr>(header.e_phoff, header.e_phentsize, header.e_phnum))
      if (segment.p_type == PT_LOAD && symbol.address >= segment.p_vaddr &&
          symbol.address - segment.p_vaddr < segment.p_filesz)
        return std::string(string_at(segment.p_offset + (symbol.address - segment.p_vaddr)));
    broken();
  }
  return std::nullopt;
}

std::vector<std::string> ElfFile::symbols(std::string_view prefix) const {
  std::vector<std::string> result;
  for (const Symbol& symbol : dynamic_symbols())
    if (symbol.defined && starts_with(symbol.name, prefix)) result.emplace_back(symbol.name);
  return result;
}

std::vector<std::string> ElfFile::needed() const {
  const auto header = read<Elf64_Ehdr>(0);
  const auto sections = table<Elf64_Shdr>(header.e_shoff, header.e_shentsize, header.e_shnum);
  std::vector<std::string> result;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type != SHT_DYNAMIC) continue;
    if (section.sh_link >= sections.size() || section.sh_entsize == 0) broken();
    for (const auto& entry :
         table<Elf64_Dyn>(section.sh_offset, section.sh_entsize, section.sh_size / section.sh_entsize))
      if (entry.d_tag == DT_NEEDED)
        result.emplace_back(string_at(sections[section.sh_link].sh_offset + entry.d_un.d_val));
  }
  return result;
}

}  // namespace slipway::plugin
