using System.IO.Compression;
using RadSharp.Assistant;
using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Grey;
using RadSharp.Imaging.Png;

namespace RadSharp.Server.Films;

/// <summary>Films and maps as pictures.</summary>
internal static class FilmPictures
{
    /// <summary>Pixels on the longer side of a thumbnail.</summary>
    public const int ThumbnailSide = 256;

    /// <summary>Pixels on the longer side of a film that is sent to another server's model.</summary>
    public const int RemoteSide = 1024;

    private const int HeatMapSide = 512;

    /// <summary>A film in 8-bit greys, made smaller where it is larger than a side.</summary>
    public static Image<byte> Render(Film film, int side, VoiTransform? voi = null, bool isInverted = false)
    {
        var greys = film.Render(voi);
        if (isInverted)
        {
            foreach (ref var grey in greys.Samples.AsSpan())
            {
                grey = (byte)~grey;
            }
        }

        var (width, height) = Within(side, film.Width, film.Height);
        return width == film.Width ? greys : Resampling.Resize(greys, width, height, ResamplingFilter.Bilinear);
    }

    /// <summary>A heat map in a film's proportions.</summary>
    public static Image<byte> HeatMap(FindingAttention attention, int filmWidth, int filmHeight)
    {
        var (width, height) = Within(HeatMapSide, filmWidth, filmHeight);
        return attention.HeatMap().ToImage(width, height);
    }

    /// <summary>A picture as PNG, quickly.</summary>
    public static byte[] ToPng(Image<byte> picture)
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, picture, CompressionLevel.Fastest);
        return stream.ToArray();
    }

    /// <summary>A film with nothing on it.</summary>
    public static Film Blank() => FilmReader.Read(ToPng(new Image<byte>(ThumbnailSide, ThumbnailSide)));

    private static (int Width, int Height) Within(int side, int width, int height)
    {
        var scale = Math.Min(1, side / (double)Math.Max(width, height));
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}
