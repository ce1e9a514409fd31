namespace RadSharp.Imaging.Grey;

/// <summary>
/// Windows for a film that brings none, or that a reader wants to see otherwise: from the percentiles of its own values, so
/// that collimated borders and markers do not take the greys.
/// </summary>
public static class FilmWindows
{
    /// <summary>Everything but the darkest and the brightest half per cent.</summary>
    public const string Standard = "standard";

    /// <summary>The darker part: lungs, lines and tubes over them.</summary>
    public const string Lungs = "lungs";

    /// <summary>The brighter part: mediastinum, spine, what lies behind heart and diaphragm.</summary>
    public const string Mediastinum = "mediastinum";

    /// <summary>From the lowest to the highest value.</summary>
    public const string WholeRange = "whole range";

    /// <summary>The four windows, <see cref="Standard"/> first, each named in its explanation.</summary>
    /// <param name="counts">How often each sample occurs, as it lies in the file.</param>
    /// <param name="scale">What the samples mean; its presets are not looked at.</param>
    public static IReadOnlyList<Window> Of(ReadOnlySpan<int> counts, GreyScale scale)
    {
        var values = new List<(double Value, int Count)>(counts.Length - counts.Count(0));
        for (var sample = 0; sample < counts.Length; sample++)
        {
            if (counts[sample] > 0 && !scale.IsPadding(sample))
            {
                values.Add((scale.Value(sample), counts[sample]));
            }
        }

        if (values.Count == 0)
        {
            values.Add((0, 1));
        }

        // From dark to bright, as the film is shown.
        values.Sort((left, right) => scale.IsInverted ? right.Value.CompareTo(left.Value) : left.Value.CompareTo(right.Value));
        var total = values.Sum(entry => (long)entry.Count);
        return
        [
            Between(0.005, 0.995, Standard), Between(0.01, 0.65, Lungs), Between(0.35, 0.998, Mediastinum),
            Between(0, 1, WholeRange),
        ];

        Window Between(double dark, double bright, string name)
        {
            var (from, to) = (At(dark), At(bright));
            return Window.FromRange(Math.Min(from, to), Math.Max(from, to)) with { Explanation = name };
        }

        // The first value with at least this share of the pixels up to it.
        double At(double share)
        {
            long below = 0;
            foreach (var (value, count) in values)
            {
                below += count;
                if (below >= share * total && below > 0)
                {
                    return value;
                }
            }

            return values[^1].Value;
        }
    }
}
