# SPDX-FileCopyrightText: 2026 The Slipway Authors
# SPDX-License-Identifier: Apache-2.0
# What scripts know about Debian; sourced by them.

# The mirror that this machine's apt uses; nothing where it has none.
debian_mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } |
    sed -nE 's/^(deb(-src)? +(\[[^]]*\] *)?|URIs: *)(https?:[^ ]+).*/\4/p' | grep -v -- '-security' | sed -n 1p
}
