// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/device.h"

#include <dlfcn.h>

#include <charconv>

#include "base/error.h"
#include "base/strings.h"

namespace slipway::backend {

std::optional<int> cuda_index(const std::string& device) {
  if (device == "cpu") return std::nullopt;
  if (device == "cuda") return 0;
  if (starts_with(device, "cuda:")) {
    int index = -1;
    const char* end = device.data() + device.size();
    const auto [stop, error] = std::from_chars(device.data() + 5, end, index);
    if (error == std::errc() && stop == end && index >= 0) return index;
    fail("unknown device '{}': after 'cuda:' comes the number of the device, 0 for the first", device);
  }
  if (starts_with(device, "cpu:")) fail("unknown device '{}'; all processors are one device, 'cpu'", device);
  if (starts_with(to_lower(device), "gpu") || starts_with(to_lower(device), "cuda"))
    fail("unknown device '{}'; for NVIDIA's graphics cards give 'cuda:N', with N = 0 for the first", device);
  fail("unknown device '{}'; give 'cpu' or 'cuda:N'", device);
}

std::string missing_cuda_device(int index) {
  // The two functions of the driver's interface that are needed; both return 0 where they succeed.
  using Init = int (*)(unsigned);
  using GetCount = int (*)(int*);
  // Never closed: the driver does not support that.
  void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (driver == nullptr) return "no NVIDIA driver is installed (there is no libcuda.so.1); install it, or use 'cpu'";
  auto init = reinterpret_cast<Init>(dlsym(driver, "cuInit"));
  auto get_count = reinterpret_cast<GetCount>(dlsym(driver, "cuDeviceGetCount"));
  if (init == nullptr || get_count == nullptr) return "the libcuda.so.1 here is no driver of NVIDIA";
  int count = 0;
  int status = init(0);
  if (status == 0) status = get_count(&count);
  // CUDA_ERROR_NO_DEVICE
  if (status == 100 || (status == 0 && count == 0))
    return "the NVIDIA driver sees no device; in a container, start it with access to the devices";
  if (status != 0) return fmt::format("the NVIDIA driver does not start (error {}); 'nvidia-smi' says more", status);
  if (index >= count)
    return count == 1 ? "this machine has one CUDA device, 'cuda:0'"
                      : fmt::format("this machine has {} CUDA devices, 'cuda:0' to 'cuda:{}'", count, count - 1);
  return "";
}

}  // namespace slipway::backend
