// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Prints what a network makes of tensors, from the C++ interface, as bindings/c/test/tensors.c does it from C's: with
// inputs by their names, the last one first, then by their places.
//
// Usage: tensors MODEL_DIR TENSOR...
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <sstream>

#include "slipway/slipway.hpp"

namespace {

constexpr std::size_t kSizes[] = {4, 8, 2, 2, 8, 4, 2, 1, 1, 1};  // bytes of an element, by DType

std::size_t bytes_of(slipway::DType dtype, const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), kSizes[static_cast<int>(dtype)],
                         [](std::size_t size, std::int64_t axis) { return size * static_cast<std::size_t>(axis); });
}

/// @param numbers what the tensor's data lies in
slipway::Tensor read_tensor(const std::string& path, std::string& numbers) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::getline(file, line);
  std::istringstream header(line);
  slipway::Tensor tensor;
  int dtype = 0;
  header >> tensor.name >> dtype;
  tensor.dtype = static_cast<slipway::DType>(dtype);
  for (std::int64_t axis = 0; header >> axis;) tensor.shape.push_back(axis);
  numbers.assign(std::istreambuf_iterator<char>(file), {});
  if (numbers.size() != bytes_of(tensor.dtype, tensor.shape)) throw std::runtime_error(path + ": no tensor");
  tensor.data = numbers.data();
  return tensor;
}

std::string text_of(const slipway::Output& output) {
  std::string text = "\"" + output.name() + "\": {\"dtype\": " + std::to_string(static_cast<int>(output.dtype()));
  std::string sizes;
  for (const std::int64_t axis : output.shape()) sizes += (sizes.empty() ? "" : ", ") + std::to_string(axis);
  text += ", \"shape\": [" + sizes + "], \"data\": \"";
  for (std::size_t i = 0; i < bytes_of(output.dtype(), output.shape()); ++i) {
    char byte[3];
    std::snprintf(byte, sizeof byte, "%02x", static_cast<unsigned>(output.data<unsigned char>()[i]));
    text += byte;
  }
  return text + "\"}";
}

void print(const std::vector<slipway::Output>& outputs) {
  std::string text;
  for (const slipway::Output& output : outputs) text += (text.empty() ? "" : ", ") + text_of(output);
  std::cout << "{" << text << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::string> numbers(static_cast<std::size_t>(argc));
    std::vector<slipway::Tensor> inputs;
    for (int i = 2; i < argc; ++i) inputs.push_back(read_tensor(argv[i], numbers[static_cast<std::size_t>(i)]));
    std::vector<slipway::Output> outputs;
    {
      slipway::SessionOptions options;
      options.threads = 1;
      const slipway::Session session(argv[1], options);
      print(session.run_tensors({inputs.rbegin(), inputs.rend()}));
      for (slipway::Tensor& input : inputs) input.name.clear();
      outputs = session.run_tensors(inputs);
    }
    print(outputs);  // they outlive their session
  } catch (const slipway::Error& e) {
    std::cerr << "error " << static_cast<int>(e.code()) << ": " << e.context() << ": " << e.what() << "\n";
    return 2;
  }
  return 0;
}
