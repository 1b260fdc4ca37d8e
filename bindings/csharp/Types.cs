// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What calls of Slipway take and give. Units are those of slipway.h: px of the image, whose upper left corner is 0,0.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Slipway {
  /// <summary>What a program can do about an error; as slipway.h numbers them.</summary>
  public enum Code {
    /// <summary>Wrong arguments, files or images, or something that is not supported.</summary>
    InvalidInput = 1,
    /// <summary>A library, backend or device is missing on this machine.</summary>
    Unavailable = 2,
    OutOfMemory = 3,
    /// <summary>Session.Submit: try again later.</summary>
    QueueFull = 4,
    /// <summary>A bug of Slipway.</summary>
    Internal = 5
  }

  /// <summary>What went wrong; the message is one sentence.</summary>
  public sealed class SlipwayException : Exception {
    internal SlipwayException(Code code, string message, string context) : base(message) {
      Code = code;
      Context = context;
    }
    public Code Code { get; }
    /// <summary>Where it happened, outermost first; "" where the message says it.</summary>
    public string Context { get; }
  }

  /// <summary>How pixels are laid out; as slipway.h numbers them.</summary>
  public enum Format { Bgr, Rgb, Bgra, Rgba, Gray, Nv12, Nv21, I420 }

  /// <summary>x1,y1,x2,y2 in px of the image, and how sure it is.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public struct Box {
    public readonly float X1, Y1, X2, Y2, Score;
    public Box(float x1, float y1, float x2, float y2, float score = 1) {
      X1 = x1;
      Y1 = y1;
      X2 = x2;
      Y2 = y2;
      Score = score;
    }
  }

  /// <summary>Pixels, and for a top-down model the boxes that are looked at. The array must not change while a call has it.</summary>
  public sealed class Image {
    internal readonly byte[] Pixels;
    internal readonly Box[] Boxes;

    private Image(byte[] pixels, int width, int height, Format format, long stride, Box[] boxes) {
      Pixels = pixels;
      Width = width;
      Height = height;
      Format = format;
      Stride = stride;
      Boxes = boxes;
    }

    public int Width { get; }
    public int Height { get; }
    public Format Format { get; }
    public long Stride { get; }

    /// <param name="pixels">of NV12, NV21 and I420 all planes, one behind the other</param>
    /// <param name="stride">bytes from a row to the next; 0: rows without a gap</param>
    public static Image Of(byte[] pixels, int width, int height, Format format = Format.Bgr, long stride = 0) {
      if (pixels == null) throw new ArgumentNullException(nameof(pixels));
      bool planes = format >= Format.Nv12;
      int channels = format <= Format.Rgb ? 3 : format <= Format.Rgba ? 4 : 1;
      long least = (long)width * channels, rows = planes ? height + height / 2 : height;
      // The last row needs no gap behind it.
      long needed = stride > 0 && !planes ? stride * (rows - 1) + least : Math.Max(stride, least) * rows;
      if (width < 1 || height < 1 || stride < 0 || pixels.Length < needed)
        throw new SlipwayException(Code.InvalidInput, $"an image {format} of {width}x{height} px takes {needed} bytes, not {pixels.Length}", "");
      return new Image(pixels, width, height, format, stride, null);
    }

    /// <summary>The same pixels with boxes, for a top-down model.</summary>
    public Image With(IEnumerable<Box> boxes) {
      return new Image(Pixels, Width, Height, Format, Stride, boxes.ToArray());
    }
  }

  /// <summary>x,y in px of the image.</summary>
  public struct Keypoint {
    public readonly float X, Y, Score;
    internal Keypoint(float x, float y, float score) {
      X = x;
      Y = y;
      Score = score;
    }
  }

  /// <summary>Run-length encoded column by column, zeros first, as COCO does it.</summary>
  public sealed class Mask {
    internal Mask(MaskView view) {
      Height = view.Height;
      Width = view.Width;
      Counts = new uint[(long)view.Count];
      var words = Native.Array<int>(view.Counts, Counts.Length, Marshal.Copy);
      if (words != null) Buffer.BlockCopy(words, 0, Counts, 0, Counts.Length * sizeof(uint));
    }
    public long Height { get; }
    public long Width { get; }
    public uint[] Counts { get; }
  }

  /// <summary>One thing that was found.</summary>
  public sealed class Instance {
    internal Instance(Box box, long label, Keypoint[] keypoints, Mask mask, long id) {
      Box = box;
      Label = label;
      Keypoints = keypoints;
      Mask = mask;
      Id = id;
    }
    public Box Box { get; }
    public float Score { get { return Box.Score; } }
    /// <summary>Index of its class, from 0; -1 where the model gives none.</summary>
    public long Label { get; }
    /// <summary>Empty where the model gives none.</summary>
    public IReadOnlyList<Keypoint> Keypoints { get; }
    /// <summary>null where the model gives none.</summary>
    public Mask Mask { get; }
    /// <summary>Of its track; -1 where there is none.</summary>
    public long Id { get; }
  }

  /// <summary>
  /// What a model found in one image: instances, best first, none where the model finds none of these; or classes; or a map of classes.
  /// It keeps nothing of the native side.
  /// </summary>
  public sealed class Result : IReadOnlyList<Instance> {
    private readonly Instance[] instances = new Instance[0];

    internal Result(IntPtr results, int place) {
      var index = (UIntPtr)(uint)place;
      Native.Check(Native.slw_results_kind(results, index, out int kind));
      if (kind == 0) instances = ReadInstances(results, index);
      if (kind == 1) ReadClasses(results, index);
      if (kind == 2) ReadMap(results, index);
      Native.Check(Native.slw_results_json(results, index, out IntPtr json));
      Json = Native.Text(json);
    }

    /// <summary>All results of a call, which are freed.</summary>
    internal static Result[] All(IntPtr results) {
      try {
        Native.Check(Native.slw_results_count(results, out UIntPtr count));
        return Enumerable.Range(0, (int)count).Select(i => new Result(results, i)).ToArray();
      } finally {
        Native.slw_results_free(results);
      }
    }

    private static Instance[] ReadInstances(IntPtr results, UIntPtr index) {
      var view = new InstancesView { StructSize = Native.SizeOf<InstancesView>() };
      Native.Check(Native.slw_results_instances(results, index, ref view));
      long count = (long)view.Count, points = (long)view.KeypointCount;
      float[] boxes = Native.Array<float>(view.Boxes, 4 * count, Marshal.Copy), scores = Native.Array<float>(view.Scores, count, Marshal.Copy);
      float[] places = Native.Array<float>(view.Keypoints, 2 * count * points, Marshal.Copy);
      float[] sure = Native.Array<float>(view.KeypointScores, count * points, Marshal.Copy);
      long[] labels = Native.Array<long>(view.Labels, count, Marshal.Copy), ids = Native.Array<long>(view.TrackIds, count, Marshal.Copy);
      var made = new Instance[count];
      for (long i = 0; i < count; ++i) {
        var pose = new Keypoint[places == null ? 0 : points];
        for (long k = 0; k < pose.Length; ++k) {
          long at = i * points + k;
          pose[k] = new Keypoint(places[2 * at], places[2 * at + 1], sure[at]);
        }
        var box = new Box(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3], scores[i]);
        Mask mask = null;
        if (view.Masks != IntPtr.Zero)
          mask = new Mask((MaskView)Marshal.PtrToStructure(new IntPtr(view.Masks.ToInt64() + i * Marshal.SizeOf(typeof(MaskView))), typeof(MaskView)));
        made[i] = new Instance(box, labels == null ? -1 : labels[i], pose, mask, ids == null ? -1 : ids[i]);
      }
      return made;
    }

    private void ReadClasses(IntPtr results, UIntPtr index) {
      var view = new ClassesView { StructSize = Native.SizeOf<ClassesView>() };
      Native.Check(Native.slw_results_classes(results, index, ref view));
      Scores = Native.Array<float>(view.Scores, (long)view.Count, Marshal.Copy);
      Labels = Native.Array<long>(view.Labels, (long)view.LabelCount, Marshal.Copy) ?? new long[0];
    }

    private void ReadMap(IntPtr results, UIntPtr index) {
      var view = new LabelMapView { StructSize = Native.SizeOf<LabelMapView>() };
      Native.Check(Native.slw_results_label_map(results, index, ref view));
      Height = (int)view.Height;
      Width = (int)view.Width;
      LabelMap = Native.Array<int>(view.Labels, view.Height * view.Width, Marshal.Copy);
    }

    public Instance this[int index] { get { return instances[index]; } }
    public int Count { get { return instances.Length; } }
    public IEnumerator<Instance> GetEnumerator() { return ((IEnumerable<Instance>)instances).GetEnumerator(); }
    IEnumerator IEnumerable.GetEnumerator() { return instances.GetEnumerator(); }

    /// <summary>Of a classifier: of each class, in [0,1]; null of others.</summary>
    public float[] Scores { get; private set; }
    /// <summary>Of a classifier: the positive classes; null of others.</summary>
    public long[] Labels { get; private set; }
    /// <summary>Of a segmentor: the class of each pixel, row by row; null of others.</summary>
    public int[] LabelMap { get; private set; }
    /// <summary>px, of the map.</summary>
    public int Height { get; private set; }
    public int Width { get; private set; }
    /// <summary>As results.json of 'slipway deploy' has it.</summary>
    public string Json { get; }
  }
}
