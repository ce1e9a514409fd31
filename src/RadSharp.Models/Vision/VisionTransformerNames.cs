namespace RadSharp.Models.Vision;

/// <summary>How a family's checkpoints name the parts of a vision transformer: the one place for their spellings.</summary>
internal sealed record VisionTransformerNames
{
    /// <summary>Before all other names; empty where there is nothing.</summary>
    public required string Root { get; init; }

    /// <summary>The convolution that makes tokens of patches.</summary>
    public required string PatchEmbedding { get; init; }

    /// <summary>The class token, where there is one.</summary>
    public required string ClassToken { get; init; }

    /// <summary>The learned positions.</summary>
    public required string Positions { get; init; }

    /// <summary>The list of blocks.</summary>
    public required string Blocks { get; init; }

    /// <summary>A block's norm before attention.</summary>
    public required string FirstNorm { get; init; }

    /// <summary>A block's norm before the MLP.</summary>
    public required string SecondNorm { get; init; }

    /// <summary>A block's projection to queries.</summary>
    public required string Query { get; init; }

    /// <summary>A block's projection to keys.</summary>
    public required string Key { get; init; }

    /// <summary>A block's projection to values.</summary>
    public required string Value { get; init; }

    /// <summary>A block's projection after attention.</summary>
    public required string Output { get; init; }

    /// <summary>The norm after the blocks.</summary>
    public required string LastNorm { get; init; }

    /// <summary>transformers: models/siglip/modeling_siglip.py, models/clip/modeling_clip.py</summary>
    private static VisionTransformerNames SigLipAndClip { get; } = new()
    {
        Root = "vision_model",
        PatchEmbedding = "embeddings.patch_embedding",
        ClassToken = "embeddings.class_embedding",
        Positions = "embeddings.position_embedding.weight",
        Blocks = "encoder.layers",
        FirstNorm = "layer_norm1",
        SecondNorm = "layer_norm2",
        Query = "self_attn.q_proj",
        Key = "self_attn.k_proj",
        Value = "self_attn.v_proj",
        Output = "self_attn.out_proj",
        LastNorm = "post_layernorm",
    };

    /// <summary>transformers: models/dinov2/modeling_dinov2.py</summary>
    private static VisionTransformerNames DinoV2 { get; } = new()
    {
        Root = "",
        PatchEmbedding = "embeddings.patch_embeddings.projection",
        ClassToken = "embeddings.cls_token",
        Positions = "embeddings.position_embeddings",
        Blocks = "encoder.layer",
        FirstNorm = "norm1",
        SecondNorm = "norm2",
        Query = "attention.attention.query",
        Key = "attention.attention.key",
        Value = "attention.attention.value",
        Output = "attention.output.dense",
        LastNorm = "layernorm",
    };

    /// <summary>The names of a family.</summary>
    public static VisionTransformerNames Of(VisionTransformerFamily family) =>
        family == VisionTransformerFamily.DinoV2 ? DinoV2 : SigLipAndClip;
}
