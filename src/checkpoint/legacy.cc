// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "checkpoint/container.h"
#include "checkpoint/pickle_opcodes.h"

// torch.save before version 1.6, or with _use_new_zipfile_serialization=False: five pickles (a magic number, the
// version of the protocol, facts about the machine, the checkpoint, the keys of its storages), then each storage as its
// number of elements and its bytes, in the order of the keys.
namespace slipway::checkpoint {
namespace {

using Kind = Pickle::Kind;
using Ref = Pickle::Ref;

/// The magic number 0x1950a86a20f9469cfc6c, low byte first as protocols 2 to 5 write it, and in decimal as 0 and 1 do.
constexpr std::string_view kMagicBytes = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::string_view kMagicDigits = "119547037146038801333356";
constexpr int64_t kProtocol = 1001;

/// Bytes of the pickle of the magic number at the start of the file, of any protocol; 0 where there is another thing.
size_t magic_size(ByteSpan file) {
  const std::string_view text = as_text(file.first(std::min<size_t>(file.size(), 64)));
  size_t at = 0;
  const auto skip = [&](std::string_view part) {
    if (text.substr(at, part.size()) != part) return false;
    at += part.size();
    return true;
  };
  const auto skip_opcode = [&](unsigned char code, size_t operand) {
    if (at >= text.size() || static_cast<unsigned char>(text[at]) != code) return false;
    at += 1 + operand;
    return at <= text.size();
  };
  if (skip_opcode(opcode::kProto, 1)) skip_opcode(opcode::kFrame, 8);
  const bool number = (skip_opcode(opcode::kLong1, 0) && skip("\x0a") && skip(kMagicBytes)) ||
                      (skip_opcode(opcode::kLong, 0) && skip(kMagicDigits) && (skip("L\n") || skip("\n")));
  return number && skip_opcode(opcode::kStop, 0) ? at : 0;
}

using StorageMap = std::unordered_map<std::string, ByteSpan>;

/// Size of one element of each storage that the pickle mentions, by key. 0 for an unknown class.
std::unordered_map<std::string, size_t> element_sizes(const Pickle& pickle) {
  std::unordered_map<std::string, size_t> sizes;
  for (const Ref storage : pickle.storages()) {
    const auto items = pickle.items(storage);
    const StorageType* type = find_storage_type(pickle.dotted_name(items[1]));
    const size_t size = type == nullptr ? 0 : type->element_size;
    sizes.emplace(pickle.text(items[2]), size);
    // A view's bytes are those of the storage that it is cut out of.
    if (items.size() > 5)
      if (const auto view = pickle.items(items[5]); !view.empty()) sizes.emplace(pickle.text(view[0]), size);
  }
  return sizes;
}

StorageMap read_storages(const Pickle& pickle, const Pickle& keys, ByteSpan rest) {
  const auto sizes = element_sizes(pickle);
  StorageMap storages;
  size_t at = 0;
  for (const Ref ref : keys.items(keys.root())) {
    const std::string key(keys.text(ref));
    const auto size = sizes.find(key);
    if (size == sizes.end()) fail("it holds a storage '{}' that nothing refers to", shown(key));
    if (size->second == 0) fail("its storage '{}' is of an unknown class, so that its length is unknown", shown(key));
    if (rest.size() - at < 8) fail("the file is cut off before its storage '{}'", shown(key));
    const auto count = read_le<uint64_t>(rest, at);
    at += 8;
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(count, size->second, &bytes) || bytes > rest.size() - at)
      fail(
          "the file is cut off: its storage '{}' should have {} elements of {} bytes, but {} bytes are left; copy or "
          "download it "
          "again",
          shown(key), count, size->second, rest.size() - at);
    storages[key] = rest.subspan(at, bytes);
    at += bytes;
  }
  return storages;
}

ByteSpan find_storage(const StorageMap& storages, const Pickle& pickle, Ref storage) {
  const auto items = pickle.items(storage);
  const uint64_t wanted = storage_bytes(pickle, storage);
  std::string key(pickle.text(items[2]));
  uint64_t offset = 0;
  if (items.size() > 5 && pickle.is(items[5], Kind::kTuple)) {
    // (key of the whole storage, first element, number of elements)
    const auto view = pickle.items(items[5]);
    const StorageType* type = find_storage_type(pickle.dotted_name(items[1]));
    if (view.size() != 3 || !pickle.is(view[1], Kind::kInt) || pickle.integer(view[1]) < 0 || type == nullptr ||
        __builtin_mul_overflow(static_cast<uint64_t>(pickle.integer(view[1])), type->element_size, &offset))
      fail("its storage '{}' is a view of an unknown sort", shown(key));
    key = pickle.text(view[0]);
  }
  const auto found = storages.find(key);
  if (found == storages.end()) fail("its storage '{}' is not in the file", shown(key));
  const ByteSpan bytes = found->second;
  if (offset > bytes.size() || wanted > bytes.size() - offset)
    fail("its storage '{}' should have {} bytes from byte {}, but has {}", shown(key), wanted, offset, bytes.size());
  return bytes.subspan(offset, wanted);
}

}  // namespace

bool looks_legacy(ByteSpan file) { return magic_size(file) > 0; }

Content open_legacy(const Bytes& file) {
  size_t at = magic_size(file.data);
  const auto next = [&](std::string_view place) {
    Pickle pickle(file.data.subspan(at), place);
    at += pickle.size();
    return pickle;
  };
  const Pickle protocol = next("the version");
  if (!protocol.is(protocol.root(), Kind::kInt) || protocol.integer(protocol.root()) != kProtocol)
    fail(
        "it is of an unknown version of PyTorch's format before 1.6; load it in Python and write it again with "
        "torch.save");
  next("the description of the machine");
  Content content{next("the pickle"), {}};
  const Pickle keys = next("the list of storages");
  auto storages = std::make_shared<const StorageMap>(read_storages(content.pickle, keys, file.data.subspan(at)));
  content.source.owner = file.owner;
  content.source.storage = [storages](const Pickle& pickle, Ref storage) {
    return find_storage(*storages, pickle, storage);
  };
  return content;
}

}  // namespace slipway::checkpoint
