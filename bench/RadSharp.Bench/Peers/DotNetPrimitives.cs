using System.Numerics.Tensors;
using System.Reflection;
using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors.Simd;
using RadSharp.Tensors.Threading;

namespace RadSharp.Bench.Peers;

/// <summary>
/// The vectorised loops of System.Numerics.Tensors, combined as well as they can be, row by row while the row is in the
/// first-level cache. They know no threads, so RadSharp's spread the rows for them. There is no error function, hence
/// no exact GELU.
/// </summary>
internal static unsafe class DotNetPrimitives
{
    /// <summary>The column.</summary>
    public static Peer Peer { get; } = new("TensorPrimitives");

    /// <summary>The package's version.</summary>
    public static string Description => "System.Numerics.Tensors " +
        typeof(TensorPrimitives).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>Layer norm of each row, with weight and bias.</summary>
    public static Contender LayerNorm(RowsCase rows) => OverRows(rows, "layer norm", &LayerNorm);

    /// <summary>RMS norm of each row, with weight.</summary>
    public static Contender RmsNorm(RowsCase rows) => OverRows(rows, "RMS norm", &RmsNorm);

    /// <summary>Softmax of each row: the package's own, and one that does not overflow for large numbers.</summary>
    public static Contender[] Softmax(RowsCase rows) =>
        [OverRows(rows, "SoftMax", &Softmax), OverRows(rows, "safe softmax", &SafeSoftmax)];

    /// <summary>GELU with the hyperbolic tangent of each element.</summary>
    public static Contender GeluTanh(RowsCase rows) => OverRows(rows, "GELU tanh", &GeluTanh);

    private static Contender OverRows(
        RowsCase rows, string name,
        delegate*<ReadOnlySpan<float>, ReadOnlySpan<float>, ReadOnlySpan<float>, Span<float>, void> function)
    {
        var work = new RowsWork(
            function, rows.Rows, rows.Columns, rows.Input.Pointer(), rows.Weight.Pointer(), rows.Bias.Pointer(),
            rows.Output.Pointer());
        return new(Peer.Name, rows.Work, () => Workers.Run(work.Chunks, work)) { Variant = name };
    }

    private static void LayerNorm(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Sum(input) / input.Length, output);
        var variance = TensorPrimitives.SumOfSquares<float>(output) / input.Length;
        TensorPrimitives.Multiply(output, 1 / MathF.Sqrt(variance + RowsCase.Epsilon), output);
        TensorPrimitives.MultiplyAdd(output, weight, bias, output);
    }

    private static void RmsNorm(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        var square = TensorPrimitives.SumOfSquares(input) / input.Length;
        TensorPrimitives.Multiply(input, 1 / MathF.Sqrt(square + RowsCase.Epsilon), output);
        TensorPrimitives.Multiply(output, weight, output);
    }

    private static void Softmax(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output) =>
        TensorPrimitives.SoftMax(input, output);

    private static void SafeSoftmax(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        TensorPrimitives.Subtract(input, TensorPrimitives.Max(input), output);
        TensorPrimitives.Exp(output, output);
        TensorPrimitives.Multiply(output, 1 / TensorPrimitives.Sum<float>(output), output);
    }

    // x · sigmoid(2 √(2/π) · (x + 0.044715 x³)), which is the definition with one exponential.
    private static void GeluTanh(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output)
    {
        const float TwiceRootOfTwoOverPi = 1.5957691f;
        TensorPrimitives.Multiply(input, input, output);
        TensorPrimitives.Multiply(output, input, output);
        TensorPrimitives.MultiplyAdd(output, 0.044715f, input, output);
        TensorPrimitives.Multiply(output, TwiceRootOfTwoOverPi, output);
        TensorPrimitives.Sigmoid<float>(output, output);
        TensorPrimitives.Multiply(output, input, output);
    }

    private readonly struct RowsWork(
        delegate*<ReadOnlySpan<float>, ReadOnlySpan<float>, ReadOnlySpan<float>, Span<float>, void> function,
        int rows, int columns, float* input, float* weight, float* bias, float* output) : IParallelWork
    {
        private const int RowsAChunk = 16;

        public int Chunks => (rows + RowsAChunk - 1) / RowsAChunk;

        public void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>
        {
            var end = Math.Min((chunk + 1) * RowsAChunk, rows);
            for (var row = chunk * RowsAChunk; row < end; row++)
            {
                var start = (long)row * columns;
                function(new(input + start, columns), new(weight, columns), new(bias, columns), new(output + start, columns));
            }
        }
    }
}
