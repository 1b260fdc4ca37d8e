// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// slipway.h in C#: its structs, its functions, and handles that close themselves.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway {
  internal sealed class ModelHandle : SafeHandleZeroOrMinusOneIsInvalid {
    public ModelHandle() : base(true) {}
    protected override bool ReleaseHandle() { Native.slw_model_close(handle); return true; }
  }

  internal sealed class SessionHandle : SafeHandleZeroOrMinusOneIsInvalid {
    public SessionHandle() : base(true) {}
    protected override bool ReleaseHandle() { Native.slw_session_close(handle); return true; }
  }

  internal sealed class PipelineHandle : SafeHandleZeroOrMinusOneIsInvalid {
    public PipelineHandle() : base(true) {}
    protected override bool ReleaseHandle() { Native.slw_pipeline_close(handle); return true; }
  }

  internal sealed class TrackerHandle : SafeHandleZeroOrMinusOneIsInvalid {
    public TrackerHandle() : base(true) {}
    protected override bool ReleaseHandle() { Native.slw_tracker_close(handle); return true; }
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct SessionOptionsView {
    public UIntPtr StructSize;
    public IntPtr Device;
    public int Threads, Contexts, MaxBatch, BatchWaitMicros, QueueCapacity;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct PipelineOptionsView {
    public UIntPtr StructSize;
    public long Label;
    public float ScoreThreshold;
    public int MaxBoxes;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct ImageView {
    public UIntPtr StructSize;
    public IntPtr Data;
    public int Width, Height;
    public long Stride;
    public int Format, Reserved;
    public IntPtr Plane1, Plane2;
    public long PlaneStride1, PlaneStride2;
    public IntPtr Boxes;
    public UIntPtr BoxCount;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct MaskView {
    public long Height, Width;
    public IntPtr Counts;
    public UIntPtr Count;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct InstancesView {
    public UIntPtr StructSize, Count;
    public IntPtr Boxes, Scores, Labels;
    public UIntPtr KeypointCount;
    public IntPtr Keypoints, KeypointScores, Masks, TrackIds;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct ClassesView {
    public UIntPtr StructSize, Count;
    public IntPtr Scores;
    public UIntPtr LabelCount;
    public IntPtr Labels;
    public int Exclusive;
    public float Threshold;
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct LabelMapView {
    public UIntPtr StructSize;
    public long Height, Width;
    public IntPtr Labels;
  }

  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal delegate void Callback(IntPtr user, IntPtr error, IntPtr results);

  internal static class Native {
    private const string Library = "libslipway.so.1";

    [DllImport(Library)] internal static extern IntPtr slw_version(IntPtr abi);
    [DllImport(Library)] internal static extern int slw_error_code(IntPtr error);
    [DllImport(Library)] internal static extern IntPtr slw_error_message(IntPtr error);
    [DllImport(Library)] internal static extern IntPtr slw_error_context(IntPtr error);
    [DllImport(Library)] internal static extern void slw_error_free(IntPtr error);
    [DllImport(Library)] internal static extern IntPtr slw_model_open(byte[] folder, out ModelHandle model);
    [DllImport(Library)] internal static extern IntPtr slw_model_open_memory(byte[] zip, UIntPtr size, out ModelHandle model);
    [DllImport(Library)] internal static extern IntPtr slw_model_info_json(ModelHandle model, out IntPtr json);
    [DllImport(Library)] internal static extern void slw_model_close(IntPtr model);
    [DllImport(Library)] internal static extern IntPtr slw_session_create(ModelHandle model, ref SessionOptionsView options, out SessionHandle session);
    [DllImport(Library)] internal static extern IntPtr slw_session_info_json(SessionHandle session, out IntPtr json);
    [DllImport(Library)] internal static extern void slw_session_close(IntPtr session);
    [DllImport(Library)] internal static extern IntPtr slw_run(SessionHandle session, ImageView[] images, UIntPtr count, out IntPtr results);
    [DllImport(Library)] internal static extern IntPtr slw_submit(SessionHandle session, ImageView[] images, UIntPtr count, Callback callback, IntPtr user);
    [DllImport(Library)] internal static extern IntPtr slw_run_tensors(SessionHandle session, TensorView[] inputs, UIntPtr count, out IntPtr results);
    [DllImport(Library)] internal static extern IntPtr slw_results_tensor(IntPtr results, UIntPtr index, ref TensorView view);
    [DllImport(Library)] internal static extern IntPtr slw_results_count(IntPtr results, out UIntPtr count);
    [DllImport(Library)] internal static extern IntPtr slw_results_kind(IntPtr results, UIntPtr index, out int kind);
    [DllImport(Library)] internal static extern IntPtr slw_results_instances(IntPtr results, UIntPtr index, ref InstancesView view);
    [DllImport(Library)] internal static extern IntPtr slw_results_classes(IntPtr results, UIntPtr index, ref ClassesView view);
    [DllImport(Library)] internal static extern IntPtr slw_results_label_map(IntPtr results, UIntPtr index, ref LabelMapView view);
    [DllImport(Library)] internal static extern IntPtr slw_results_json(IntPtr results, UIntPtr index, out IntPtr json);
    [DllImport(Library)] internal static extern void slw_results_free(IntPtr results);
    [DllImport(Library)] internal static extern IntPtr slw_pipeline_create(SessionHandle detector, SessionHandle pose, ref PipelineOptionsView options,
        out PipelineHandle pipeline);
    [DllImport(Library)] internal static extern IntPtr slw_pipeline_run(PipelineHandle pipeline, ImageView[] images, UIntPtr count, out IntPtr results);
    [DllImport(Library)] internal static extern void slw_pipeline_close(IntPtr pipeline);
    [DllImport(Library)] internal static extern IntPtr slw_tracker_defaults([In, Out] TrackerOptions options);
    [DllImport(Library)] internal static extern IntPtr slw_tracker_create(PipelineHandle pipeline, [In] TrackerOptions options, out TrackerHandle tracker);
    [DllImport(Library)] internal static extern IntPtr slw_tracker_run(TrackerHandle tracker, ImageView[] frame, int detect, out IntPtr results);
    [DllImport(Library)] internal static extern void slw_tracker_close(IntPtr tracker);

    internal static UIntPtr SizeOf<T>() { return (UIntPtr)(uint)Marshal.SizeOf(typeof(T)); }

    /// <summary>As C has strings.</summary>
    internal static byte[] Utf8(string text) { return Encoding.UTF8.GetBytes(text + "\0"); }

    internal static string Text(IntPtr utf8) {
      int length = 0;
      while (Marshal.ReadByte(utf8, length) != 0) ++length;
      return Encoding.UTF8.GetString(Array<byte>(utf8, length, Marshal.Copy));
    }

    internal delegate void Copy<T>(IntPtr from, T[] to, int start, int count);

    /// <summary>A copy of native memory; null of none.</summary>
    internal static T[] Array<T>(IntPtr from, long count, Copy<T> copy) {
      if (from == IntPtr.Zero) return null;
      var array = new T[count];
      copy(from, array, 0, array.Length);
      return array;
    }

    /// <summary>The exception of an error, which is freed.</summary>
    internal static SlipwayException ExceptionOf(IntPtr error) {
      var made = new SlipwayException((Code)slw_error_code(error), Text(slw_error_message(error)), Text(slw_error_context(error)));
      slw_error_free(error);
      return made;
    }

    internal static void Check(IntPtr error) {
      if (error != IntPtr.Zero) throw ExceptionOf(error);
    }
  }

  /// <summary>Arrays that stay where they are until this is disposed of.</summary>
  internal abstract class PinnedArrays : IDisposable {
    private readonly List<GCHandle> handles = new List<GCHandle>();

    protected IntPtr Pin(object array) {
      var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
      handles.Add(pin);
      return pin.AddrOfPinnedObject();
    }

    public void Dispose() {
      foreach (var pin in handles) pin.Free();
      handles.Clear();
    }
  }

  /// <summary>Images as the native side takes them.</summary>
  internal sealed class Pinned : PinnedArrays {
    internal readonly ImageView[] Views;

    internal Pinned(IReadOnlyList<Image> images) {
      Views = new ImageView[images.Count];
      try {
        for (int i = 0; i < Views.Length; ++i) Views[i] = View(images[i] ?? throw new ArgumentNullException("images"));
      } catch {
        Dispose();
        throw;
      }
    }

    internal UIntPtr Count { get { return (UIntPtr)(uint)Views.Length; } }

    private ImageView View(Image image) {
      var view = new ImageView {
        StructSize = Native.SizeOf<ImageView>(), Data = Pin(image.Pixels), Width = image.Width, Height = image.Height, Stride = image.Stride,
        Format = (int)image.Format
      };
      if (image.Boxes == null) return view;
      // Of no boxes the pointer says that there are none, not that the whole image is one.
      view.Boxes = Pin(image.Boxes.Length > 0 ? image.Boxes : new Box[1]);
      view.BoxCount = (UIntPtr)(uint)image.Boxes.Length;
      return view;
    }
  }
}
