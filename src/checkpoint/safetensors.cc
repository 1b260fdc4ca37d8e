// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/safetensors.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/error.h"
#include "base/strings.h"
#include "checkpoint/container.h"
#include "checkpoint/safetensors_header.h"

namespace slipway::checkpoint {
namespace {

constexpr size_t kLengthBytes = 8;
constexpr uint64_t kMaxHeader = 100'000'000;  // the format's own limit
constexpr size_t kMaxProblems = 20;
constexpr int kMaxMetaDepth = 48;

std::optional<DType> supported_dtype(std::string_view name) {
  for (const SafetensorsDType& entry : kSafetensorsDTypes)
    if (entry.name == name) return entry.dtype;
  return std::nullopt;
}

/// What is wrong with an entry by itself, "" for nothing.
std::string problem_of(const SafetensorsEntry& entry, uint64_t data_bytes) {
  const std::optional<DType> dtype = supported_dtype(entry.dtype);
  if (!dtype) return fmt::format("elements of type {} are not supported", shown(entry.dtype, 20));
  uint64_t bytes = size_of(*dtype);
  for (const uint64_t size : entry.shape)
    if (size > uint64_t{1} << 62 || __builtin_mul_overflow(bytes, std::max<uint64_t>(size, 1), &bytes))
      return "its shape is beyond every memory";
  if (std::count(entry.shape.begin(), entry.shape.end(), 0u) > 0) bytes = 0;
  if (entry.begin > entry.end || entry.end > data_bytes)
    return fmt::format("its bytes {} to {} are not in the {} bytes of data that the file has", entry.begin, entry.end,
                       data_bytes);
  if (entry.end - entry.begin != bytes)
    return fmt::format("its shape and type {} need {} bytes, not {}", entry.dtype, bytes, entry.end - entry.begin);
  return "";
}

/// The format allows neither gaps, in which something could hide, nor bytes of two tensors.
void check_coverage(std::vector<const SafetensorsEntry*> entries, uint64_t data_bytes) {
  std::sort(entries.begin(), entries.end(), [](const SafetensorsEntry* a, const SafetensorsEntry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  uint64_t expected = 0;
  for (const SafetensorsEntry* entry : entries) {
    if (entry->begin != expected)
      fail("tensor {} begins at byte {} of the data, where {} is expected: tensors must neither overlap nor leave gaps",
           shown(entry->name), entry->begin, expected);
    expected = entry->end;
  }
  if (expected != data_bytes)
    fail("its tensors have {} bytes, but there are {} behind its header; it is cut off, or something is appended",
         expected, data_bytes);
}

HostTensor tensor_of(const SafetensorsEntry& entry, const Bytes& file, size_t data_begin) {
  const DType dtype = *supported_dtype(entry.dtype);
  std::vector<int64_t> shape(entry.shape.begin(), entry.shape.end());
  const std::byte* source = file.data.data() + data_begin + entry.begin;
  const bool aligned = reinterpret_cast<uintptr_t>(source) % size_of(dtype) == 0;
  if (aligned && dtype != DType::kBool) return HostTensor(dtype, std::move(shape), file.owner, source);
  HostTensor tensor(dtype, std::move(shape));
  auto* target = static_cast<std::byte*>(tensor.mutable_raw());
  if (tensor.nbytes() > 0) std::memcpy(target, source, tensor.nbytes());
  if (dtype == DType::kBool)
    for (size_t i = 0; i < tensor.nbytes(); ++i) target[i] = target[i] == std::byte{0} ? std::byte{0} : std::byte{1};
  return tensor;
}

/// `meta` as save() keeps it, else the texts themselves.
nlohmann::json meta_of(const std::vector<std::pair<std::string, std::string>>& texts) {
  nlohmann::json all = nlohmann::json::object();
  for (const auto& [key, text] : texts) {
    if (key == kSafetensorsMeta) {
      bool too_deep = false;
      const auto depth = [&](int level, nlohmann::json::parse_event_t, nlohmann::json&) {
        too_deep |= level > kMaxMetaDepth;
        return !too_deep;
      };
      nlohmann::json meta = nlohmann::json::parse(text, depth, false);
      if (!too_deep && meta.is_object()) return meta;
    }
    all[key] = text;
  }
  return all;
}

}  // namespace

bool looks_safetensors(ByteSpan file) {
  if (file.size() <= kLengthBytes || std::to_integer<char>(file[kLengthBytes]) != '{') return false;
  // A length beyond the file is a cut-off one, if it could be a length at all.
  return read_le<uint64_t>(file, 0) <= std::max<uint64_t>(kMaxHeader, file.size());
}

Checkpoint read_safetensors(const Bytes& file) {
  const uint64_t length = read_le<uint64_t>(file.data, 0);
  if (length > file.data.size() - kLengthBytes)
    fail("its header should have {} bytes, but only {} follow; the file is cut off", length,
         file.data.size() - kLengthBytes);
  if (length > kMaxHeader) fail("its header has {} bytes; the safetensors format allows {}", length, kMaxHeader);
  const size_t data_begin = kLengthBytes + length;
  const uint64_t data_bytes = file.data.size() - data_begin;
  const SafetensorsHeader header = read_safetensors_header(as_text(file.data.subspan(kLengthBytes, length)));

  std::vector<std::string> problems;
  std::vector<const SafetensorsEntry*> entries;
  for (const SafetensorsEntry& entry : header.entries) {
    entries.push_back(&entry);
    if (const std::string problem = problem_of(entry, data_bytes); !problem.empty() && problems.size() < kMaxProblems)
      problems.push_back(fmt::format("tensor {}: {}", shown(entry.name), problem));
  }
  if (!problems.empty()) fail("{}", join(problems, "; "));
  check_coverage(std::move(entries), data_bytes);
  if (header.entries.empty()) fail("there are no tensors in it");

  Checkpoint result;
  std::unordered_set<std::string> names;
  for (const SafetensorsEntry& entry : header.entries) {
    result.keys.push_back(entry.name);
    NamedTensor tensor{model_name(entry.name), tensor_of(entry, file, data_begin)};
    if (!names.insert(tensor.name).second)
      fail("tensor {} is there with and without the prefix 'module.'", shown(tensor.name));
    result.state_dict.push_back(std::move(tensor));
  }
  result.meta = meta_of(header.metadata);
  return result;
}

}  // namespace slipway::checkpoint
