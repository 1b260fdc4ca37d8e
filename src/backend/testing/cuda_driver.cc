// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for NVIDIA's driver in a test: as many devices as the environment says.
#include <cstdlib>

namespace {

int number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

}  // namespace

extern "C" int cuInit(unsigned) { return number("STAND_IN_INIT"); }
extern "C" int cuDeviceGetCount(int* count) {
  *count = number("STAND_IN_DEVICES");
  return 0;
}
