// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Stands in for OpenGL's and X11's library in a wheel. Debian's OpenCV asks it for a context in functions that draw in windows, which
// nothing here calls; the answer is that there is none.
void *glXGetCurrentContext(void) { return 0; }
void *glXGetCurrentDisplay(void) { return 0; }
void *glXGetProcAddressARB(const unsigned char *name) { (void)name;
  return 0; }
