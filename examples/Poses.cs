// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// The people in images (binary PPM), by a detector and a top-down pose model:
//   mcs -r:Slipway.dll Poses.cs && mono Poses.exe DETECTOR_DIR POSE_DIR IMAGE.ppm...
using System;
using System.IO;
using System.Linq;
using System.Text;
using Slipway;

public static class Poses {
  private static Image Read(string path) {
    byte[] file = File.ReadAllBytes(path);
    int lines = 0, at = 0;
    while (lines < 3)
      if (file[at++] == '\n') ++lines;
    string[] head = Encoding.ASCII.GetString(file, 0, at).Split(new[] { ' ', '\n' }, StringSplitOptions.RemoveEmptyEntries);
    return Image.Of(file.Skip(at).ToArray(), int.Parse(head[1]), int.Parse(head[2]), Format.Rgb);
  }

  public static void Main(string[] arguments) {
    using (var detector = Model.Open(arguments[0]).Session())
    using (var pose = Model.Open(arguments[1]).Session())
    using (var people = new TopDown(detector, pose)) {
      string[] files = arguments.Skip(2).ToArray();
      var results = people.Run(files.Select(Read).ToArray());
      for (int i = 0; i < files.Length; ++i) {
        Console.WriteLine("{0}: {1} people", files[i], results[i].Count);
        foreach (Instance one in results[i]) {
          Keypoint nose = one.Keypoints[0];
          Console.WriteLine("  {0:F3} {1} keypoints, nose at {2:F0}, {3:F0}", one.Score, one.Keypoints.Count, nose.X, nose.Y);
        }
      }
    }
  }
}
