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

    /// <summary>By 90° clockwise.</summary>
    TurnedClockwise,

    /// <summary>By 90° counterclockwise.</summary>
    TurnedCounterclockwise,
}

/// <summary>What a way of reading means for greys, boxes and maps.</summary>
internal static class ReadingWays
{
    /// <summary>The ways that a film's look suggests beside the one in which it is shown.</summary>
    public static IReadOnlyList<ReadingWay> SuggestedBy(Film film) =>
        film.Concerns.Any(concern => concern.Doubt == FilmDoubt.Polarity) ? [ReadingWay.Negative]
        : film.Concerns.Any(concern => concern.Doubt == FilmDoubt.Orientation)
            ? [ReadingWay.Turned, ReadingWay.TurnedClockwise, ReadingWay.TurnedCounterclockwise]
        : [];

    /// <summary>A film's greys this way.</summary>
    public static Image<byte> Apply(this ReadingWay way, Image<byte> greys) => way switch
    {
        ReadingWay.Negative => new(
            greys.Width, greys.Height, 1, Array.ConvertAll(greys.Samples, grey => (byte)(byte.MaxValue - grey))),
        ReadingWay.Turned => Orienting.Rotate180(greys),
        ReadingWay.TurnedClockwise => Orienting.RotateClockwise(greys),
        ReadingWay.TurnedCounterclockwise => Orienting.RotateCounterClockwise(greys),
        _ => greys,
    };

    /// <summary>A box on the film as it is shown, from one on the film this way.</summary>
    public static Box Back(this ReadingWay way, Box box) => way switch
    {
        ReadingWay.Turned => new(1 - box.X2, 1 - box.Y2, 1 - box.X1, 1 - box.Y1),
        ReadingWay.TurnedClockwise => new(box.Y1, 1 - box.X2, box.Y2, 1 - box.X1),
        ReadingWay.TurnedCounterclockwise => new(1 - box.Y2, box.X1, 1 - box.Y1, box.X2),
        _ => box,
    };

    /// <summary>A map over the film as it is shown, from one over the film this way.</summary>
    public static Image<float> Back(this ReadingWay way, Image<float> map) => way switch
    {
        ReadingWay.Turned => Orienting.Rotate180(map),
        ReadingWay.TurnedClockwise => Orienting.RotateCounterClockwise(map),
        ReadingWay.TurnedCounterclockwise => Orienting.RotateClockwise(map),
        _ => map,
    };

    /// <summary>A sentence for the film's reader, or null where nothing was done.</summary>
    public static string? Note(this ReadingWay way) => way switch
    {
        ReadingWay.Negative => "It was read with black and white exchanged.",
        ReadingWay.Turned => "It was read turned by 180°.",
        ReadingWay.TurnedClockwise => "It was read turned by 90° clockwise.",
        ReadingWay.TurnedCounterclockwise => "It was read turned by 90° counterclockwise.",
        _ => null,
    };
}
