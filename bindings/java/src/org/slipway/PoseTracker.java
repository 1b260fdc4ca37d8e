// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

/** The people of one video, with ids over its frames. Calls of several threads are done one after the other. */
public final class PoseTracker implements AutoCloseable {
  /** MMDeploy's parameters of its PoseTracker, with its defaults; slipway.h says what each means. */
  public static final class Options {
    public int detInterval;
    public int detLabel;
    public float detThr;
    public float detMinBboxSize;
    public float detNmsThr;
    public int poseMaxNumBboxes;
    public float poseKptThr;
    public int poseMinKeypoints;
    public float poseBboxScale;
    public float poseMinBboxSize;
    public float poseNmsThr;
    /** For OKS; null: IoU. */
    public float[] keypointSigmas;
    public float trackIouThr;
    public int trackMaxMissing;
    public int trackHistorySize;
    public float stdWeightPosition;
    public float stdWeightVelocity;
    public float smoothBeta;
    /** 0: no smoothing. */
    public float smoothFcMin;
    public float smoothFcDerivative;

    public Options() {
      Native.trackerDefaults(this);
    }
  }

  private final Handle handle;

  public PoseTracker(TopDown models) {
    this(models, new Options());
  }

  /** Several may share the models, which may be closed meanwhile. */
  public PoseTracker(TopDown models, Options options) {
    long made = models.handle.use(pipeline -> Native.createTracker(pipeline, options, options.keypointSigmas));
    handle = new Handle(this, made, Native::closeTracker);
  }

  /** Instances of the next frame with ids; the detector runs as detInterval says. */
  public Result run(Image frame) {
    return run(frame, -1);
  }

  /** @param detect whether the detector runs */
  public Result run(Image frame, boolean detect) {
    return run(frame, detect ? 1 : 0);
  }

  private Result run(Image frame, int detect) {
    return handle.use(tracker -> Native.runTracker(tracker, new Image[] {frame}, detect)[0]);
  }

  @Override
  public void close() {
    handle.close();
  }
}
