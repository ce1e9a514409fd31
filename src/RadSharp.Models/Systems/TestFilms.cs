using RadSharp.Imaging;
using RadSharp.Imaging.Png;

namespace RadSharp.Models.Systems;

/// <summary>Films that show nothing.</summary>
internal static class TestFilms
{
    /// <summary>A film of one grey.</summary>
    public static Film Blank(int width, int height) => Of(width, height, static (_, _) => 128);

    /// <summary>A film of noise, the same each time.</summary>
    public static Film Noise(int width, int height) => Of(width, height, static (random, _) => (byte)random.Next(256));

    private static Film Of(int width, int height, Func<Random, int, byte> grey)
    {
        var random = new Random(1);
        var image = new Image<byte>(width, height, 1);
        for (var pixel = 0; pixel < image.Samples.Length; pixel++)
        {
            image.Samples[pixel] = grey(random, pixel);
        }

        using var stream = new MemoryStream();
        PngWriter.Write(stream, image);
        return FilmReader.Read(stream.ToArray());
    }
}
