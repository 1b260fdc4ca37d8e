// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Prints what a network makes of tensors, from C#'s objects, as bindings/c/test/tensors.c does it from C's: with inputs by their names, the last
// one first, then by their places. DumpTensors.exe MODEL_DIR TENSOR...
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Slipway;

public static class DumpTensors {
  private static Tensor Read(string path, out string name) {
    byte[] bytes = File.ReadAllBytes(path);
    int end = Array.IndexOf(bytes, (byte)'\n');
    string[] header = Encoding.ASCII.GetString(bytes, 0, end).Split(' ');
    name = header[0];
    var type = (DType)int.Parse(header[1]);
    long[] shape = header.Skip(2).Select(long.Parse).ToArray();
    byte[] data = bytes.Skip(end + 1).ToArray();
    switch (type) {
      case DType.F32: return Tensor.Of(Elements<float>(data, 4), shape);
      case DType.F64: return Tensor.Of(Elements<double>(data, 8), shape);
      case DType.I64: return Tensor.Of(Elements<long>(data, 8), shape);
      case DType.I32: return Tensor.Of(Elements<int>(data, 4), shape);
      case DType.I16: return Tensor.Of(Elements<short>(data, 2), shape);
      case DType.I8: return Tensor.Of(Elements<sbyte>(data, 1), shape);
      case DType.U8: return Tensor.Of(data, shape);
      case DType.Bool: return Tensor.Of(Array.ConvertAll(data, value => value != 0), shape);
      default: return Tensor.Of(type, Elements<ushort>(data, 2), shape);
    }
  }

  private static T[] Elements<T>(byte[] data, int size) {
    var elements = new T[data.Length / size];
    Buffer.BlockCopy(data, 0, elements, 0, data.Length);
    return elements;
  }

  private static byte[] Bytes(Tensor tensor) {
    switch (tensor.DType) {
      case DType.F32: return Bytes(tensor.Values<float>());
      case DType.F64: return Bytes(tensor.Values<double>());
      case DType.I64: return Bytes(tensor.Values<long>());
      case DType.I32: return Bytes(tensor.Values<int>());
      case DType.I16: return Bytes(tensor.Values<short>());
      case DType.I8: return Bytes(tensor.Values<sbyte>());
      case DType.U8: return tensor.Values<byte>();
      case DType.Bool: return Array.ConvertAll(tensor.Values<bool>(), value => (byte)(value ? 1 : 0));
      default: return Bytes(tensor.Values<ushort>());
    }
  }

  private static byte[] Bytes(Array elements) {
    var bytes = new byte[Buffer.ByteLength(elements)];
    Buffer.BlockCopy(elements, 0, bytes, 0, bytes.Length);
    return bytes;
  }

  private static void Print(IReadOnlyDictionary<string, Tensor> outputs) {
    var parts = outputs.Select(output => {
      string data = string.Concat(Bytes(output.Value).Select(value => value.ToString("x2")));
      return $"\"{output.Key}\": {{\"dtype\": {(int)output.Value.DType}, \"shape\": [{string.Join(", ", output.Value.Shape)}], \"data\": \"{data}\"}}";
    });
    Console.WriteLine("{" + string.Join(", ", parts) + "}");
  }

  public static int Main(string[] arguments) {
    var named = new Dictionary<string, Tensor>();
    foreach (string path in arguments.Skip(1).Reverse()) {
      Tensor tensor = Read(path, out string name);
      named.Add(name, tensor);
    }
    IReadOnlyDictionary<string, Tensor> last;
    using (var model = Model.Open(arguments[0]))
    using (var session = model.Session(new SessionOptions { Threads = 1 })) {
      Print(session.RunTensors(named));
      last = session.RunTensors(named.Values.Reverse().ToArray());
    }
    Print(last);
    return 0;
  }
}
