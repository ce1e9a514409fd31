using RadSharp.Imaging.Dicom;
using RadSharp.Imaging.Dicom.Films;
using RadSharp.Imaging.Geometry;
using RadSharp.Imaging.Grey;
using RadSharp.Imaging.Jpeg;
using RadSharp.Imaging.Png;
using RadSharp.Imaging.Recognition;

namespace RadSharp.Imaging;

/// <summary>Reads a film from whatever hospitals, data sets and people store it as. The content decides, never the name.</summary>
public static class FilmReader
{
    // A PNG or JPEG file is read as a whole.
    private const long MaxFileBytes = 1L << 30;

    // Enough pixels to judge a film's look by.
    private const int ThumbnailSide = 256;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A DICOM, PNG or JPEG file, whatever it is called.</param>
    /// <param name="options">What the caller knows better than the file.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="ImageDataException">It is no film, or a damaged one; the message names file, place and reason.</exception>
    public static Film Read(string path, FilmOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= FilmOptions.Default;
        try
        {
            var format = FilmFormats.Recognize(StartOf(path));
            if (format == FilmFormat.Dicom)
            {
                using var file = DicomFile.Open(path, options.Limits);
                return DicomFilm.Read(file, options, path);
            }

            CheckLength(path);
            return ReadImage(format, File.ReadAllBytes(path), options, path);
        }
        catch (ImageDataException error) when (error.File is null)
        {
            throw error.In(path);
        }
    }

    /// <summary>Reads a film that is in memory.</summary>
    /// <param name="data">The whole of a DICOM, PNG or JPEG file.</param>
    /// <param name="options">What the caller knows better than the file.</param>
    /// <param name="name">What to call it, if it has a name.</param>
    /// <exception cref="ImageDataException">It is no film, or a damaged one; the message names place and reason.</exception>
    public static Film Read(ReadOnlyMemory<byte> data, FilmOptions? options = null, string? name = null)
    {
        options ??= FilmOptions.Default;
        try
        {
            var format = FilmFormats.Recognize(data.Span[..Math.Min(data.Length, FilmFormats.StartLength)]);
            if (format == FilmFormat.Dicom)
            {
                using var file = DicomFile.Read(data, options.Limits);
                return DicomFilm.Read(file, options, name);
            }

            return ReadImage(format, data.Span, options, name);
        }
        catch (ImageDataException error) when (error.File is null && name is not null)
        {
            throw error.In(name);
        }
    }

    private static byte[] StartOf(string path)
    {
        using var file = File.OpenHandle(path);
        var start = new byte[FilmFormats.StartLength];
        return start[..RandomAccess.Read(file, start, fileOffset: 0)];
    }

    private static void CheckLength(string path)
    {
        if (new FileInfo(path).Length is > MaxFileBytes and var length)
        {
            throw new ImageDataException(
                MaxFileBytes, $"Expected a PNG or JPEG file of at most {MaxFileBytes:N0} bytes, found {length:N0}.");
        }
    }

    private static Film ReadImage(FilmFormat format, ReadOnlySpan<byte> data, FilmOptions options, string? name)
    {
        if (options.Frame != 0)
        {
            throw new ImageDataException(0, $"Frame {options.Frame} was asked for, but a {format} file has one frame, number 0.");
        }

        Image image;
        int bits;
        string encoding;
        if (format == FilmFormat.Png)
        {
            image = PngReader.Read(data, options.Limits);
            bits = image is Image<byte> ? 8 : 16;
            encoding = $"PNG, {image.Channels} × {bits} bit";
        }
        else
        {
            var jpeg = JpegReader.Read(data, options.Limits);
            image = Upright(jpeg);
            bits = jpeg.Precision;
            encoding = $"JPEG, {jpeg.Process.ToString().ToLowerInvariant()}, {image.Channels} × {bits} bit";
        }

        var stored = Luminance.Of(image, out var isColored);
        var scale = new GreyScale { BitsStored = bits, IsInverted = options.IsInverted ?? false, Presets = [] };
        List<FilmConcern> concerns = [];
        if (isColored)
        {
            concerns.Add(new(FilmDoubt.Color, "The image has colours; their luminance was taken. A film is grey."));
        }

        var film = new Film
        {
            Stored = stored,
            Grey = scale with { Presets = Presets(stored, scale, []) },
            Source = new(format, name) { Encoding = encoding },
            View = options.View ?? View.Unknown,
            Concerns = concerns,
        };
        concerns.AddRange(ConcernsOfLook(film, options));
        return film;
    }

    /// <summary>
    /// Ways to show a film: those that the file brings, then windows from its own values. Eight stored bits without a window
    /// were made to be looked at, so all of them are shown; more bits begin with the standard window.
    /// </summary>
    internal static IReadOnlyList<VoiTransform> Presets(Image stored, GreyScale scale, IReadOnlyList<VoiTransform> ofFile)
    {
        var histogram = stored is Image<byte> bytes ? Histogram.Of(bytes) : Histogram.Of((Image<ushort>)stored);
        var windows = FilmWindows.Of(histogram.Counts, scale);
        return ofFile.Count > 0 || scale.BitsStored > 8
            ? [.. ofFile, .. windows]
            : [AsStored(scale), .. windows];
    }

    /// <summary>What a frontal chest film's own look says against how it is shown.</summary>
    /// <param name="film">Other views and body parts are not judged, nor is what has too few pixels to look like anything.</param>
    /// <param name="options">What the caller knows better is not judged either.</param>
    internal static IEnumerable<FilmConcern> ConcernsOfLook(Film film, FilmOptions options)
    {
        if (Math.Min(film.Width, film.Height) < ChestTemplate.Side
            || film.View is View.Lateral or View.Other || film.Concerns.Any(concern => concern.Doubt == FilmDoubt.BodyPart))
        {
            return [];
        }

        return ChestTemplate.Judge(film.Thinned(ThumbnailSide).Render()) switch
        {
            ChestLook.Inverted when options.IsInverted is null =>
            [
                new(FilmDoubt.Polarity, "The film looks like a negative: black and white may be exchanged. It is shown as the file says."),
            ],
            ChestLook.UpsideDown => [new(FilmDoubt.Orientation, "The film looks as if it lay upside down. It is shown as the file says.")],
            ChestLook.OnItsSide => [new(FilmDoubt.Orientation, "The film looks as if it lay on its side. It is shown as the file says.")],
            _ => [],
        };
    }

    private static Image Upright(JpegImage jpeg) => jpeg switch
    {
        { Orientation: Orientation.TopLeft } => jpeg.Image,
        { Image: Image<byte> bytes } => Orienting.Apply(bytes, (int)jpeg.Orientation),
        _ => Orienting.Apply((Image<ushort>)jpeg.Image, (int)jpeg.Orientation),
    };

    private static Window AsStored(GreyScale scale)
    {
        var values = Enumerable.Range(0, scale.StoredCount).Select(scale.Value).ToArray();
        return Window.FromRange(values.Min(), values.Max()) with { Explanation = "as stored" };
    }
}
