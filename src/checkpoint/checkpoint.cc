// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/checkpoint.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/strings.h"
#include "checkpoint/bytes.h"
#include "checkpoint/container.h"
#include "checkpoint/plain_data.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/tensor_reader.h"

namespace slipway::checkpoint {
namespace {

using Kind = Pickle::Kind;
using Ref = Pickle::Ref;

constexpr size_t kMaxListed = 20;

class Reader {
 public:
  explicit Reader(Content content) : pickle_(std::move(content.pickle)), tensors_(pickle_, std::move(content.source)) {}

  Checkpoint read() {
    const Ref root = pickle_.root();
    refuse_other_roots(root);
    Checkpoint result;
    const auto entries = pickle_.pairs(root);
    for (size_t i = 0; i + 1 < entries.size(); i += 2)
      if (pickle_.is(entries[i], Kind::kString)) result.keys.push_back(valid_utf8(pickle_.text(entries[i])));
    result.state_dict = read_tensors(find_state_dict(root), &result.skipped);
    if (const Ref ema = pickle_.find(root, "ema_state_dict"); pickle_.is_dict(ema))
      result.ema_state_dict = read_tensors(ema, nullptr);
    if (const Ref meta = pickle_.find(root, "meta"); pickle_.is_dict(meta)) result.meta = plain_data(pickle_, meta);
    report_problems();
    if (result.state_dict.empty()) fail("there are no tensors in its state dict");
    return result;
  }

 private:
  void refuse_other_roots(Ref root) const {
    if (pickle_.is_dict(root)) return;
    if (tensors_.is_tensor(root)) fail("it holds a single tensor, not a dict of named ones");
    if (pickle_.is(root, Kind::kObject))
      fail("it holds a whole pickled object of class {}, not its weights; save model.state_dict() instead",
           shown(pickle_.dotted_name(root)));
    fail("it holds a {}, not a dict with a state_dict", pickle_.type_name(root));
  }

  bool holds_tensors(Ref ref) const {
    const auto entries = pickle_.pairs(ref);
    for (size_t i = 0; i + 1 < entries.size(); i += 2)
      if (tensors_.is_tensor(entries[i + 1])) return true;
    return false;
  }

  /// As mmengine: `state_dict`, or else the whole dict. `model` and `module`, which other trainers write, come last.
  Ref find_state_dict(Ref root) const {
    if (const Ref found = pickle_.find(root, "state_dict"); found != Pickle::kNone) {
      if (!pickle_.is_dict(found) && !pickle_.is(found, Kind::kObject))
        fail("its state_dict is a {}", pickle_.type_name(found));
      return found;
    }
    if (holds_tensors(root)) return root;
    for (const char* key : {"model", "module"})
      if (const Ref found = pickle_.find(root, key); holds_tensors(found)) return found;
    std::vector<std::string> keys;
    const auto entries = pickle_.pairs(root);
    for (size_t i = 0; i + 1 < entries.size() && keys.size() < kMaxListed; i += 2)
      keys.push_back(pickle_.is(entries[i], Kind::kString) ? shown(pickle_.text(entries[i]), 60)
                                                           : pickle_.type_name(entries[i]));
    fail("there is no state_dict in it and no tensor either; its keys are: {}",
         keys.empty() ? "none" : join(keys, ", "));
  }

  std::vector<NamedTensor> read_tensors(Ref dict, std::vector<std::string>* skipped) {
    std::vector<NamedTensor> result;
    std::unordered_map<std::string, size_t> positions;
    const auto entries = pickle_.pairs(dict);
    for (size_t i = 0; i + 1 < entries.size(); i += 2) {
      const bool named = pickle_.is(entries[i], Kind::kString);
      if (!named || !tensors_.is_tensor(entries[i + 1])) {
        if (skipped != nullptr)
          skipped->push_back(fmt::format("{} ({})",
                                         named ? valid_utf8(pickle_.text(entries[i])) : pickle_.type_name(entries[i]),
                                         pickle_.type_name(entries[i + 1])));
        continue;
      }
      std::string name = model_name(pickle_.text(entries[i]));
      HostTensor tensor;
      try {
        tensor = tensors_.read(entries[i + 1]);
      } catch (const Error& error) {
        if (problems_.size() < kMaxListed)
          problems_.push_back(fmt::format("tensor {}: {}", shown(name), error.message()));
        ++problem_count_;
        continue;
      }
      const auto [position, inserted] = positions.emplace(name, result.size());
      if (inserted)
        result.push_back({std::move(name), std::move(tensor)});
      else
        result[position->second].tensor = std::move(tensor);  // as in a Python dict, the later one wins
    }
    return result;
  }

  void report_problems() const {
    if (problem_count_ == 0) return;
    const size_t more = problem_count_ - problems_.size();
    fail("{}{}", join(problems_, "; "), more == 0 ? "" : fmt::format("; and {} more", more));
  }

  Pickle pickle_;
  TensorReader tensors_;
  std::vector<std::string> problems_;
  size_t problem_count_ = 0;
};

Checkpoint read(const Bytes& file, std::string source) {
  Checkpoint result = looks_safetensors(file.data) ? with_context("safetensors", [&] { return read_safetensors(file); })
                                                   : Reader(open_container(file)).read();
  result.source = std::move(source);
  return result;
}

}  // namespace

std::string model_name(std::string_view name) {
  constexpr std::string_view kPrefix = "module.";
  return valid_utf8(name.substr(0, kPrefix.size()) == kPrefix ? name.substr(kPrefix.size()) : name);
}

const HostTensor* Checkpoint::find(std::string_view name) const {
  for (const NamedTensor& entry : state_dict)
    if (entry.name == name) return &entry.tensor;
  return nullptr;
}

Checkpoint load(const std::filesystem::path& file) {
  return with_context("checkpoint " + file.string(), [&] { return read(map_file(file), file.string()); });
}

Checkpoint load_from_memory(std::span<const std::byte> bytes, std::string_view name) {
  return with_context("checkpoint " + std::string(name), [&] {
    if (bytes.empty()) fail("the file is empty");
    return read(copy_bytes(bytes), std::string(name));
  });
}

std::vector<std::string> names_of(const Checkpoint& checkpoint) {
  std::vector<std::string> names;
  for (const NamedTensor& entry : checkpoint.state_dict) names.push_back(entry.name);
  return names;
}

void rename(Checkpoint& checkpoint, const std::vector<std::string>& names) {
  require(names.size() == checkpoint.state_dict.size(), "one name for each tensor");
  std::map<std::string, std::string> before, after;
  for (size_t i = 0; i < names.size(); ++i) {
    NamedTensor& entry = checkpoint.state_dict[i];
    const auto [other, added] = before.emplace(names[i], entry.name);
    if (!added)
      fail("checkpoint {}: '{}' and '{}' would both be called '{}'", checkpoint.source, shown(other->second),
           shown(entry.name), shown(names[i]));
    after.emplace(entry.name, names[i]);
    entry.name = names[i];
  }
  // Of a bare state dict the names are the keys.
  for (std::string& key : checkpoint.keys)
    if (const auto found = after.find(std::string(model_name(key))); found != after.end()) key = found->second;
}

}  // namespace slipway::checkpoint
