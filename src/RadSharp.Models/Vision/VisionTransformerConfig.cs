using RadSharp.Models.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Vision;

/// <summary>The numbers of a vision transformer, under the names of Hugging Face's <c>config.json</c>.</summary>
public sealed record VisionTransformerConfig
{
    /// <summary>Which kind: <c>model_type</c>.</summary>
    public required VisionTransformerFamily Family { get; init; }

    /// <summary>Width of a token: <c>hidden_size</c>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside a block's MLP: <c>intermediate_size</c>, or <c>hidden_size · mlp_ratio</c>.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Blocks: <c>num_hidden_layers</c>.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads: <c>num_attention_heads</c>.</summary>
    public required int Heads { get; init; }

    /// <summary>Rows and columns of pixels of the images that the positions are for: <c>image_size</c>.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Rows and columns of pixels of a patch: <c>patch_size</c>.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Channels of an image: <c>num_channels</c>.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The function inside a block's MLP: <c>hidden_act</c>.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Added to the variance in each norm: <c>layer_norm_eps</c>.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Whether queries, keys and values have a bias: DINOv2's <c>qkv_bias</c>.</summary>
    public bool HasAttentionBias { get; init; } = true;

    /// <summary>Whether there is an attention-pooling head: SigLIP's <c>vision_use_head</c>.</summary>
    public bool HasHead { get; init; }

    /// <summary>Whether a class token stands before the patches.</summary>
    public bool HasClassToken => Family != VisionTransformerFamily.SigLip;

    /// <summary>Patches along a side of an image; what is left over at the right and below is not seen.</summary>
    public int PatchesPerSide => ImageSize / PatchSize;

    /// <summary>Reads a <c>config.json</c> of a vision model, or of a model that has one under <c>vision_config</c>.</summary>
    /// <param name="path">The file. Fields that it does not need are ignored; those that Hugging Face's classes leave out
    /// where they have their usual value may be missing.</param>
    /// <exception cref="InvalidDataException">A field is missing or wrong; the message names file and field.</exception>
    public static VisionTransformerConfig Read(string path) =>
        From(ConfigSection.Read(path).SectionOrThis("vision_config"));

    internal static VisionTransformerConfig From(ConfigSection section)
    {
        var type = section.Text("model_type");
        var config = type switch
        {
            "siglip_vision_model" => SigLip(section),
            "clip_vision_model" => Clip(section),
            "dinov2" => DinoV2(section),
            _ => throw section.Wrong("model_type", "siglip_vision_model, clip_vision_model or dinov2"),
        };
        return config.HiddenSize % config.Heads != 0
            ? throw section.Wrong("hidden_size", $"a multiple of the {config.Heads} attention heads")
            : config.PatchSize > config.ImageSize
            ? throw section.Wrong("patch_size", $"at most the image size of {config.ImageSize}")
            : config;
    }

    /// <summary>google/siglip-so400m-patch14-384's encoder, whole, without its pooling head.</summary>
    public static VisionTransformerConfig SigLipSo400M384 { get; } = new()
    {
        Family = VisionTransformerFamily.SigLip,
        HiddenSize = 1152,
        IntermediateSize = 4304,
        Layers = 27,
        Heads = 16,
        ImageSize = 384,
        PatchSize = 14,
        Channels = 3,
        Activation = Activation.GeluTanh,
        NormEpsilon = 1e-6f,
    };

    // transformers: models/siglip/configuration_siglip.py
    private static VisionTransformerConfig SigLip(ConfigSection section) =>
        Of(section, VisionTransformerFamily.SigLip, patchSize: 16, "gelu_pytorch_tanh", normEpsilon: 1e-6) with
        {
            HasHead = section.Flag("vision_use_head", true),
        };

    // transformers: models/clip/configuration_clip.py
    private static VisionTransformerConfig Clip(ConfigSection section) =>
        Of(section, VisionTransformerFamily.Clip, patchSize: 32, "quick_gelu", normEpsilon: 1e-5);

    // The two families' files differ in the usual values that they leave out.
    private static VisionTransformerConfig Of(
        ConfigSection section, VisionTransformerFamily family, int patchSize, string activation, double normEpsilon) =>
        new()
        {
            Family = family,
            HiddenSize = section.Count("hidden_size", 768),
            IntermediateSize = section.Count("intermediate_size", 3072),
            Layers = section.Count("num_hidden_layers", 12, ConfigFields.MostLayers),
            Heads = section.Count("num_attention_heads", 12),
            ImageSize = section.Count("image_size", 224),
            PatchSize = section.Count("patch_size", patchSize),
            Channels = section.Count("num_channels", 3),
            Activation = ActivationOf(section, activation),
            NormEpsilon = (float)section.Number("layer_norm_eps", normEpsilon),
        };

    // transformers: models/dinov2/configuration_dinov2.py. Its usual patch size and epsilon have changed between releases, so
    // a file must say them.
    private static VisionTransformerConfig DinoV2(ConfigSection section)
    {
        if (section.Flag("use_swiglu_ffn", false))
        {
            throw section.Wrong("use_swiglu_ffn", "false, because gated MLPs (DINOv2 giant) are not supported");
        }

        var hidden = section.Count("hidden_size", 768);
        return new()
        {
            Family = VisionTransformerFamily.DinoV2,
            HiddenSize = hidden,
            IntermediateSize = (int)(hidden * section.Number("mlp_ratio", 4)),
            Layers = section.Count("num_hidden_layers", 12, ConfigFields.MostLayers),
            Heads = section.Count("num_attention_heads", 12),
            ImageSize = section.Count("image_size", 224),
            PatchSize = section.Count("patch_size"),
            Channels = section.Count("num_channels", 3),
            Activation = ActivationOf(section, "gelu"),
            NormEpsilon = (float)section.Number("layer_norm_eps"),
            HasAttentionBias = section.Flag("qkv_bias", true),
        };
    }

    private static Activation ActivationOf(ConfigSection section, string missing) => section.Text("hidden_act", missing) switch
    {
        "gelu" => Activation.Gelu,
        "gelu_pytorch_tanh" or "gelu_new" => Activation.GeluTanh,
        "quick_gelu" => Activation.QuickGelu,
        "relu" => Activation.Relu,
        "silu" or "swish" => Activation.Silu,
        _ => throw section.Wrong("hidden_act", "gelu, gelu_pytorch_tanh, gelu_new, quick_gelu, relu, silu or swish"),
    };
}
