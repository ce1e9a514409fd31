using System.Text.RegularExpressions;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Vision;
using RadSharp.Models.Vision.Processing;

namespace RadSharp.Models.Compositions;

/// <summary>The numbers of a LLaVA-OneVision model such as RadVLM, from its folder's <c>config.json</c>.</summary>
/// <param name="Vision">Under <c>vision_config</c>.</param>
/// <param name="Text">Under <c>text_config</c>.</param>
/// <param name="Resolutions">How images become tiles and tokens.</param>
public sealed partial record LlavaOnevisionConfig(VisionTransformerConfig Vision, DecoderConfig Text, AnyResolution Resolutions)
{
    /// <summary>The token that keeps a place for image features: <c>image_token_index</c>.</summary>
    public required int ImageToken { get; init; }

    /// <summary>Whether the file is LLaVA-NeXT's own, whose folders say less than Hugging Face's.</summary>
    internal bool IsOriginal => ImageToken == OriginalImageToken;

    /// <summary>Which of the vision encoder's hidden states is taken: <c>vision_feature_layer</c>.</summary>
    public int FeatureLayer { get; init; } = -1;

    // What LLaVA-NeXT, in which these models are trained, calls them.
    private const string OriginalType = "llava_qwen";

    // LLaVA-NeXT's number for an image, no token of the vocabulary.
    private const int OriginalImageToken = -200;

    private const string SigLip = "siglip-so400m-patch14-384";

    /// <summary>Reads a configuration of Hugging Face's (<c>llava_onevision</c>) or LLaVA-NeXT's (<c>llava_qwen</c>).</summary>
    /// <param name="path">The <c>config.json</c>.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static LlavaOnevisionConfig Read(string path)
    {
        var section = ConfigSection.Read(path);
        if (section.Text("model_type") == OriginalType)
        {
            return ReadOriginal(section, path);
        }

        if (section.Text("model_type") != "llava_onevision")
        {
            throw section.Wrong("model_type", $"llava_onevision or {OriginalType}");
        }

        if (section.Text("vision_feature_select_strategy", "full") != "full")
        {
            throw section.Wrong("vision_feature_select_strategy", "full");
        }

        if (!section.TryGet("text_config", out var text))
        {
            throw section.Missing("text_config");
        }

        var vision = VisionTransformerConfig.From(section.SectionOrThis("vision_config"));
        var resolutions = ResolutionsOf(
            ImageProcessorConfig.Pinpoints(section), vision, section.Text("vision_aspect_ratio", "anyres_max_9"), path);
        return new(vision, DecoderConfig.Read(text, path, isNested: true), resolutions)
        {
            // Newer releases of transformers say image_token_id.
            ImageToken = section.Count(section.TryGet("image_token_id", out _) ? "image_token_id" : "image_token_index"),
            FeatureLayer = (int)section.Number("vision_feature_layer", -1),
        };
    }

    // LLaVA-NeXT: llava/model/multimodal_encoder/siglip_encoder.py, llava/mm_utils.py. The encoder's last layer is deleted and
    // the state before the last norm taken, whatever mm_vision_select_layer says.
    private static LlavaOnevisionConfig ReadOriginal(ConfigSection section, string path)
    {
        if (!section.TryGet("vision_config", out _) && !section.Text("mm_vision_tower").Contains(SigLip, StringComparison.Ordinal))
        {
            throw section.Wrong("mm_vision_tower", $"google/{SigLip}");
        }

        if (section.Text("mm_patch_merge_type", "spatial_unpad") != "spatial_unpad")
        {
            throw section.Wrong("mm_patch_merge_type", "spatial_unpad");
        }

        var vision = section.TryGet("vision_config", out _)
            ? VisionTransformerConfig.From(section.SectionOrThis("vision_config"))
            : VisionTransformerConfig.SigLipSo400M384 with { Layers = VisionTransformerConfig.SigLipSo400M384.Layers - 1 };
        var text = DecoderConfig.Read(ConfigFields.Read(path).Json, path, modelType: "qwen2");
        var resolutions = ResolutionsOf(OriginalPinpoints(section, vision.ImageSize), vision, section.Text("image_aspect_ratio"), path);
        return new(vision, text, resolutions) { ImageToken = OriginalImageToken };
    }

    // Written out, or as "(1x1),...,(6x6)": all grids from so many tiles to so many.
    private static (int Height, int Width)[] OriginalPinpoints(ConfigSection section, int tileSize)
    {
        const string Field = "image_grid_pinpoints";
        if (!section.TryGet(Field, out var value) || value.ValueKind != System.Text.Json.JsonValueKind.String)
        {
            return ImageProcessorConfig.Pinpoints(section);
        }

        var range = GridRange().Match(value.GetString()!);
        if (!range.Success)
        {
            throw section.Wrong(Field, "a list of sizes or a range such as (1x1),...,(6x6)");
        }

        int Number(int group) => int.Parse(range.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        var grids = from rows in Enumerable.Range(Number(1), Math.Max(0, Number(3) - Number(1) + 1))
                    from columns in Enumerable.Range(Number(2), Math.Max(0, Number(4) - Number(2) + 1))
                    select (rows * tileSize, columns * tileSize);
        return [.. grids];
    }

    [GeneratedRegex(@"^\s*\((\d{1,2})x(\d{1,2})\)\s*,\s*\.\.\.\s*,\s*\((\d{1,2})x(\d{1,2})\)\s*$")]
    private static partial Regex GridRange();

    private static AnyResolution ResolutionsOf(
        (int Height, int Width)[] pinpoints, VisionTransformerConfig vision, string aspectRatio, string path)
    {
        try
        {
            return AnyResolution.Of(pinpoints, vision, aspectRatio);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
