namespace RadSharp.Imaging.Geometry;

/// <summary>
/// Which samples of a line make each sample of the resampled line, and with which weights, along one axis. Weights of one
/// place add up to one.
/// </summary>
/// <typeparam name="TWeight">What the arithmetic at hand multiplies by.</typeparam>
internal sealed class ResamplingTaps<TWeight> where TWeight : unmanaged
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int _width;
    private readonly TWeight[] _weights;

    private ResamplingTaps(int count, int width)
    {
        _starts = new int[count];
        _counts = new int[count];
        _width = width;
        _weights = new TWeight[checked(count * width)];
    }

    /// <summary>Samples of the resampled line.</summary>
    public int Count => _starts.Length;

    /// <summary>First sample of the line that is needed at all.</summary>
    public int First => _starts[0];

    /// <summary>One past the last sample of the line that is needed.</summary>
    public int End => _starts[^1] + _counts[^1];

    /// <summary>Lays the taps out.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="length">Samples of the line.</param>
    /// <param name="from">Where the part to resample begins, in samples.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="count">Samples that the part becomes.</param>
    /// <param name="convert">From a weight (all of a place add up to one) to what the arithmetic takes.</param>
    /// <returns>The taps, or null where the line stays as it is.</returns>
    public static ResamplingTaps<TWeight>? Create(
        ResamplingFilter filter, int length, float from, float to, int count, Func<double, TWeight> convert)
    {
        if (count == length && from == 0 && to == length)
        {
            return null;
        }

        var step = (double)(to - from) / count;
        var scale = Math.Max(step, 1);
        var support = filter.Support() * scale;
        var taps = new ResamplingTaps<TWeight>(count, ((int)Math.Ceiling(support) * 2) + 1);
        var weights = new double[taps._width];
        for (var place = 0; place < count; place++)
        {
            var centre = from + ((place + 0.5) * step);
            var start = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(length, (int)(centre + support + 0.5));
            var sum = 0.0;
            for (var tap = start; tap < end; tap++)
            {
                sum += weights[tap - start] = filter.Weight((tap - centre + 0.5) * (1 / scale));
            }

            var row = taps._weights.AsSpan(place * taps._width);
            for (var tap = 0; tap < end - start; tap++)
            {
                row[tap] = convert(sum == 0 ? weights[tap] : weights[tap] / sum);
            }

            taps._starts[place] = start;
            taps._counts[place] = end - start;
        }

        return taps;
    }

    /// <summary>What makes one sample of the resampled line.</summary>
    /// <param name="place">The sample, from 0.</param>
    /// <param name="start">First sample of the line that counts.</param>
    /// <returns>The weights of that sample and those after it.</returns>
    public ReadOnlySpan<TWeight> At(int place, out int start)
    {
        start = _starts[place];
        return _weights.AsSpan(place * _width, _counts[place]);
    }
}
