// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/container.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "checkpoint/zip.h"

namespace slipway::checkpoint {
namespace {

constexpr std::string_view kResave = "load it in Python and write it again with torch.save(checkpoint, 'new.pth')";

/// The folder of data.pkl inside the archive, "archive/"; the one nearest to the top where there are several.
std::string find_folder(const ZipArchive& archive) {
  constexpr std::string_view kPickle = "data.pkl";
  const std::string_view* found = nullptr;
  for (const std::string_view& name : archive.names()) {
    const bool matches = name == kPickle ||
                         (name.size() > kPickle.size() && name.substr(name.size() - kPickle.size() - 1) == "/data.pkl");
    const auto depth = [](std::string_view path) { return std::count(path.begin(), path.end(), '/'); };
    if (matches && (found == nullptr || depth(name) < depth(*found))) found = &name;
  }
  if (found != nullptr) return std::string(found->substr(0, found->size() - kPickle.size()));
  for (const std::string_view name : archive.names())
    if (name == "serialized_exported_program.json" || name.find("/models/") != std::string_view::npos)
      fail(
          "it is a program that torch.export wrote, not a checkpoint; give the .pth file of the training run ('slipway "
          "convert' takes programs)");
  std::string hint;
  if (!archive.names().empty())
    hint = fmt::format(" (its first of {} entries is '{}')", archive.names().size(), shown(archive.names()[0]));
  fail("it is a zip archive without data.pkl, so it is not what torch.save writes{}", hint);
}

Content open_zip(const Bytes& file) {
  auto archive = std::make_shared<ZipArchive>(file.data);
  for (const std::string_view name : archive->names())
    if (name == "constants.pkl" || name.find("/constants.pkl") != std::string_view::npos)
      fail(
          "it is a TorchScript archive (torch.jit.save), not a checkpoint; give the .pth file of the training run "
          "('slipway convert' takes programs)");
  archive->require_stored();
  const std::string folder = find_folder(*archive);
  bool big_endian = false;
  if (archive->contains(folder + "byteorder")) {
    const std::string_view order = as_text(archive->read(folder + "byteorder"));
    big_endian = order == "big";
    if (!big_endian && order != "little") fail("its byte order is '{}', known are little and big", shown(order, 20));
  }
  const std::string pickle_name = folder + "data.pkl";
  Content content{Pickle(archive->read(pickle_name), pickle_name), {}};
  content.source.owner = file.owner;
  content.source.big_endian = big_endian;
  content.source.storage = [archive, folder](const Pickle& pickle, Pickle::Ref storage) {
    const std::string_view key = pickle.text(pickle.items(storage)[2]);
    const uint64_t wanted = storage_bytes(pickle, storage);
    const ByteSpan bytes = archive->read(folder + "data/" + std::string(key));
    if (bytes.size() < wanted)
      fail("its storage '{}' should have {} bytes, but the archive's entry has {}", shown(key), wanted, bytes.size());
    return bytes.first(wanted);
  };
  return content;
}

/// What else people hand over by mistake, by its first bytes.
[[noreturn]] void fail_unknown(ByteSpan file, bool is_pickle) {
  const std::string_view text = as_text(file);
  const std::string_view head = text.substr(0, 512);
  const auto begins = [&](std::string_view magic) { return head.substr(0, magic.size()) == magic; };
  if (begins("version https://git-lfs"))
    fail("it is a git-LFS pointer of {} bytes, not the checkpoint itself; run 'git lfs pull'", file.size());
  const size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first != std::string_view::npos && head[first] == '<')
    fail("it is a web page, not a checkpoint (it begins with '{}'); the download went wrong",
         shown(head.substr(first), 40));
  if (file.size() > 262 && text.substr(257, 5) == "ustar")
    fail("it is a tar file, as PyTorch wrote them before version 0.1.10; {}", kResave);
  if (begins("\x1f\x8b") || begins("BZh") ||
      begins("\xFD"
             "7zXZ") ||
      begins("7z\xBC\xAF"))
    fail("it is a compressed file; unpack it first");
  if (begins("\x89HDF\r\n")) fail("it is an HDF5 file (Keras), not a PyTorch checkpoint");
  if (is_pickle || begins("\x80"))
    fail("it is a plain pickle without PyTorch's header (pickle.dump, not torch.save, wrote it); {}", kResave);
  fail("it is no checkpoint that torch.save wrote: it begins with '{}' ({} bytes in all)", shown(head, 24),
       file.size());
}

}  // namespace

uint64_t storage_bytes(const Pickle& pickle, Pickle::Ref storage) {
  const auto items = pickle.items(storage);
  const std::string_view name = pickle.dotted_name(items[1]);
  const StorageType* type = find_storage_type(name);
  if (type == nullptr) fail("its storage is a {}", name.empty() ? pickle.type_name(items[1]) : shown(name));
  if (!pickle.is(items[4], Pickle::Kind::kInt) || pickle.integer(items[4]) < 0)
    fail("its storage has {} elements",
         pickle.is(items[4], Pickle::Kind::kInt) ? std::to_string(pickle.integer(items[4])) : "no number of");
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<uint64_t>(pickle.integer(items[4])), type->element_size, &bytes))
    fail("its storage has {} elements, beyond every memory", pickle.integer(items[4]));
  return bytes;
}

Content open_container(const Bytes& file) {
  Content content = [&] {
    if (looks_like_zip(file.data)) return open_zip(file);
    if (looks_legacy(file.data)) return open_legacy(file);
    // A pickle without PyTorch around it is still a program that torch.load would have run: say so where it is hostile.
    bool is_pickle = false;
    try {
      is_pickle = Pickle(file.data, "the pickle").size() == file.data.size();
    } catch (const RefusedCall&) {
      throw;
    } catch (const Error&) {
      // Not even a pickle.
    }
    fail_unknown(file.data, is_pickle);
  }();
  content.source.copy_budget = copy_budget(file.data.size());
  return content;
}

}  // namespace slipway::checkpoint
