namespace RadSharp.Tensors.Tests.Kernels;

/// <summary>Matrices for row-wise kernels: widths around the registers' lengths, and what surrounds a destination.</summary>
internal static class RowSamples
{
    private const int Guard = 24;

    /// <summary>Empty, shorter and longer than one, two and four registers of every path, and longer than a sum's block.</summary>
    public static TheoryData<int> Widths => [0, 1, 3, 15, 16, 17, 31, 33, 63, 65, 577, 4101];

    /// <summary>What <paramref name="kernel"/> writes, after a check that it wrote no element beside its destination.</summary>
    public static float[] Written(int length, Action<Span<float>> kernel)
    {
        var buffer = new float[length + (2 * Guard)];
        Array.Fill(buffer, -77.25f);
        kernel(buffer.AsSpan(Guard, length));
        Assert.All(buffer[..Guard], value => Assert.Equal(-77.25f, value));
        Assert.All(buffer[^Guard..], value => Assert.Equal(-77.25f, value));
        return buffer[Guard..^Guard];
    }

    /// <summary>A scalar function of a row, applied to each row of <paramref name="width"/>.</summary>
    public static float[] ByRows(float[] x, int width, Func<double[], double[]> function) =>
        [.. x.Chunk(Math.Max(1, width)).SelectMany(row => function([.. row.Select(value => (double)value)])).Select(value => (float)value)];
}
