// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// What the binding promises besides results: Contract.exe CLASSIFIER ZIP DETECTOR POSE IMAGE.raw (with people) NETWORK
// (sum and difference of a and b, i64[2])
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Slipway;

public static class Contract {
  private static int broken;

  private static void Check(bool kept, string what) {
    if (kept) return;
    ++broken;
    Console.Error.WriteLine("not kept: " + what);
  }

  private static T Throws<T>(Action call, string text) where T : Exception {
    try {
      call();
    } catch (T error) {
      Check(error.Message.Contains(text), "'" + text + "' in: " + error.Message);
      return error;
    }
    Check(false, "an error: " + text);
    return null;
  }

  private static SlipwayException Refused(Action call, string text) { return Throws<SlipwayException>(call, text); }

  private static void Errors(Model model, Session session, Image image) {
    Check(Refused(() => Model.Open("/nonexistent"), "no such model directory").Code == Code.InvalidInput, "a code");
    Refused(() => Model.Open(new byte[] { 1, 2, 3 }), "no zip archive");
    Refused(() => Model.Open(new byte[0]), "no zip archive");
    Refused(() => Image.Of(new byte[10], 4, 4, Format.Rgb), "takes 48 bytes, not 10");
    Check(Refused(() => model.Session(new SessionOptions { Device = "cuda:3" }), "cuda:3").Code == Code.Unavailable, "a missing device");
    var boxes = image.With(new[] { new Box(0, 0, 9, 9) });
    Refused(() => session.Run(boxes), "takes whole images, no boxes");
    try {
      session.Submit(boxes).Wait();
      Check(false, "an error in the background");
    } catch (AggregateException error) {
      Check(error.InnerException is SlipwayException, "an error in the background is ours");
    }
    Throws<ArgumentNullException>(() => session.Run((Image)null), "images");
    Throws<ArgumentNullException>(() => Model.Open((string)null), "folder");
    Check(session.Run(new Image[0]).Count == 0, "no image, no result");
  }

  private static void Closing(string folder, Image image) {
    var model = Model.Open(folder);
    var session = model.Session();
    model.Dispose();
    model.Dispose();
    Throws<ObjectDisposedException>(() => model.Info(), "");
    Check(session.Run(new[] { image }).Count == 1, "a session outlives its model");
    var last = session.Submit(image);
    session.Dispose();
    Check(last.Wait(10000), "closing waits");
    Throws<ObjectDisposedException>(() => session.Run(image), "");
    Throws<ObjectDisposedException>(() => session.Submit(image), "");
  }

  private static void Threads(Model model, Image image) {
    using (var session = model.Session(new SessionOptions { Threads = 1, Contexts = 2, BatchWaitMicros = 300, QueueCapacity = 500 })) {
      string expected = session.Run(image).Json;
      int wrong = 0;
      var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() => {
        for (int i = 0; i < 20; ++i)
          if ((i % 2 == 0 ? session.Run(image).Json : session.Submit(image).Result.Json) != expected) Interlocked.Increment(ref wrong);
        GC.Collect();
      })).ToList();
      threads.ForEach(thread => thread.Start());
      threads.ForEach(thread => thread.Join());
      Check(wrong == 0, "threads get what one gets");
    }
  }

  private static void Text(string folder, Image image) {
    const string ship = "\U0001F6A2 \u6a21";
    Refused(() => Model.Open("/nowhere/" + ship), "/nowhere/" + ship);
    string copy = Path.Combine(Path.GetTempPath(), "slipway-" + ship + Guid.NewGuid());
    Directory.CreateDirectory(copy);
    foreach (string name in new[] { "pipeline.json", "deploy.json", "end2end.onnx" }) File.Copy(Path.Combine(folder, name), Path.Combine(copy, name));
    string deploy = File.ReadAllText(Path.Combine(copy, "deploy.json"));
    File.WriteAllText(Path.Combine(copy, "deploy.json"), deploy.Replace("\"classes\"", "\"others\"").Replace("\"version\"", "\"classes\": [\"" + ship + "\"], \"version\""));
    using (var model = Model.Open(copy))
    using (var session = model.Session()) {
      Check(model.Info().Contains("[\"" + ship + "\"]"), "names of classes: " + model.Info());
      Check(session.Run(new[] { image }).Count == 1, "a path beyond the first plane");
    }
    Directory.Delete(copy, true);
  }

  private static void People(string detector, string pose, Image image) {
    using (var first = Model.Open(detector))
    using (var second = Model.Open(pose))
    using (var finds = first.Session())
    using (var looks = second.Session())
    using (var models = new TopDown(finds, looks)) {
      Result found = models.Run(image);
      Check(found.Count > 1 && found[0].Keypoints.Count == 17 && found[0].Id == -1, "people");
      Refused(() => new TopDown(looks, looks), "finds none");
      var options = new TrackerOptions();
      Check(options.DetThr == 0.5f && options.DetLabel == -1 && options.SmoothFcMin == 1 && options.StdWeightVelocity == 0.00625f, "defaults");
      options.DetInterval = 0;
      Refused(() => new PoseTracker(models, options), "det_interval");
      Refused(() => new PoseTracker(models, null, new float[] { 1, 1, 1 }).Run(image, true), "3 numbers for the 17 keypoints");
      using (var tracker = new PoseTracker(models, new TrackerOptions { DetThr = 0.3f })) {
        var ids = tracker.Run(image).Select(one => one.Id).ToList();
        Check(ids.Count > 1 && ids.SequenceEqual(tracker.Run(image, true).Select(one => one.Id)), "ids stay");
      }
    }
  }

  private static void Tensors(Session classifier, string folder, Image image) {
    Tensor a = Tensor.Of(new long[] { 5, -7 }, 2), b = Tensor.Of(new long[] { 3, 1L << 40 }, 2);
    IReadOnlyDictionary<string, Tensor> found;
    using (var model = Model.Open(folder))
    using (var session = model.Session()) {
      found = session.RunTensors(new Dictionary<string, Tensor> { { "b", b }, { "a", a } });
      Check(found.Keys.SequenceEqual(new[] { "difference", "sum" }), "outputs are in the network's order");
      Func<string, Tensor, Action> with = (name, tensor) => () => session.RunTensors(new Dictionary<string, Tensor> { { "a", a }, { name, tensor } });
      Refused(with("c", b), "no input 'c'; it has: a, b");
      Refused(with("b", Tensor.Of(new int[2], 2)), "another element type");
      Refused(with("b", Tensor.Of(new long[2], 1, 2)), "2 dimension(s) instead of 1");
      Refused(with("b", Tensor.Of(new long[3], 3)), "axis 0 is 3 instead of 2");
      Refused(() => session.RunTensors(new Dictionary<string, Tensor>()), "got 0");
      Refused(() => session.RunTensors(a), "takes 2 input(s), got 1");
      Refused(() => session.Run(image), "takes tensors, not images");
      Throws<ArgumentNullException>(with("b", null), "inputs");
      Throws<ArgumentNullException>(() => session.RunTensors((Tensor[])null), "inputs");
      Tensor again = session.RunTensors(found["sum"], found["difference"])["sum"];
      Check(again.Values<long>().SequenceEqual(new long[] { 10, -14 }), "an output is an input");
      session.Dispose();
      Throws<ObjectDisposedException>(() => session.RunTensors(a, b), "");
    }
    GC.Collect();
    GC.WaitForPendingFinalizers();
    Check(found["difference"].Values<long>().SequenceEqual(new[] { 2, -7 - (1L << 40) }), "outputs outlive their session");
    Check(found["sum"].DType == DType.I64 && found["sum"].Shape.SequenceEqual(new long[] { 2 }), "what an output is");
    Refused(() => found["sum"].Values<int>(), "tensor I64[2] are of Int64, not of Int32");
    Refused(() => found["sum"].Values<ulong>(), "not of UInt64");
    Refused(() => Tensor.Of(new float[5], 2, 3), "a tensor F32[2, 3] takes 6 elements, not 5");
    Refused(() => Tensor.Of(new float[7], 2, 3), "takes 6 elements, not 7");
    Refused(() => Tensor.Of(new float[0]), "takes 1 elements, not 0");
    Refused(() => Tensor.Of(new float[1], -1, -1), "F32[-1, -1] cannot be");
    Refused(() => Tensor.Of(new byte[0], long.MaxValue, 2), "cannot be");
    Refused(() => Tensor.Of(DType.I16, new ushort[1], 1), "not of I16");
    Throws<ArgumentNullException>(() => Tensor.Of((bool[])null, 1), "values");
    var numbers = new float[] { 1, 2 };
    Check(ReferenceEquals(Tensor.Of(numbers, 2).Values<float>(), numbers), "an array stays where it is");
    Check(classifier.RunTensors(Tensor.Of(new float[2 * 3 * 224 * 224], 2, 3, 224, 224)).Values.Single().Shape[0] == 2, "any other model has a network, too");
  }

  public static int Main(string[] arguments) {
    Image image = Dump.Read(arguments[4]);
    using (var model = Model.Open(arguments[0]))
    using (var session = model.Session())
    using (var zipped = Model.Open(File.ReadAllBytes(arguments[1])).Session()) {
      Errors(model, session, image);
      Threads(model, image);
      Tensors(session, arguments[5], image);
      Check(session.Run(image).Json == zipped.Run(image).Json, "a zip is the same");
      Check(model.Info().Contains("\"task\":\"Classifier\"") && session.Info().Contains("\"inputs\""), "what a model is");
    }
    Closing(arguments[0], image);
    Text(arguments[0], image);
    People(arguments[2], arguments[3], image);
    GC.Collect();
    GC.WaitForPendingFinalizers();
    Console.WriteLine(broken == 0 ? "contract: all kept" : "contract: broken");
    return broken;
  }
}
