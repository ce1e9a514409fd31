namespace RadSharp.Imaging.Grey;

/// <summary>
/// What a film's stored values mean, and how they become greys in the standard's order: modality, values of interest,
/// polarity (PS3.4 N.2).
/// </summary>
/// <remarks>A stored value has at most 16 bits, so every way of showing a film is a table of at most 65,536 entries.</remarks>
public sealed record GreyScale
{
    /// <summary>Bits of a stored value, 1 to 16; what lies above them is not looked at.</summary>
    public required int BitsStored
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 16);
            field = value;
        }
    }

    /// <summary>Whether stored values are two's complement.</summary>
    public bool IsSigned { get; init; }

    /// <summary>From stored to the modality's values.</summary>
    public ModalityTransform Modality { get; init; } = ModalityTransform.Identity;

    /// <summary>Ways to show the film that come with it, the best first; the first is what <see cref="Film.Render"/> takes.</summary>
    public required IReadOnlyList<VoiTransform> Presets { get; init; }

    /// <summary>Whether low values are bright (MONOCHROME1).</summary>
    public bool IsInverted { get; init; }

    /// <summary>Stored values, from first to last, that stand for no measurement: shown black, in no statistics.</summary>
    public (int First, int Last)? Padding { get; init; }

    /// <summary>Number of different stored values: the length of the tables.</summary>
    public int StoredCount => 1 << BitsStored;

    /// <summary>The number that a sample as it lies in the file stands for: masked, and with its sign.</summary>
    public int Stored(int sample)
    {
        var value = sample & (StoredCount - 1);
        return IsSigned && value >= StoredCount / 2 ? value - StoredCount : value;
    }

    /// <summary>Whether a sample stands for no measurement.</summary>
    public bool IsPadding(int sample) =>
        Padding is var (first, last) && Stored(sample) is var stored && stored >= first && stored <= last;

    /// <summary>The modality's value for a sample as it lies in the file.</summary>
    public double Value(int sample) => Modality.Apply(Stored(sample));

    /// <summary>
    /// The greys that samples 0 to <see cref="StoredCount"/> − 1 are shown in, 0 black to <paramref name="white"/>, rounded
    /// to nearest.
    /// </summary>
    /// <param name="voi">How to show them; null for the first of the <see cref="Presets"/>.</param>
    /// <param name="white">255 for eight bits, 65,535 for sixteen.</param>
    internal ushort[] Table(VoiTransform? voi, ushort white)
    {
        voi ??= Presets[0];
        var table = new ushort[StoredCount];
        for (var sample = 0; sample < table.Length; sample++)
        {
            var grey = voi.Apply(Value(sample));
            table[sample] = IsPadding(sample) ? (ushort)0 : (ushort)Math.Floor(((IsInverted ? 1 - grey : grey) * white) + 0.5);
        }

        return table;
    }
}
