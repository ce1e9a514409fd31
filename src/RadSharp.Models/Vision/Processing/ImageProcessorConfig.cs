using System.Text.Json;
using RadSharp.Imaging.Geometry;

namespace RadSharp.Models.Vision.Processing;

/// <summary>How a checkpoint wants its images, from Hugging Face's <c>preprocessor_config.json</c>.</summary>
public sealed record ImageProcessorConfig
{
    /// <summary>Rows and columns of the resized image, <c>size</c>; null where the shorter side is given.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Pixels of the resized image's shorter side, <c>size.shortest_edge</c>; null where the size is given.</summary>
    public int? ShorterSide { get; init; }

    /// <summary>Rows and columns cut from the middle of the resized image, <c>crop_size</c>; null where nothing is.</summary>
    public (int Height, int Width)? Crop { get; init; }

    /// <summary>How it is resized: <c>resample</c>.</summary>
    public ResamplingFilter Filter { get; init; } = ResamplingFilter.Bicubic;

    /// <summary>What 8-bit samples are multiplied with: <c>rescale_factor</c>.</summary>
    public double RescaleFactor { get; init; } = 1 / 255.0;

    /// <summary>What is then subtracted from red, green and blue: <c>image_mean</c>.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>What it is then divided by: <c>image_std</c>.</summary>
    public required IReadOnlyList<double> Deviation { get; init; }

    /// <summary>What any-resolution images are fitted into, <c>image_grid_pinpoints</c>; empty where there are none.</summary>
    public IReadOnlyList<(int Height, int Width)> GridPinpoints { get; init; } = [];

    /// <summary>Rows and columns of what the processor makes.</summary>
    public (int Height, int Width) OutputSize => Crop ?? Size ?? throw new InvalidOperationException(
        "Images whose shorter side is resized have no size of their own without a crop.");

    /// <summary>LLaVA-NeXT's for SigLIP, whose folders have no such file (llava/model/multimodal_encoder/siglip_encoder.py).</summary>
    /// <param name="size">Rows and columns of pixels of a tile.</param>
    internal static ImageProcessorConfig ForSigLip(int size) =>
        new() { Size = (size, size), Mean = [0.5, 0.5, 0.5], Deviation = [0.5, 0.5, 0.5] };

    /// <summary>Reads the file. Fields that it does not need are ignored.</summary>
    /// <param name="path">Path of <c>preprocessor_config.json</c>.</param>
    /// <exception cref="InvalidDataException">A field is missing or wrong; the message names file and field.</exception>
    public static ImageProcessorConfig Read(string path)
    {
        var section = ConfigSection.Read(path);
        if (!section.Flag("do_resize", true))
        {
            throw section.Wrong("do_resize", "true: networks here take images of one size");
        }

        var crops = section.Flag("do_center_crop", false);
        var shorterSide = ShorterSideOf(section, crops);
        var config = new ImageProcessorConfig
        {
            Size = shorterSide is null ? SizeOf(section, "size") : null,
            ShorterSide = shorterSide,
            Crop = crops ? SizeOf(section, "crop_size") : null,
            Filter = FilterOf(section),
            RescaleFactor = section.Flag("do_rescale", true) ? section.Number("rescale_factor", 1 / 255.0) : 1,
            Mean = section.Flag("do_normalize", true) ? Three(section, "image_mean") : [0, 0, 0],
            Deviation = section.Flag("do_normalize", true) ? Three(section, "image_std") : [1, 1, 1],
            GridPinpoints = Pinpoints(section),
        };
        if (config.ShorterSide is { } side
            && (config.Crop ?? throw section.Missing("crop_size")) is var (height, width) && Math.Max(height, width) > side)
        {
            throw section.Wrong("crop_size", $"at most the shorter side of {side} pixels");
        }

        return config.Deviation.Any(value => value <= 0) ? throw section.Wrong("image_std", "three positive numbers") : config;
    }

    // A single number is the shorter side where something is cut out afterwards (CLIP), and both sides elsewhere (SigLIP).
    private static int? ShorterSideOf(ConfigSection section, bool crops) =>
        !section.TryGet("size", out var size) ? throw section.Missing("size")
        : size.ValueKind == JsonValueKind.Object && size.TryGetProperty("shortest_edge", out var edge)
        ? CountOf(edge) ?? throw section.Wrong("size", "a size with a positive shortest_edge")
        : crops ? CountOf(size) : null;

    private static (int Height, int Width) SizeOf(ConfigSection section, string field)
    {
        if (!section.TryGet(field, out var size))
        {
            throw section.Missing(field);
        }

        if (CountOf(size) is { } side)
        {
            return (side, side);
        }

        return size.ValueKind == JsonValueKind.Object
            && size.TryGetProperty("height", out var height) && CountOf(height) is { } rows
            && size.TryGetProperty("width", out var width) && CountOf(width) is { } columns
            ? (rows, columns) : throw section.Wrong(field, "a positive number of pixels, or a height and a width");
    }

    private static ResamplingFilter FilterOf(ConfigSection section) => section.Number("resample", 3) switch
    {
        // Pillow's numbers.
        1 => ResamplingFilter.Lanczos,
        2 => ResamplingFilter.Bilinear,
        3 => ResamplingFilter.Bicubic,
        4 => ResamplingFilter.Box,
        5 => ResamplingFilter.Hamming,
        _ => throw section.Wrong("resample", "1 (Lanczos), 2 (bilinear), 3 (bicubic), 4 (box) or 5 (Hamming)"),
    };

    private static double[] Three(ConfigSection section, string field)
    {
        if (!section.TryGet(field, out var values))
        {
            throw section.Missing(field);
        }

        double[]? numbers = values.ValueKind == JsonValueKind.Array
            && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number)
            ? [.. values.EnumerateArray().Select(value => value.GetDouble())] : null;
        return numbers is { Length: 3 } ? numbers : throw section.Wrong(field, "three numbers, for red, green and blue");
    }

    /// <summary>The sizes under <c>image_grid_pinpoints</c>, which a model's own configuration has too.</summary>
    internal static (int Height, int Width)[] Pinpoints(ConfigSection section)
    {
        if (!section.TryGet("image_grid_pinpoints", out var pinpoints))
        {
            return [];
        }

        const string Expected = "a list of pairs of positive heights and widths";
        return pinpoints.ValueKind != JsonValueKind.Array
            ? throw section.Wrong("image_grid_pinpoints", Expected)
            : [.. pinpoints.EnumerateArray().Select(pair =>
                pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2
                && CountOf(pair[0]) is { } height && CountOf(pair[1]) is { } width
                ? (height, width) : throw section.Wrong("image_grid_pinpoints", Expected))];
    }

    private static int? CountOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 1 ? count : null;
}
