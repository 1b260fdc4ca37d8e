// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Prints what a model finds in raw images, from C#'s objects, by the keys of results.json: MODEL_DIR (IMAGE.raw [--box ...]...)..., or the
// people of a video: DETECTOR_DIR --pose POSE_DIR FRAME.raw...
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Slipway;

public static class Dump {
  public static Image Read(string path) {
    byte[] bytes = File.ReadAllBytes(path);
    int end = Array.IndexOf(bytes, (byte)'\n');
    int[] size = System.Text.Encoding.ASCII.GetString(bytes, 0, end).Split(' ').Select(int.Parse).ToArray();
    byte[] pixels = new byte[bytes.Length - end - 1];
    Array.Copy(bytes, end + 1, pixels, 0, pixels.Length);
    return Image.Of(pixels, size[0], size[1]);
  }

  private static string Number(float value) { return value.ToString("G9", CultureInfo.InvariantCulture); }

  private static string List<T>(IEnumerable<T> items, Func<T, string> print) { return "[" + string.Join(", ", items.Select(print)) + "]"; }

  public static string Text(Result result) {
    if (result.Scores != null) return "{\"pred_score\": " + List(result.Scores, Number) + ", \"pred_label\": " + result.Labels[0] + "}";
    if (result.LabelMap != null) {
      var counts = result.LabelMap.GroupBy(label => label).OrderBy(group => group.Key);
      string pixels = string.Join(", ", counts.Select(group => "\"" + group.Key + "\": " + group.Count()));
      return "{\"shape\": [" + result.Height + ", " + result.Width + "], \"pixels\": {" + pixels + "}}";
    }
    string text = "{\"bboxes\": " + List(result, i => List(new[] { i.Box.X1, i.Box.Y1, i.Box.X2, i.Box.Y2 }, Number));
    text += ", \"bbox_scores\": " + List(result, i => Number(i.Score));
    if (result.Count > 0 && result[0].Label >= 0) text += ", \"labels\": " + List(result, i => i.Label.ToString());
    if (result.Count > 0 && result[0].Keypoints.Count > 0) {
      text += ", \"keypoints\": " + List(result, i => List(i.Keypoints, k => "[" + Number(k.X) + ", " + Number(k.Y) + "]"));
      text += ", \"keypoint_scores\": " + List(result, i => List(i.Keypoints, k => Number(k.Score)));
    }
    if (result.Count > 0 && result[0].Id >= 0) text += ", \"track_ids\": " + List(result, i => i.Id.ToString());
    return text + "}";
  }

  // With parameters that are not the defaults.
  private static void Track(string detector, string pose, List<Image> frames) {
    var one = new SessionOptions { Threads = 1 };
    var options = new TrackerOptions { DetThr = 0.3f, DetInterval = 2, SmoothFcMin = 0.5f };
    using (var first = Model.Open(detector))
    using (var second = Model.Open(pose))
    using (var finds = first.Session(one))
    using (var looks = second.Session(one))
    using (var models = new TopDown(finds, looks))
    using (var tracker = new PoseTracker(models, options, Enumerable.Repeat(0.05f, 17).ToArray()))
      for (int i = 0; i < frames.Count; ++i) Console.WriteLine(Text(i == 3 ? tracker.Run(frames[i], true) : tracker.Run(frames[i])));
  }

  public static int Main(string[] arguments) {
    var images = new List<Image>();
    var boxes = new List<List<Box>>();
    string pose = null;
    for (int i = 1; i < arguments.Length; ++i) {
      if (arguments[i] == "--pose") {
        pose = arguments[++i];
      } else if (arguments[i] == "--box") {
        float[] v = arguments.Skip(i + 1).Take(5).Select(part => float.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        boxes[boxes.Count - 1].Add(new Box(v[0], v[1], v[2], v[3], v[4]));
        i += 5;
      } else {
        images.Add(Read(arguments[i]));
        boxes.Add(new List<Box>());
      }
    }
    for (int i = 0; i < images.Count; ++i)
      if (boxes[i].Count > 0) images[i] = images[i].With(boxes[i]);
    if (pose != null) {
      Track(arguments[0], pose, images);
      return 0;
    }
    using (var model = Model.Open(arguments[0]))
    using (var session = model.Session(new SessionOptions { Threads = 1 })) {
      IReadOnlyList<Result> together = session.Run(images);
      for (int i = 0; i < images.Count; ++i) {
        string text = Text(together[i]);
        if (text != Text(session.Run(images[i])) || text != Text(session.Submit(images[i]).Result)) {
          Console.Error.WriteLine("alone or in the background, results are others");
          return 1;
        }
        Console.WriteLine(text);
      }
    }
    return 0;
  }
}
