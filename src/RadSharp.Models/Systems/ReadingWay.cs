using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Radiology.Boxes;

namespace RadSharp.Models.Systems;

/// <summary>How a film is turned before it is read.</summary>
internal enum ReadingWay
{
    /// <summary>Not at all.</summary>
    AsShown,

    /// <summary>Black and white are exchanged.</summary>
    Negative,

    /// <summary>By 180°.</summary>
    Turned,
}

/// <summary>What a way of reading means for greys, boxes and maps.</summary>
internal static class ReadingWays
{
    /// <summary>The way that a film's look suggests.</summary>
    public static ReadingWay SuggestedBy(Film film) =>
        film.Concerns.Any(concern => concern.Doubt == FilmDoubt.Polarity) ? ReadingWay.Negative
        : film.Concerns.Any(concern => concern.Doubt == FilmDoubt.Orientation) ? ReadingWay.Turned
        : ReadingWay.AsShown;

    /// <summary>A film's greys this way.</summary>
    public static Image<byte> Apply(this ReadingWay way, Image<byte> greys) => way switch
    {
        ReadingWay.Negative => new(
            greys.Width, greys.Height, 1, Array.ConvertAll(greys.Samples, grey => (byte)(byte.MaxValue - grey))),
        ReadingWay.Turned => Orienting.Rotate180(greys),
        _ => greys,
    };

    /// <summary>A box on the film as it is shown, from one on the film this way.</summary>
    public static Box Back(this ReadingWay way, Box box) =>
        way == ReadingWay.Turned ? new(1 - box.X2, 1 - box.Y2, 1 - box.X1, 1 - box.Y1) : box;

    /// <summary>A map over the film as it is shown, from one over the film this way.</summary>
    public static Image<float> Back(this ReadingWay way, Image<float> map) =>
        way == ReadingWay.Turned ? Orienting.Rotate180(map) : map;

    /// <summary>A sentence for the film's reader, or null where nothing was done.</summary>
    public static string? Note(this ReadingWay way) => way switch
    {
        ReadingWay.Negative => "It was read with black and white exchanged.",
        ReadingWay.Turned => "It was read turned by 180°.",
        _ => null,
    };
}
