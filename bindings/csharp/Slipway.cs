// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Slipway's runtime in C#, over slipway.h: needs libslipway.so.1 where the dynamic linker finds it.
//
//     using (var model = Model.Open("work_dir"))
//     using (var session = model.Session())
//       foreach (var found in session.Run(Image.Of(bgr, width, height))) ...
//
// Any number of threads may call one object. Objects keep what they stand on, so that they may be disposed of in any order.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Slipway {
  /// <summary>A model directory, as 'slipway deploy --dump-info' or MMDeploy writes it.</summary>
  public sealed class Model : IDisposable {
    private readonly ModelHandle handle;

    private Model(ModelHandle handle) { this.handle = handle; }

    public static Model Open(string folder) {
      if (folder == null) throw new ArgumentNullException(nameof(folder));
      Native.Check(Native.slw_model_open(Native.Utf8(folder), out ModelHandle made));
      return new Model(made);
    }

    /// <summary>From a zip of the directory.</summary>
    public static Model Open(byte[] zip) {
      if (zip == null) throw new ArgumentNullException(nameof(zip));
      Native.Check(Native.slw_model_open_memory(zip.Length > 0 ? zip : new byte[1], (UIntPtr)(uint)zip.Length, out ModelHandle made));
      return new Model(made);
    }

    /// <summary>What is known of it, as JSON; see slw_model_info_json() in slipway.h.</summary>
    public string Info() {
      Native.Check(Native.slw_model_info_json(handle, out IntPtr json));
      string text = Native.Text(json);
      GC.KeepAlive(this);
      return text;
    }

    public Session Session(SessionOptions options = null) { return new Session(handle, options ?? new SessionOptions()); }

    /// <summary>Of the native library.</summary>
    public static string Version() { return Native.Text(Native.slw_version(IntPtr.Zero)); }

    public void Dispose() { handle.Dispose(); }
  }

  /// <summary>How a model runs. 0 is the default of each.</summary>
  public sealed class SessionOptions {
    /// <summary>"cpu", "cuda:N" or what else the backend knows.</summary>
    public string Device = "cpu";
    /// <summary>Of each context.</summary>
    public int Threads;
    /// <summary>So many runs of the network at once.</summary>
    public int Contexts;
    /// <summary>Samples that go through the network at once.</summary>
    public int MaxBatch;
    /// <summary>Above 0, samples of different calls share a batch, and one waits that long for others.</summary>
    public int BatchWaitMicros;
    /// <summary>Calls of Submit that may wait.</summary>
    public int QueueCapacity;
  }

  /// <summary>A model that is loaded.</summary>
  public sealed class Session : IDisposable {
    internal readonly SessionHandle Handle;
    // Kept for as long as somebody may call back.
    private static readonly Callback Finished = OnFinished;

    internal Session(ModelHandle model, SessionOptions options) {
      var device = GCHandle.Alloc(Native.Utf8(options.Device ?? "cpu"), GCHandleType.Pinned);
      try {
        var view = new SessionOptionsView {
          StructSize = Native.SizeOf<SessionOptionsView>(), Device = device.AddrOfPinnedObject(), Threads = options.Threads,
          Contexts = options.Contexts, MaxBatch = options.MaxBatch, BatchWaitMicros = options.BatchWaitMicros,
          QueueCapacity = options.QueueCapacity
        };
        Native.Check(Native.slw_session_create(model, ref view, out Handle));
      } finally {
        device.Free();
      }
    }

    public Result Run(Image image) { return Run(new[] { image })[0]; }

    /// <summary>One result for each image, in their order.</summary>
    public IReadOnlyList<Result> Run(IReadOnlyList<Image> images) {
      using (var pinned = new Pinned(images)) {
        Native.Check(Native.slw_run(Handle, pinned.Views, pinned.Count, out IntPtr results));
        return Result.All(results);
      }
    }

    private sealed class Call {
      internal readonly TaskCompletionSource<Result> Source = new TaskCompletionSource<Result>(TaskCreationOptions.RunContinuationsAsynchronously);
      internal Pinned Images;
    }

    /// <summary>The same in the background.</summary>
    public Task<Result> Submit(Image image) {
      var call = new Call { Images = new Pinned(new[] { image }) };
      var user = GCHandle.Alloc(call);
      IntPtr error;
      try {
        error = Native.slw_submit(Handle, call.Images.Views, call.Images.Count, Finished, GCHandle.ToIntPtr(user));
      } catch {
        // Not submitted: the session was disposed of.
        user.Free();
        call.Images.Dispose();
        throw;
      }
      if (error == IntPtr.Zero) return call.Source.Task;
      user.Free();
      call.Images.Dispose();
      throw Native.ExceptionOf(error);
    }

    private static void OnFinished(IntPtr user, IntPtr error, IntPtr results) {
      var pin = GCHandle.FromIntPtr(user);
      var call = (Call)pin.Target;
      pin.Free();
      try {
        call.Images.Dispose();
        if (error != IntPtr.Zero) call.Source.SetException(Native.ExceptionOf(error));
        else call.Source.SetResult(Result.All(results)[0]);
      } catch (Exception problem) {
        // Nothing may be thrown into the native side.
        call.Source.TrySetException(problem);
      }
    }

    /// <summary>
    /// The network without what comes before and after it, with any model; it is all that a directory of 'slipway convert' can do. Info() says what
    /// it takes.
    /// </summary>
    /// <param name="inputs">by their names</param>
    /// <returns>the outputs by their names</returns>
    public IReadOnlyDictionary<string, Tensor> RunTensors(IReadOnlyDictionary<string, Tensor> inputs) {
      return RunTensors((inputs ?? throw new ArgumentNullException(nameof(inputs))).ToList());
    }

    /// <summary>The same with inputs in the network's order.</summary>
    public IReadOnlyDictionary<string, Tensor> RunTensors(params Tensor[] inputs) {
      if (inputs == null) throw new ArgumentNullException(nameof(inputs));
      return RunTensors(inputs.Select(input => new KeyValuePair<string, Tensor>(null, input)).ToList());
    }

    private IReadOnlyDictionary<string, Tensor> RunTensors(List<KeyValuePair<string, Tensor>> inputs) {
      using (var pinned = new PinnedTensors(inputs)) {
        Native.Check(Native.slw_run_tensors(Handle, pinned.Views, pinned.Count, out IntPtr results));
        return Tensor.Outputs(results);
      }
    }

    /// <summary>Inputs and outputs of the network, as JSON; see slw_session_info_json() in slipway.h.</summary>
    public string Info() {
      Native.Check(Native.slw_session_info_json(Handle, out IntPtr json));
      string text = Native.Text(json);
      GC.KeepAlive(this);
      return text;
    }

    /// <summary>Waits until all that was submitted is done.</summary>
    public void Dispose() { Handle.Dispose(); }
  }

  /// <summary>A detector and a top-down pose model: the boxes of all images of a call go through the pose model together.</summary>
  public sealed class TopDown : IDisposable {
    internal readonly PipelineHandle Handle;

    /// <param name="label">class of the detector whose boxes are taken; -1: the one called "person"</param>
    /// <param name="threshold">boxes that score less are left out</param>
    /// <param name="maxBoxes">of an image, the best ones; 0: all</param>
    public TopDown(Session detector, Session pose, long label = -1, float threshold = 0.3f, int maxBoxes = 0) {
      var options = new PipelineOptionsView {
        StructSize = Native.SizeOf<PipelineOptionsView>(), Label = label, ScoreThreshold = threshold, MaxBoxes = maxBoxes
      };
      Native.Check(Native.slw_pipeline_create(detector.Handle, pose.Handle, ref options, out Handle));
    }

    public Result Run(Image image) { return Run(new[] { image })[0]; }

    public IReadOnlyList<Result> Run(IReadOnlyList<Image> images) {
      using (var pinned = new Pinned(images)) {
        Native.Check(Native.slw_pipeline_run(Handle, pinned.Views, pinned.Count, out IntPtr results));
        return Result.All(results);
      }
    }

    public void Dispose() { Handle.Dispose(); }
  }

  /// <summary>MMDeploy's parameters of its PoseTracker, with its defaults; slipway.h says what each means. As slipway.h has them in memory.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public sealed class TrackerOptions {
    internal UIntPtr StructSize = (UIntPtr)(uint)Marshal.SizeOf(typeof(TrackerOptions));
    public int DetInterval, DetLabel;
    public float DetThr, DetMinBboxSize, DetNmsThr;
    public int PoseMaxNumBboxes;
    public float PoseKptThr;
    public int PoseMinKeypoints;
    public float PoseBboxScale, PoseMinBboxSize, PoseNmsThr;
    internal IntPtr Sigmas;
    internal UIntPtr SigmasSize;
    public float TrackIouThr;
    public int TrackMaxMissing, TrackHistorySize;
    public float StdWeightPosition, StdWeightVelocity;
    /// <summary>One-Euro filter; SmoothFcMin 0: no smoothing.</summary>
    public float SmoothBeta, SmoothFcMin, SmoothFcDerivative;

    public TrackerOptions() { Native.Check(Native.slw_tracker_defaults(this)); }
    internal TrackerOptions Copy() { return (TrackerOptions)MemberwiseClone(); }
  }

  /// <summary>The people of one video, with ids over its frames. Calls of several threads are done one after the other.</summary>
  public sealed class PoseTracker : IDisposable {
    private readonly TrackerHandle handle;

    /// <param name="models">which several trackers may share</param>
    /// <param name="keypointSigmas">for OKS; null: IoU</param>
    public PoseTracker(TopDown models, TrackerOptions options = null, float[] keypointSigmas = null) {
      var given = (options ?? new TrackerOptions()).Copy();
      var sigmas = GCHandle.Alloc(keypointSigmas ?? new float[1], GCHandleType.Pinned);
      try {
        if (keypointSigmas != null && keypointSigmas.Length > 0) {
          given.Sigmas = sigmas.AddrOfPinnedObject();
          given.SigmasSize = (UIntPtr)(uint)keypointSigmas.Length;
        }
        Native.Check(Native.slw_tracker_create(models.Handle, given, out handle));
      } finally {
        sigmas.Free();
      }
    }

    /// <summary>Instances of the next frame with ids.</summary>
    /// <param name="detect">whether the detector runs; null: as DetInterval says</param>
    public Result Run(Image frame, bool? detect = null) {
      using (var pinned = new Pinned(new[] { frame })) {
        int wanted = detect == null ? -1 : detect.Value ? 1 : 0;
        Native.Check(Native.slw_tracker_run(handle, pinned.Views, wanted, out IntPtr results));
        return Result.All(results)[0];
      }
    }

    public void Dispose() { handle.Dispose(); }
  }
}
