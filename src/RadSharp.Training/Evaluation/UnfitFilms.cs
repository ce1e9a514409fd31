using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Png;

namespace RadSharp.Training.Evaluation;

/// <summary>Images that are no upright frontal chest films.</summary>
internal static class UnfitFilms
{
    private const int Width = 640;
    private const int Height = 520;

    private static readonly byte[] Greys = [0, 64, 128, 192, 255];

    // Pixels on a side of one grey.
    private static readonly int[] Grains = [1, 4, 16, 64];

    /// <summary>Images of one grey.</summary>
    public static IEnumerable<Film> Blank() => Greys.Select(grey => Draw((_, _) => grey));

    /// <summary>Noise from fine to coarse.</summary>
    public static IEnumerable<Film> Noise() => Grains.Select(grain =>
    {
        var random = new Random(grain);
        var greys = new byte[(Width / grain) + 1, (Height / grain) + 1];
        foreach (ref var grey in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref greys[0, 0], greys.Length))
        {
            grey = (byte)random.Next(256);
        }

        return Draw((x, y) => greys[x / grain, y / grain]);
    });

    /// <summary>Grey landscapes: a sky that grows darker upwards, a sun, hills behind each other, grass.</summary>
    public static IEnumerable<Film> Photographs() => Enumerable.Range(0, 6).Select(seed =>
    {
        var random = new Random(seed);
        var (sunX, sunY, radius) = (random.Next(Width), random.Next(Height / 3), random.Next(15, 60));
        var hills = Enumerable.Range(0, 3).Select(hill => (
            Base: Height * (0.4 + (0.18 * hill)), Size: random.Next(15, 60), Length: random.Next(60, 250),
            Shift: random.Next(Width), Grey: random.Next(40, 150))).ToArray();
        return Draw((x, y) =>
        {
            var grass = random.Next(-12, 13);
            for (var hill = hills.Length - 1; hill >= 0; hill--)
            {
                var (height, size, length, shift, grey) = hills[hill];
                if (y > height + (size * Math.Sin((x + shift) / (double)length)))
                {
                    return (byte)(grey + grass);
                }
            }

            var isSun = ((x - sunX) * (x - sunX)) + ((y - sunY) * (y - sunY)) < radius * radius;
            return (byte)(isSun ? 250 : 120 + (100 * y / Height) + (grass / 4));
        });
    });

    /// <summary>A film lying on its side.</summary>
    public static IEnumerable<Film> Turned(Film film)
    {
        var greys = film.Render();
        return [Of(Orienting.RotateClockwise(greys)), Of(Orienting.RotateCounterClockwise(greys))];
    }

    /// <summary>A film's mirror image.</summary>
    public static Film Mirrored(Film film) => Of(Orienting.FlipHorizontally(film.Render()));

    private static Film Draw(Func<int, int, byte> grey)
    {
        var image = new Image<byte>(Width, Height);
        for (var pixel = 0; pixel < image.Samples.Length; pixel++)
        {
            image.Samples[pixel] = grey(pixel % Width, pixel / Width);
        }

        return Of(image);
    }

    private static Film Of(Image<byte> image)
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, image);
        return FilmReader.Read(stream.ToArray());
    }
}
