// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.nio.file.Path;

/** A model directory, as 'slipway deploy --dump-info' or MMDeploy writes it. May be closed while its sessions live. */
public final class Model implements AutoCloseable {
  private final Handle handle;

  private Model(long handle) {
    this.handle = new Handle(this, handle, Native::closeModel);
  }

  public static Model open(Path folder) {
    return new Model(Native.openModel(Native.text(folder.toString())));
  }

  /** From a zip of the directory. */
  public static Model open(byte[] zip) {
    return new Model(Native.openMemory(java.util.Objects.requireNonNull(zip, "zip")));
  }

  /** What is known of it, as JSON; see slw_model_info_json() in slipway.h. */
  public String info() {
    return handle.use(Native::modelInfo);
  }

  public Session session() {
    return session(new Session.Options());
  }

  public Session session(Session.Options options) {
    return handle.use(model -> new Session(model, options));
  }

  /** Of the native library. */
  public static String version() {
    return Native.version();
  }

  @Override
  public void close() {
    handle.close();
  }
}
