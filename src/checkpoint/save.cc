// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/save.h"

#include <algorithm>
#include <bit>

#include "base/crc32.h"
#include "base/error.h"
#include "base/io.h"
#include "base/strings.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/safetensors_header.h"

namespace slipway::checkpoint {
namespace {

std::string_view tensor_bytes(const HostTensor& tensor) {
  return {static_cast<const char*>(tensor.raw()), tensor.nbytes()};
}

template <typename T>
std::string little_endian(T value) {
  std::string result;
  for (size_t i = 0; i < sizeof(T); ++i) result += static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  return result;
}

std::string_view safetensors_name(DType dtype) {
  for (const SafetensorsDType& entry : kSafetensorsDTypes)
    if (entry.dtype == dtype) return entry.name;
  throw InternalError("a dtype without a name in the safetensors format");
}

/// Instructions of pickle's protocol 2, the one that torch.save writes.
class PickleWriter {
 public:
  PickleWriter() : text_("\x80\x02") {}
  std::string finish() { return text_ + "."; }
  const std::vector<std::string_view>& storages() const { return storages_; }

  void string(std::string_view value) {
    text_ += "X" + little_endian(static_cast<uint32_t>(value.size()));
    text_ += value;
  }
  void integer(int64_t value) {
    if (value >= INT32_MIN && value <= INT32_MAX)
      text_ += "J" + little_endian(static_cast<uint32_t>(value));
    else
      text_ += "\x8a\x08" + little_endian(static_cast<uint64_t>(value));
  }
  void global(std::string_view module, std::string_view name) { text_ += fmt::format("c{}\n{}\n", module, name); }
  void raw(std::string_view instructions) { text_ += instructions; }
  void integers(const std::vector<int64_t>& values) {
    raw("(");
    for (const int64_t value : values) integer(value);
    raw("t");
  }

  void json(const nlohmann::json& value) {
    switch (value.type()) {
      case nlohmann::json::value_t::object:
        raw("}(");
        for (const auto& [key, item] : value.items()) {
          string(key);
          json(item);
        }
        return raw("u");
      case nlohmann::json::value_t::array:
        raw("](");
        for (const nlohmann::json& item : value) json(item);
        return raw("e");
      case nlohmann::json::value_t::string:
        return string(value.get_ref<const std::string&>());
      case nlohmann::json::value_t::boolean:
        return raw(value.get<bool>() ? "\x88" : "\x89");
      case nlohmann::json::value_t::number_integer:
        return integer(value.get<int64_t>());
      case nlohmann::json::value_t::number_unsigned:
        return unsigned_integer(value.get<uint64_t>());
      case nlohmann::json::value_t::number_float:
        return real(value.get<double>());
      default:
        return raw("N");
    }
  }

  /// torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, requires_grad=False, hooks=OrderedDict())
  void tensor(const HostTensor& value) {
    global("torch._utils", "_rebuild_tensor_v2");
    raw("((");
    string("storage");
    global("torch", storage_name(value.dtype()));
    string(std::to_string(storages_.size()));
    string("cpu");
    integer(value.numel());
    raw("tQ");
    integer(0);
    integers(value.shape());
    std::vector<int64_t> strides(value.shape().size(), 1);
    for (size_t i = strides.size(); i-- > 1;) strides[i - 1] = strides[i] * std::max<int64_t>(value.shape()[i], 1);
    integers(strides);
    raw("\x89");
    ordered_dict();
    raw("tR");
    storages_.push_back(tensor_bytes(value));
  }

  void tensors(const std::vector<NamedTensor>& entries) {
    ordered_dict();
    raw("(");
    for (const NamedTensor& entry : entries) {
      string(entry.name);
      tensor(entry.tensor);
    }
    raw("u");
  }

 private:
  void ordered_dict() {
    global("collections", "OrderedDict");
    raw(")R");
  }
  void unsigned_integer(uint64_t value) {
    if (value <= INT64_MAX) return integer(static_cast<int64_t>(value));
    text_ += "\x8a\x09" + little_endian(value) + std::string(1, '\0');
  }
  void real(double value) {
    const auto bits = std::bit_cast<uint64_t>(value);
    text_ += "G";
    for (int shift = 56; shift >= 0; shift -= 8) text_ += static_cast<char>(bits >> shift);
  }
  static std::string_view storage_name(DType dtype) {
    switch (dtype) {
      case DType::kF32:
        return "FloatStorage";
      case DType::kF64:
        return "DoubleStorage";
      case DType::kF16:
        return "HalfStorage";
      case DType::kBF16:
        return "BFloat16Storage";
      case DType::kI64:
        return "LongStorage";
      case DType::kI32:
        return "IntStorage";
      case DType::kI16:
        return "ShortStorage";
      case DType::kI8:
        return "CharStorage";
      case DType::kU8:
        return "ByteStorage";
      case DType::kBool:
        return "BoolStorage";
    }
    throw InternalError("a dtype without a storage");
  }

  std::string text_;
  std::vector<std::string_view> storages_;
};

/// An archive of stored entries, the contents of each on a multiple of 64 bytes, as torch.save lays them out.
class ZipWriter {
 public:
  void add(const std::string& name, std::string_view contents) {
    constexpr size_t kHeader = 30, kAlignment = 64, kExtra = 4;
    const size_t padding = (kAlignment - (file_.size() + kHeader + name.size() + kExtra) % kAlignment) % kAlignment;
    if (file_.size() + padding + contents.size() >= UINT32_MAX - (uint64_t{1} << 26))
      fail("a .pth of 4 GiB or more cannot be written; take the ending .safetensors");
    const std::string sizes = little_endian(crc32(contents)) + little_endian(static_cast<uint32_t>(contents.size())) +
                              little_endian(static_cast<uint32_t>(contents.size())) +
                              little_endian(static_cast<uint16_t>(name.size()));
    const std::string method_and_time = std::string(2 + 2 + 4, '\0');  // no flags, stored, no time
    directory_ += little_endian(0x02014b50u) + little_endian<uint16_t>(20) + little_endian<uint16_t>(20) +
                  method_and_time + sizes + std::string(2 + 2 + 2 + 2 + 4, '\0') +
                  little_endian(static_cast<uint32_t>(file_.size())) + name;
    file_ += little_endian(0x04034b50u) + little_endian<uint16_t>(20) + method_and_time + sizes +
             little_endian(static_cast<uint16_t>(padding + kExtra)) + name + "FB" +
             little_endian(static_cast<uint16_t>(padding)) + std::string(padding, 'Z');
    file_ += contents;
    ++count_;
  }

  std::string finish() {
    if (count_ >= UINT16_MAX) fail("a .pth of {} tensors cannot be written; take the ending .safetensors", count_);
    const size_t begin = file_.size();
    return std::move(file_) + directory_ + little_endian(0x06054b50u) + std::string(4, '\0') +
           little_endian(static_cast<uint16_t>(count_)) + little_endian(static_cast<uint16_t>(count_)) +
           little_endian(static_cast<uint32_t>(directory_.size())) + little_endian(static_cast<uint32_t>(begin)) +
           std::string(2, '\0');
  }

 private:
  std::string file_, directory_;
  size_t count_ = 0;
};

}  // namespace

std::string safetensors_text(const Checkpoint& checkpoint) {
  // The widest elements first, so that all are aligned; then by name, so that equal weights make equal files.
  std::vector<const NamedTensor*> order;
  for (const NamedTensor& entry : checkpoint.state_dict) order.push_back(&entry);
  std::sort(order.begin(), order.end(), [](const NamedTensor* a, const NamedTensor* b) {
    return std::pair(size_of(b->tensor.dtype()), std::string_view(a->name)) <
           std::pair(size_of(a->tensor.dtype()), std::string_view(b->name));
  });
  const auto quoted = [](const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  std::string text = R"({"__metadata__":{"format":"pt")";
  if (!checkpoint.meta.empty())
    text += fmt::format(R"(,"{}":{})", kSafetensorsMeta,
                        quoted(checkpoint.meta.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
  text += "}";
  uint64_t offset = 0;
  for (const NamedTensor* entry : order) {
    const HostTensor& tensor = entry->tensor;
    text +=
        fmt::format(R"(,{}:{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", quoted(entry->name),
                    safetensors_name(tensor.dtype()), format_shape(tensor.shape()), offset, offset + tensor.nbytes());
    offset += tensor.nbytes();
  }
  text += "}";
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string file = little_endian(static_cast<uint64_t>(text.size())) + text;
  file.reserve(file.size() + offset);
  for (const NamedTensor* entry : order) file += tensor_bytes(entry->tensor);
  return file;
}

std::string pth_text(const Checkpoint& checkpoint) {
  PickleWriter pickle;
  pickle.raw("}(");
  pickle.string("meta");
  pickle.json(checkpoint.meta);
  pickle.string("state_dict");
  pickle.tensors(checkpoint.state_dict);
  if (!checkpoint.ema_state_dict.empty()) {
    pickle.string("ema_state_dict");
    pickle.tensors(checkpoint.ema_state_dict);
  }
  pickle.raw("u");
  ZipWriter zip;
  zip.add("archive/data.pkl", pickle.finish());
  zip.add("archive/byteorder", "little");
  for (size_t i = 0; i < pickle.storages().size(); ++i)
    zip.add("archive/data/" + std::to_string(i), pickle.storages()[i]);
  zip.add("archive/version", "3\n");
  return zip.finish();
}

void save(const Checkpoint& checkpoint, const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  if (ending != ".safetensors" && ending != ".pth")
    fail("{}: a checkpoint is written as .safetensors or .pth, by the ending of the name", file.string());
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    fail("{} is there already; give another name, or remove it", file.string());
  io::write_file(file, ending == ".pth" ? pth_text(checkpoint) : safetensors_text(checkpoint));
}

}  // namespace slipway::checkpoint
