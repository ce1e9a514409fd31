using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RadSharp.Tensors;
using RadSharp.Tensors.Kernels;

namespace RadSharp.Bench.Cases;

/// <summary>Tensors that cases work on.</summary>
internal static class Operands
{
    /// <summary>A tensor of numbers uniform in [−scale, scale), the same for every run; owned by the caller.</summary>
    public static Tensor Random(Shape shape, ulong seed, float scale = 1)
    {
        var tensor = Tensor.Uninitialized(shape);
        var values = tensor.Span;
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = (float)((RandomBits.Uniform(seed << 32, index) * 2) - 1) * scale;
        }

        return tensor;
    }

    /// <summary>
    /// The first element. Tensors live in native memory, which does not move; valid until the tensor is disposed of.
    /// </summary>
    public static unsafe float* Pointer(this Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.Span));
}
