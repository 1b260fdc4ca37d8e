// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
package org.slipway;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model found in one image: a list of instances, best first, empty where the model finds none of these; or classes; or a map
 * of classes. Immutable.
 */
public final class Result extends AbstractList<Instance> {
  private final List<Instance> instances;
  private final float[] scores;
  private final long[] labels;
  private final int[] map;
  private final int height;
  private final int width;
  private final String json;

  /** Made of the native arrays; null for those of other kinds. */
  Result(int count, float[] boxes, float[] boxScores, long[] boxLabels, float[] keypoints, float[] keypointScores, Instance.Mask[] masks,
      long[] ids, float[] scores, long[] labels, int[] map, int height, int width, String json) {
    List<Instance> made = new ArrayList<>(count);
    int points = keypointScores == null ? 0 : keypointScores.length / count;
    for (int i = 0; i < count; ++i) {
      List<Instance.Keypoint> pose = new ArrayList<>(points);
      for (int k = i * points; k < (i + 1) * points; ++k)
        pose.add(new Instance.Keypoint(keypoints[2 * k], keypoints[2 * k + 1], keypointScores[k]));
      Box box = new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3], boxScores[i]);
      made.add(new Instance(box, boxLabels == null ? -1 : boxLabels[i], List.copyOf(pose), masks == null ? null : masks[i],
          ids == null ? -1 : ids[i]));
    }
    this.instances = List.copyOf(made);
    this.scores = scores;
    this.labels = labels;
    this.map = map;
    this.height = height;
    this.width = width;
    this.json = json;
  }

  @Override
  public Instance get(int index) {
    return instances.get(index);
  }

  @Override
  public int size() {
    return instances.size();
  }

  /** Of a classifier: of each class, in [0,1]; null of others. */
  public float[] scores() {
    return scores == null ? null : scores.clone();
  }

  /** Of a classifier: the positive classes; null of others. */
  public long[] labels() {
    return labels == null ? null : labels.clone();
  }

  /** Of a segmentor: the class of each pixel, row by row; null of others. */
  public int[] labelMap() {
    return map == null ? null : map.clone();
  }

  /** px, of the map. */
  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** As results.json of 'slipway deploy' has it. */
  public String json() {
    return json;
  }
}
