using System.Runtime.InteropServices;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Quantization;

namespace RadSharp.Bench.Cases;

/// <summary>
/// A decoder's weights without a checkpoint: each matrix is a stretch of one table of a million random numbers, over and
/// over. The table's length is prime, in blocks, so that no two rows are alike. In Q4_0 the table needs to be rounded only
/// once, so that a file of any size is written as fast as the disk takes it.
/// </summary>
/// <remarks>
/// So that 32 layers do not blow up what two programs round differently, the residual stream begins with embeddings of
/// standard deviation 1.28, and what each layer adds is small, as in GPT-2's initialisation: 1 / √(2 · layers), an eighth.
/// Both are powers of two of the table, which change the scales of its blocks and nothing else.
/// </remarks>
internal sealed class RepeatedWeights : IParameterSource
{
    /// <summary>Bytes of a block in the format called Q4_0 elsewhere: a half-precision scale and 32 numbers of 4 bits.</summary>
    public const int BlockBytes = 18;

    /// <summary>Weights of a block.</summary>
    public const int BlockLength = 32;

    private const int Blocks = 32_771;

    // The standard deviation of a trained decoder's weights is near this; sums over thousands of inputs then stay near 1.
    private const double Deviation = 0.02;

    private readonly float[] _table = new float[Blocks * BlockLength];
    private readonly byte[] _rounded = new byte[Blocks * BlockBytes];

    /// <summary>Makes the table.</summary>
    public RepeatedWeights()
    {
        FilledParameters.Fill("table", Deviation * Math.Sqrt(3), 0, _table);
        for (var block = 0; block < Blocks; block++)
        {
            Round(
                _table.AsSpan(block * BlockLength, BlockLength), _rounded.AsSpan(block * BlockBytes, BlockBytes));
        }
    }

    /// <inheritdoc/>
    public bool Contains(string name) => true;

    /// <inheritdoc/>
    public Tensor Take(string name, Shape shape, ParameterKind kind)
    {
        if (kind is not (ParameterKind.Matrix or ParameterKind.Embedding))
        {
            return Tensor.Full(shape, kind == ParameterKind.Scale ? 1 : 0);
        }

        using var exact = Tensor.Uninitialized(shape);
        Repeat<float>(_table, BlockLength, FirstBlock(name), exact.Span);
        var factor = FactorOf(name);
        foreach (ref var weight in exact.Span)
        {
            weight *= factor;
        }

        return exact.Quantize(DType.Q4);
    }

    /// <summary>A row of a matrix in Q4_0.</summary>
    /// <param name="name">The matrix, as the checkpoint spells it.</param>
    /// <param name="row">Which.</param>
    /// <param name="destination">As many whole blocks as a row has.</param>
    public void CopyRow(string name, int row, Span<byte> destination)
    {
        var first = FirstBlock(name) + ((long)row * (destination.Length / BlockBytes));
        Repeat<byte>(_rounded, BlockBytes, (int)(first % Blocks), destination);
        var factor = (Half)FactorOf(name);
        for (var block = 0; factor != Half.One && block < destination.Length; block += BlockBytes)
        {
            MemoryMarshal.Write(destination[block..], MemoryMarshal.Read<Half>(destination[block..]) * factor);
        }
    }

    private static float FactorOf(string name) =>
        name.Contains("embed", StringComparison.Ordinal) ? 64
        : name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("down_proj", StringComparison.Ordinal) ? 1 / 8f
        : 1;

    // Scale = extreme / −8, where the extreme is the first weight of the largest magnitude; an integer is w / scale, plus 8,
    // rounded to nearest. The first sixteen are the low halves of the bytes, the others the high ones.
    private static void Round(ReadOnlySpan<float> weights, Span<byte> block)
    {
        var extreme = 0f;
        foreach (var weight in weights)
        {
            extreme = Math.Abs(weight) > Math.Abs(extreme) ? weight : extreme;
        }

        var scale = extreme / -8;
        MemoryMarshal.Write(block, (Half)scale);
        for (var index = 0; index < BlockLength / 2; index++)
        {
            block[2 + index] = (byte)(Integer(weights[index]) | (Integer(weights[16 + index]) << 4));
        }

        int Integer(float weight) => Math.Min(15, (int)((weight * (1 / scale)) + 8.5f));
    }

    private static int FirstBlock(string name)
    {
        var hash = 17;
        foreach (var letter in name)
        {
            hash = ((hash * 31) + letter) % Blocks;
        }

        return hash;
    }

    private static void Repeat<T>(ReadOnlySpan<T> table, int blockLength, int firstBlock, Span<T> destination)
    {
        var rest = table[(firstBlock * blockLength)..];
        while (destination.Length > 0)
        {
            var length = Math.Min(rest.Length, destination.Length);
            rest[..length].CopyTo(destination);
            destination = destination[length..];
            rest = table;
        }
    }
}
