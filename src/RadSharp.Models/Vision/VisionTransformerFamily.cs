namespace RadSharp.Models.Vision;

/// <summary>The published kinds of vision transformer, which differ in their tokens, norms, activation and names.</summary>
public enum VisionTransformerFamily
{
    /// <summary>SigLIP (Zhai et al. 2023): no class token; a norm at the end; an attention-pooling head.</summary>
    SigLip,

    /// <summary>CLIP (Radford et al. 2021): class token; a norm before the blocks; the pooled class token is normed.</summary>
    Clip,

    /// <summary>DINOv2 (Oquab et al. 2023), such as RAD-DINO: class token; scaled branches; interpolated positions.</summary>
    DinoV2,
}
