using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging;

/// <summary>
/// A radiograph: one channel of stored values, what they mean as greys, and what the file says about how it was taken and of
/// whom. Read by <see cref="FilmReader"/>. Nothing is lost on the way in: greys are made when asked for.
/// </summary>
public sealed class Film
{
    /// <summary>The values as stored: an <see cref="Image{T}"/> of <see cref="byte"/> or <see cref="ushort"/>, one channel.</summary>
    public required Image Stored { get; init; }

    /// <summary>What the stored values mean.</summary>
    public required GreyScale Grey { get; init; }

    /// <summary>Where the film came from.</summary>
    public required FilmSource Source { get; init; }

    /// <summary>Pixels in a row.</summary>
    public int Width => Stored.Width;

    /// <summary>Rows.</summary>
    public int Height => Stored.Height;

    /// <summary>From which side it was taken.</summary>
    public View View { get; init; }

    /// <summary>The side of the body that is shown.</summary>
    public Laterality Laterality { get; init; }

    /// <summary>Body Part Examined, in the file's words; empty where it does not say.</summary>
    public string BodyPart { get; init; } = "";

    /// <summary>Modality: <c>DX</c>, <c>CR</c>, …; empty where the file does not say.</summary>
    public string Modality { get; init; } = "";

    /// <summary>Distance between pixels, or null where the file does not say.</summary>
    public PixelSpacing? Spacing { get; init; }

    /// <summary>When the film was taken, as far as the file says; local time of the institution.</summary>
    public DateTime? AcquisitionTime { get; init; }

    /// <summary>Whose film it is.</summary>
    public FilmIdentity Identity { get; init; } = FilmIdentity.None;

    /// <summary>What a reader or a model should know before believing the film.</summary>
    public IReadOnlyList<FilmConcern> Concerns { get; init; } = [];

    /// <summary>The film as a reader sees it: 8-bit greys, black 0.</summary>
    /// <param name="voi">How to show it; null for the film's own first choice.</param>
    public Image<byte> Render(VoiTransform? voi = null)
    {
        var table = Array.ConvertAll(Grey.Table(voi, byte.MaxValue), grey => (byte)grey);
        return Through(table);
    }

    /// <summary>The film as a reader sees it, in full depth: 16-bit greys, black 0, white 65,535.</summary>
    /// <param name="voi">How to show it; null for the film's own first choice.</param>
    public Image<ushort> RenderDeep(VoiTransform? voi = null) => Through(Grey.Table(voi, ushort.MaxValue));

    /// <summary>The modality's values, before any window; padding is the lowest value of the rest.</summary>
    public Image<float> Values()
    {
        var table = new float[Grey.StoredCount];
        var lowest = double.PositiveInfinity;
        for (var sample = 0; sample < table.Length; sample++)
        {
            var value = Grey.Value(sample);
            table[sample] = (float)value;
            lowest = Grey.IsPadding(sample) ? lowest : Math.Min(lowest, value);
        }

        for (var sample = 0; Grey.Padding is not null && sample < table.Length; sample++)
        {
            table[sample] = Grey.IsPadding(sample) ? (float)lowest : table[sample];
        }

        return Through(table);
    }

    /// <summary>The same film with about <paramref name="side"/> pixels on its longer side, every so many left out.</summary>
    internal Film Thinned(int side)
    {
        var step = Math.Max(1, Math.Max(Width, Height) / side);
        return new() { Stored = Stored is Image<byte> bytes ? Thin(bytes) : Thin((Image<ushort>)Stored), Grey = Grey, Source = Source };

        Image<T> Thin<T>(Image<T> image) where T : unmanaged
        {
            var thin = new Image<T>((image.Width + step - 1) / step, (image.Height + step - 1) / step);
            for (var y = 0; y < thin.Height; y++)
            {
                var from = image.Row(y * step);
                var to = thin.Row(y);
                for (var x = 0; x < to.Length; x++)
                {
                    to[x] = from[x * step];
                }
            }

            return thin;
        }
    }

    private Image<T> Through<T>(T[] table) where T : unmanaged
    {
        var samples = GC.AllocateUninitializedArray<T>(Width * Height);
        var mask = table.Length - 1;
        if (Stored is Image<byte> { Samples: var bytes })
        {
            for (var index = 0; index < samples.Length; index++)
            {
                samples[index] = table[bytes[index] & mask];
            }
        }
        else
        {
            var words = ((Image<ushort>)Stored).Samples;
            for (var index = 0; index < samples.Length; index++)
            {
                samples[index] = table[words[index] & mask];
            }
        }

        return new(Width, Height, 1, samples);
    }
}
