using RadSharp.Imaging;
using RadSharp.Imaging.Png;

namespace RadSharp.Cli.Tests;

/// <summary>Films that tests draw: no patient's.</summary>
internal static class TestFilm
{
    private const int Side = 256;

    /// <summary>Bright, with two dark fields where lungs would be, a bright band between them, and a shade over all.</summary>
    public static string WriteChest(string path) => Write(path, (x, y) =>
    {
        var (across, down) = ((x / (double)Side) - 0.5, (y / (double)Side) - 0.48);
        var lung = Math.Pow((Math.Abs(across) - 0.22) / 0.15, 2) + Math.Pow(down / 0.34, 2);
        var air = 1 / (1 + Math.Exp(8 * (lung - 1)));
        var outside = Math.Clamp((Math.Abs(across) - 0.42) * 12, 0, 1) * (down < 0 ? 1 : 0.4);
        return (170 + (50 * down) + (9 * Math.Sin(y / 7.0))) * (1 - (0.7 * air)) * (1 - outside);
    });

    /// <summary>One grey.</summary>
    public static string WriteBlank(string path) => Write(path, (_, _) => 128);

    private static string Write(string path, Func<int, int, double> grey)
    {
        var image = new Image<byte>(Side, Side);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                image.Row(y)[x] = (byte)Math.Clamp(grey(x, y), 0, 255);
            }
        }

        using var stream = File.Create(path);
        PngWriter.Write(stream, image);
        return path;
    }
}
