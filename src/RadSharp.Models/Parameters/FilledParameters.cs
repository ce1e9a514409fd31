using System.Text;
using RadSharp.Tensors;

namespace RadSharp.Models.Parameters;

/// <summary>
/// Parameters by a rule that other programs follow too, so that a network of any size can be compared without its weights:
/// element i of a tensor is a hash of the tensor's name and of i, between −1 and 1, times a scale, plus a shift.
/// </summary>
/// <param name="scaleAndShift">The scale and the shift of each parameter.</param>
/// <param name="matrices">The type in which matrices and embeddings are kept.</param>
public sealed class FilledParameters(
    Func<string, ParameterKind, (double Scale, double Shift)> scaleAndShift, DType matrices = DType.Float32) : IParameterSource
{
    /// <inheritdoc/>
    public bool Contains(string name) => true;

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        var tensor = Tensor.Uninitialized(shape);
        var (scale, shift) = scaleAndShift(name, kind);
        Fill(name, scale, shift, tensor.Span);
        return tensor.KeptAs(kind is ParameterKind.Matrix or ParameterKind.Embedding ? matrices : DType.Float32);
    }

    /// <summary>Fills a tensor by the rule.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="scale">Half the width of the range.</param>
    /// <param name="shift">The middle of the range.</param>
    /// <param name="destination">Its elements in row-major order.</param>
    /// <param name="first">The first element's number, for a part of a tensor.</param>
    public static void Fill(string name, double scale, double shift, Span<float> destination, long first = 0)
    {
        var hash = Hash(name) + (ulong)first;
        for (var index = 0; index < destination.Length; index++)
        {
            var fraction = (SplitMix(hash + (ulong)index) >> 11) * (1.0 / (1L << 53));
            destination[index] = (float)((((fraction * 2) - 1) * scale) + shift);
        }
    }

    /// <summary>FNV-1a of 64 bits over the name's UTF-8 bytes.</summary>
    internal static ulong Hash(string name)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }

    private static ulong SplitMix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
