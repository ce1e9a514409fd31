using System.Buffers;
using System.Numerics;

namespace RadSharp.Imaging.Geometry;

/// <summary>How often each value occurs among the samples of an image.</summary>
public sealed class Histogram
{
    private readonly int[] _counts;

    private Histogram(int[] counts, int total)
    {
        (_counts, Total) = (counts, total);
        (Minimum, Maximum) = (ValueAt(0), ValueAt(total - 1));
    }

    /// <summary>Samples with each value: 256 or 65,536 counts.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>Samples in all.</summary>
    public int Total { get; }

    /// <summary>The smallest value that occurs.</summary>
    public int Minimum { get; }

    /// <summary>The largest value that occurs.</summary>
    public int Maximum { get; }

    /// <summary>Counts the samples of all channels.</summary>
    /// <param name="image">At least one sample.</param>
    public static Histogram Of(Image<byte> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Of<byte>(image.Samples, 1 << 8);
    }

    /// <inheritdoc cref="Of(Image{byte})"/>
    public static Histogram Of(Image<ushort> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Of<ushort>(image.Samples, 1 << 16);
    }

    /// <summary>
    /// The value below which a given part of the samples lies; between two samples it is interpolated linearly, as in NumPy's
    /// <c>percentile</c>.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent)
    {
        var (rank, part) = Rank(percent, Total);
        return Between(ValueAt(rank), ValueAt(Math.Min(rank + 1, Total - 1)), part);
    }

    /// <summary>Percentiles of a single-precision image, as <see cref="Percentile"/>.</summary>
    /// <param name="image">At least one sample, none of them NaN.</param>
    /// <param name="percents">Each 0 to 100.</param>
    public static double[] Percentiles(Image<float> image, params ReadOnlySpan<double> percents)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfZero(image.Samples.Length, nameof(image));
        float[] sorted = percents is [0, 100] ? [image.Samples.Min(), image.Samples.Max()] : [.. image.Samples];
        Array.Sort(sorted);
        var values = new double[percents.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var (rank, part) = Rank(percents[index], sorted.Length);
            values[index] = Between(sorted[rank], sorted[Math.Min(rank + 1, sorted.Length - 1)], part);
        }

        return values;
    }

    private static (int Rank, double Part) Rank(double percent, int total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var place = percent / 100 * (total - 1);
        return ((int)place, place - Math.Floor(place));
    }

    // From the nearer of the two, so that the end points come out exactly.
    private static double Between(double from, double to, double part) =>
        part < 0.5 ? from + ((to - from) * part) : to - ((to - from) * (1 - part));

    // Four histograms, one for every fourth sample: neighbours are often equal, and an increment would have to wait for the
    // one before to reach memory.
    private static Histogram Of<T>(ReadOnlySpan<T> samples, int levels) where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length, "image");
        var rented = ArrayPool<int>.Shared.Rent(4 * levels);
        var all = rented.AsSpan(0, 4 * levels);
        all.Clear();
        var first = all[..levels];
        var second = all.Slice(levels, levels);
        var third = all.Slice(2 * levels, levels);
        var fourth = all.Slice(3 * levels, levels);
        var index = 0;
        for (; index <= samples.Length - 4; index += 4)
        {
            first[int.CreateTruncating(samples[index])]++;
            second[int.CreateTruncating(samples[index + 1])]++;
            third[int.CreateTruncating(samples[index + 2])]++;
            fourth[int.CreateTruncating(samples[index + 3])]++;
        }

        for (; index < samples.Length; index++)
        {
            first[int.CreateTruncating(samples[index])]++;
        }

        var counts = new int[levels];
        for (var level = 0; level < levels; level++)
        {
            counts[level] = first[level] + second[level] + third[level] + fourth[level];
        }

        ArrayPool<int>.Shared.Return(rented);

        return new Histogram(counts, samples.Length);
    }

    private int ValueAt(int rank)
    {
        var value = 0;
        for (var below = _counts[0]; below <= rank; below += _counts[value])
        {
            value++;
        }

        return value;
    }
}
