namespace RadSharp.Tensors.Operations;

/// <summary>
/// Cosines and sines of rotary position embeddings (RoFormer, Su et al. 2021) as LLaMA and Qwen2 use them; a model owns
/// one for all its layers. Grows with the largest position asked for and may be used by several threads.
/// </summary>
/// <remarks>
/// Angles are <c>position · θ^(−2i/headDim) / scaling</c>, rounded to float32 at each step as Hugging Face transformers
/// does, so that long contexts agree with it; their cosines and sines are exact to float32.
/// </remarks>
public sealed class RotaryTable
{
    private readonly Lock _growing = new();
    private readonly float[] _frequencies;

    // [positions, headDim]: cosines, then sines. Replaced as a whole when it grows: who reads the old one may go on.
    private volatile float[] _angles = [];

    /// <summary>An empty table.</summary>
    /// <param name="headDim">Elements of a head; even and positive.</param>
    /// <param name="theta">The base: <c>rope_theta</c>.</param>
    /// <param name="scaling">Linear scaling: the factor of <c>rope_scaling</c>, which stretches the context by as much.</param>
    /// <exception cref="ArgumentException">A value out of range.</exception>
    public RotaryTable(int headDim, double theta = 10_000, double scaling = 1)
    {
        Expect.That(
            headDim > 0 && headDim % 2 == 0 && theta > 0 && scaling > 0,
            "RotaryTable",
            $"expected an even head dimension and a positive base and scaling, but found {headDim}, {theta} and {scaling}");
        HeadDim = headDim;
        _frequencies = new float[headDim / 2];
        for (var index = 0; index < _frequencies.Length; index++)
        {
            var exponent = 2f * index / headDim;
            _frequencies[index] = 1 / (float)Math.Pow((float)theta, exponent) / (float)scaling;
        }
    }

    /// <summary>Elements of a head.</summary>
    public int HeadDim { get; }

    /// <summary>Positions that the table holds now, from 0 on.</summary>
    public int Positions => _angles.Length / HeadDim;

    /// <summary>Makes room for <paramref name="positions"/> positions at once: a decode step then never has to.</summary>
    public void Reserve(int positions) => _ = AnglesFor(positions);

    /// <summary>At least <paramref name="positions"/> rows: [positions, headDim], cosines and then sines.</summary>
    internal ReadOnlySpan<float> AnglesFor(int positions)
    {
        var angles = _angles;
        return angles.Length >= (long)positions * HeadDim ? angles : Grow(positions);
    }

    private float[] Grow(int positions)
    {
        lock (_growing)
        {
            var old = _angles;
            if (old.Length >= (long)positions * HeadDim)
            {
                return old;
            }

            var known = old.Length / HeadDim;
            var rows = Math.Max(positions, Math.Min(2L * known, Array.MaxLength / HeadDim));
            var angles = new float[checked(rows * HeadDim)];
            old.CopyTo(angles, 0);
            for (var position = known; position < rows; position++)
            {
                var row = angles.AsSpan(position * HeadDim, HeadDim);
                for (var index = 0; index < _frequencies.Length; index++)
                {
                    var angle = (double)(position * _frequencies[index]);
                    row[index] = (float)Math.Cos(angle);
                    row[_frequencies.Length + index] = (float)Math.Sin(angle);
                }
            }

            return _angles = angles;
        }
    }
}
