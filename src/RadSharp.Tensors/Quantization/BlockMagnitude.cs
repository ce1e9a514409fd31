using System.Numerics;
using System.Runtime.Intrinsics;

namespace RadSharp.Tensors.Quantization;

/// <summary>The largest weight of a block of 32, from which its scale is made.</summary>
internal static unsafe class BlockMagnitude
{
    /// <summary>The largest magnitude; NaN if there is a NaN.</summary>
    public static float Of(float* values)
    {
        var largest = Vector128.Abs(Vector128.Load(values));
        for (var index = 4; index < QuantizedLayout.BlockLength; index += 4)
        {
            largest = Vector128.Max(largest, Vector128.Abs(Vector128.Load(values + index)));
        }

        return MathF.Max(MathF.Max(largest[0], largest[1]), MathF.Max(largest[2], largest[3]));
    }

    /// <summary>The first value of the largest magnitude, with its sign; NaN if there is a NaN.</summary>
    public static float Extreme(float* values)
    {
        var magnitude = Of(values);
        for (var index = 0; index < QuantizedLayout.BlockLength; index += 4)
        {
            var found = Vector128.Equals(Vector128.Abs(Vector128.Load(values + index)), Vector128.Create(magnitude));
            if (found.ExtractMostSignificantBits() is var bits and not 0)
            {
                return values[index + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return magnitude;
    }

    /// <summary>1 / <paramref name="step"/>; zero where that is infinite, because such a scale is zero in half precision.</summary>
    public static float Inverse(float step) => 1 / step is var inverse && float.IsFinite(inverse) ? inverse : 0;
}
