using System.Text.Json;
using RadSharp.Models.Decoders;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;

namespace RadSharp.Models.Compositions;

/// <summary>The numbers of a LLaVA-OneVision model such as RadVLM, from its folder's <c>config.json</c>.</summary>
/// <param name="Vision">Under <c>vision_config</c>.</param>
/// <param name="Text">Under <c>text_config</c>.</param>
/// <param name="Resolutions">How images become tiles and tokens.</param>
public sealed record LlavaOnevisionConfig(VisionTransformerConfig Vision, DecoderConfig Text, AnyResolution Resolutions)
{
    private const string MaxTilesPrefix = "anyres_max_";

    /// <summary>The token that keeps a place for image features: <c>image_token_index</c>.</summary>
    public required int ImageToken { get; init; }

    /// <summary>Which of the vision encoder's hidden states is taken: <c>vision_feature_layer</c>.</summary>
    public int FeatureLayer { get; init; } = -1;

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The <c>config.json</c>.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static LlavaOnevisionConfig Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var fields = new ConfigFields(json.RootElement, path);
        if (fields.Text("model_type") is not "llava_onevision" and var other)
        {
            throw fields.Wrong("model_type", "llava_onevision", $"'{other}'");
        }

        if (fields.Text("vision_feature_select_strategy", "full") is not "full" and var strategy)
        {
            throw fields.Wrong("vision_feature_select_strategy", "full", $"'{strategy}'");
        }

        var aspect = fields.Text("vision_aspect_ratio", "anyres_max_9");
        if (!aspect.StartsWith(MaxTilesPrefix, StringComparison.Ordinal) || !int.TryParse(aspect[MaxTilesPrefix.Length..], out var maxTiles)
            || maxTiles < 1)
        {
            throw fields.Wrong("vision_aspect_ratio", "anyres_max_ and a number of tiles", $"'{aspect}'");
        }

        var vision = VisionTransformerConfig.Read(path);
        var text = DecoderConfig.Read(json.RootElement.GetProperty("text_config"), path, isNested: true);
        return new(vision, text, new AnyResolution(Pinpoints(json.RootElement, fields), vision.ImageSize, vision.PatchesPerSide, maxTiles))
        {
            ImageToken = fields.Positive("image_token_index", null),
            FeatureLayer = json.RootElement.TryGetProperty("vision_feature_layer", out var layer) ? layer.GetInt32() : -1,
        };
    }

    private static List<(int Height, int Width)> Pinpoints(JsonElement json, ConfigFields fields)
    {
        List<(int, int)> pinpoints = [];
        if (!json.TryGetProperty("image_grid_pinpoints", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw fields.Wrong("image_grid_pinpoints", "a list of sizes", "no such list");
        }

        foreach (var size in list.EnumerateArray())
        {
            pinpoints.Add(size.ValueKind == JsonValueKind.Array && size.GetArrayLength() == 2
                ? (size[0].GetInt32(), size[1].GetInt32())
                : throw fields.Wrong("image_grid_pinpoints", "a list of pairs of numbers", size.GetRawText()));
        }

        return pinpoints;
    }
}
