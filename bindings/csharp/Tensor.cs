// SPDX-FileCopyrightText: 2026 The Slipway Authors
// SPDX-License-Identifier: Apache-2.0
// Inputs and outputs of a network alone.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Slipway {
  /// <summary>Types of elements; as slipway.h numbers them.</summary>
  public enum DType { F32, F64, F16, BF16, I64, I32, I16, I8, U8, Bool }

  /// <summary>
  /// Numbers as an input of a network, or an output of one: row by row without gaps. An input's array must not change while a call has it; what
  /// Session.RunTensors gives has an array of its own.
  /// </summary>
  public sealed class Tensor {
    // By DType; what is bool for the program is bytes here.
    private static readonly Type[] Elements = {
      typeof(float), typeof(double), typeof(ushort), typeof(ushort), typeof(long), typeof(int), typeof(short), typeof(sbyte), typeof(byte), typeof(byte)
    };
    internal readonly Array Data;
    internal readonly long[] Sizes;

    private Tensor(DType type, Array data, long[] shape) {
      if (data == null) throw new ArgumentNullException("values");
      if (shape == null) throw new ArgumentNullException(nameof(shape));
      DType = type;
      Data = data;
      Sizes = (long[])shape.Clone();
      long count = 1;
      foreach (long size in Sizes) {
        if (size < 0 || size > 0 && count > long.MaxValue / 8 / size) throw Wrong($"a tensor {this} cannot be");
        count *= size;
      }
      if (data.LongLength != count) throw Wrong($"a tensor {this} takes {count} elements, not {data.LongLength}");
    }

    private static SlipwayException Wrong(string message) { return new SlipwayException(Code.InvalidInput, message, ""); }

    /// <summary>f32. Arrays are read where they lie.</summary>
    /// <param name="shape">no sizes: one number</param>
    public static Tensor Of(float[] values, params long[] shape) { return new Tensor(DType.F32, values, shape); }
    /// <summary>f64.</summary>
    public static Tensor Of(double[] values, params long[] shape) { return new Tensor(DType.F64, values, shape); }
    /// <summary>i64.</summary>
    public static Tensor Of(long[] values, params long[] shape) { return new Tensor(DType.I64, values, shape); }
    /// <summary>i32.</summary>
    public static Tensor Of(int[] values, params long[] shape) { return new Tensor(DType.I32, values, shape); }
    /// <summary>i16.</summary>
    public static Tensor Of(short[] values, params long[] shape) { return new Tensor(DType.I16, values, shape); }
    /// <summary>i8.</summary>
    public static Tensor Of(sbyte[] values, params long[] shape) { return new Tensor(DType.I8, values, shape); }
    /// <summary>u8.</summary>
    public static Tensor Of(byte[] values, params long[] shape) { return new Tensor(DType.U8, values, shape); }
    /// <summary>bool; a copy of the array.</summary>
    public static Tensor Of(bool[] values, params long[] shape) {
      return new Tensor(DType.Bool, values == null ? null : Array.ConvertAll(values, value => (byte)(value ? 1 : 0)), shape);
    }
    /// <summary>f16 or bf16, by their bits.</summary>
    public static Tensor Of(DType type, ushort[] bits, params long[] shape) {
      if (type != DType.F16 && type != DType.BF16) throw Wrong($"bits are of F16 or BF16, not of {type}");
      return new Tensor(type, bits, shape);
    }

    public DType DType { get; }
    public long[] Shape { get { return (long[])Sizes.Clone(); } }

    /// <summary>
    /// The elements, row by row, as the array that it has; a copy of what is bool. T is float, double, long, int, short, sbyte, byte or bool as the
    /// type of elements is, and ushort, for the bits, of F16 and BF16. Errors: SlipwayException for another T.
    /// </summary>
    public T[] Values<T>() where T : struct {
      Type own = DType == DType.Bool ? typeof(bool) : Elements[(int)DType];
      if (typeof(T) != own) throw Wrong($"the elements of a tensor {this} are of {own.Name}, not of {typeof(T).Name}");
      return (T[])(DType == DType.Bool ? Array.ConvertAll((byte[])Data, value => value != 0) : Data);
    }

    /// <summary>Such as "F32[1, 3, 224, 224]".</summary>
    public override string ToString() { return DType + "[" + string.Join(", ", Sizes) + "]"; }

    /// <summary>A copy of an output.</summary>
    private static Tensor Output(TensorView view) {
      const long most = 0x7fffffc7; // elements of an array
      var type = (DType)view.DType;
      long[] shape = Native.Array<long>(view.Shape, (long)view.Rank, Marshal.Copy) ?? new long[0];
      long count = shape.Aggregate(1L, (product, size) => product * size);
      if (count > most) throw Wrong($"an output of {count} elements is more than an array holds");
      return new Tensor(type, Read(type, view.Data, count) ?? Array.CreateInstance(Elements[view.DType], 0), shape);
    }

    private static Array Read(DType type, IntPtr from, long count) {
      switch (type) {
        case DType.F32: return Native.Array<float>(from, count, Marshal.Copy);
        case DType.F64: return Native.Array<double>(from, count, Marshal.Copy);
        case DType.I64: return Native.Array<long>(from, count, Marshal.Copy);
        case DType.I32: return Native.Array<int>(from, count, Marshal.Copy);
        case DType.I16: return Native.Array<short>(from, count, Marshal.Copy);
        case DType.I8: return SameBits(Native.Array<byte>(from, count, Marshal.Copy), new sbyte[count]);
        case DType.U8: case DType.Bool: return Native.Array<byte>(from, count, Marshal.Copy);
        default: return SameBits(Native.Array<short>(from, count, Marshal.Copy), new ushort[count]);
      }
    }

    private static Array SameBits(Array from, Array to) {
      if (from != null) Buffer.BlockCopy(from, 0, to, 0, Buffer.ByteLength(from));
      return to;
    }

    /// <summary>All outputs of a call, which are freed.</summary>
    internal static Dictionary<string, Tensor> Outputs(IntPtr results) {
      try {
        Native.Check(Native.slw_results_count(results, out UIntPtr count));
        var outputs = new Dictionary<string, Tensor>();
        for (uint i = 0; i < (uint)count; ++i) {
          var view = new TensorView { StructSize = Native.SizeOf<TensorView>() };
          Native.Check(Native.slw_results_tensor(results, (UIntPtr)i, ref view));
          outputs.Add(Native.Text(view.Name), Output(view));
        }
        return outputs;
      } finally {
        Native.slw_results_free(results);
      }
    }
  }

  [StructLayout(LayoutKind.Sequential)]
  internal struct TensorView {
    public UIntPtr StructSize;
    public IntPtr Name;
    public int DType, Reserved;
    public UIntPtr Rank;
    public IntPtr Shape, Data;
  }

  /// <summary>Tensors as the native side takes them.</summary>
  internal sealed class PinnedTensors : PinnedArrays {
    internal readonly TensorView[] Views;

    /// <param name="inputs">with null for names: in the network's order</param>
    internal PinnedTensors(IReadOnlyList<KeyValuePair<string, Tensor>> inputs) {
      Views = new TensorView[inputs.Count];
      try {
        for (int i = 0; i < Views.Length; ++i) Views[i] = View(inputs[i].Key, inputs[i].Value ?? throw new ArgumentNullException("inputs"));
      } catch {
        Dispose();
        throw;
      }
    }

    internal UIntPtr Count { get { return (UIntPtr)(uint)Views.Length; } }

    private TensorView View(string name, Tensor tensor) {
      return new TensorView {
        StructSize = Native.SizeOf<TensorView>(), Name = name == null ? IntPtr.Zero : Pin(Native.Utf8(name)), DType = (int)tensor.DType,
        Rank = (UIntPtr)(uint)tensor.Sizes.Length, Shape = Pin(tensor.Sizes), Data = Pin(tensor.Data)
      };
    }
  }
}
