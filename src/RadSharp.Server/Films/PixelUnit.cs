using System.Buffers.Binary;
using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Grey;

namespace RadSharp.Server.Films;

/// <summary>
/// How a film's values become 16-bit signed numbers: as they are where they fit and are whole, else along a line, so that no
/// step of grey is lost.
/// </summary>
/// <param name="Scale">What a value is multiplied with.</param>
/// <param name="Shift">What is added then.</param>
internal readonly record struct PixelUnit(double Scale, double Shift)
{
    /// <summary>The unit of a film, with its lowest and highest value in that unit.</summary>
    public static (PixelUnit Unit, double Minimum, double Maximum) Of(Film film)
    {
        var counts = (film.Stored is Image<byte> bytes ? Histogram.Of(bytes) : Histogram.Of((Image<ushort>)film.Stored)).Counts;
        var values = new List<double>();
        for (var sample = 0; sample < Math.Min(counts.Length, film.Grey.StoredCount); sample++)
        {
            if (counts[sample] > 0 && !film.Grey.IsPadding(sample))
            {
                values.Add(film.Grey.Value(sample));
            }
        }

        values = values.Count > 0 ? values : [0];
        var (low, high) = (values.Min(), values.Max());
        var isWhole = values.TrueForAll(value => value == Math.Floor(value));
        var unit = isWhole && low >= short.MinValue && high <= short.MaxValue ? new PixelUnit(1, 0)
            : isWhole && low >= 0 && high <= ushort.MaxValue ? new PixelUnit(1, short.MinValue)
            : new PixelUnit(ushort.MaxValue / Math.Max(high - low, 1e-9), 0);
        if (unit is { Shift: 0, Scale: not 1 })
        {
            unit = unit with { Shift = short.MinValue - (low * unit.Scale) };
        }

        return (unit, unit.Of(low), unit.Of(high));
    }

    /// <summary>A value in this unit.</summary>
    public double Of(double value) => (value * Scale) + Shift;

    /// <summary>A window in this unit; what it means stays the same.</summary>
    public (double Center, double Width) Of(Window window) => (Of(window.Center), window.Width * Scale);

    /// <summary>A window in the modality's values.</summary>
    public Window ToWindow(double center, double width) =>
        new((center - Shift) / Scale, width / Scale, WindowFunction.LinearExact);

    /// <summary>All pixels of a film in rows from the top, signed, the lower byte first.</summary>
    /// <param name="film">The film of which this is the unit.</param>
    /// <param name="padding">What padding becomes, in this unit.</param>
    public byte[] Pixels(Film film, double padding)
    {
        var table = new short[film.Grey.StoredCount];
        for (var sample = 0; sample < table.Length; sample++)
        {
            var value = film.Grey.IsPadding(sample) ? padding : Of(film.Grey.Value(sample));
            table[sample] = (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);
        }

        var pixels = GC.AllocateUninitializedArray<byte>(film.Width * film.Height * sizeof(short));
        var mask = table.Length - 1;
        if (film.Stored is Image<byte> { Samples: var bytes })
        {
            for (var index = 0; index < bytes.Length; index++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(pixels.AsSpan(index * sizeof(short)), table[bytes[index] & mask]);
            }
        }
        else
        {
            var words = ((Image<ushort>)film.Stored).Samples;
            for (var index = 0; index < words.Length; index++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(pixels.AsSpan(index * sizeof(short)), table[words[index] & mask]);
            }
        }

        return pixels;
    }
}
