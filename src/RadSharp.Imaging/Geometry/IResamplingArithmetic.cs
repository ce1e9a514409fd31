namespace RadSharp.Imaging.Geometry;

/// <summary>How weighted sums of samples are taken: the samples' and the weights' types and the rounding.</summary>
/// <typeparam name="TSample">Type of the samples, before, between and after the passes.</typeparam>
/// <typeparam name="TWeight">Type of the weights.</typeparam>
internal interface IResamplingArithmetic<TSample, TWeight>
    where TSample : unmanaged
    where TWeight : unmanaged
{
    /// <summary>A weight in the arithmetic's type.</summary>
    static abstract TWeight Weight(double weight);

    /// <summary>
    /// <c>sums[i] = Σₖ weights[k] · lines[k · step + i]</c>, rounded to the sample's type. The spans do not overlap.
    /// </summary>
    static abstract void Sum(ReadOnlySpan<TSample> lines, int step, ReadOnlySpan<TWeight> weights, Span<TSample> sums);
}
