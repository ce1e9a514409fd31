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
    /// <summary>The token that keeps a place for image features: <c>image_token_index</c>.</summary>
    public required int ImageToken { get; init; }

    /// <summary>Which of the vision encoder's hidden states is taken: <c>vision_feature_layer</c>.</summary>
    public int FeatureLayer { get; init; } = -1;

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">The <c>config.json</c>.</param>
    /// <exception cref="InvalidDataException">A field is missing, wrong or not supported; the message names it.</exception>
    public static LlavaOnevisionConfig Read(string path)
    {
        var section = ConfigSection.Read(path);
        if (section.Text("model_type") != "llava_onevision")
        {
            throw section.Wrong("model_type", "llava_onevision");
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
        return new(vision, DecoderConfig.Read(text, path, isNested: true), ResolutionsOf(section, vision, path))
        {
            ImageToken = section.Count("image_token_index"),
            FeatureLayer = (int)section.Number("vision_feature_layer", -1),
        };
    }

    private static AnyResolution ResolutionsOf(ConfigSection section, VisionTransformerConfig vision, string path)
    {
        try
        {
            return AnyResolution.Of(
                ImageProcessorConfig.Pinpoints(section), vision, section.Text("vision_aspect_ratio", "anyres_max_9"));
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
