// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

/** What went wrong; the message is one sentence. */
public final class SlipwayException extends RuntimeException {
  /** What a program can do about it. */
  public enum Code {
    /** Wrong arguments, files or images, or something that is not supported. */
    INVALID_INPUT,
    /** A library, backend or device is missing on this machine. */
    UNAVAILABLE,
    OUT_OF_MEMORY,
    /** {@link Session#submit}: try again later. */
    QUEUE_FULL,
    /** A bug of Slipway. */
    INTERNAL
  }

  private static final long serialVersionUID = 1;
  private final Code code;
  private final String context;

  /** @param number of slipway.h */
  SlipwayException(int number, String message, String context) {
    super(message);
    this.code = Code.values()[Math.max(1, Math.min(number, Code.values().length)) - 1];
    this.context = context;
  }

  public Code code() {
    return code;
  }

  /** Where it happened, outermost first; "" where the message says it. */
  public String context() {
    return context;
  }
}
