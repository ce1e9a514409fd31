namespace RadSharp.Models.Vision;

/// <summary>The numbers of a <see cref="BioViLT"/>; those of the published model if nothing else is said.</summary>
public sealed record BioViLTConfig
{
    /// <summary>The backbone.</summary>
    public ResNetConfig Backbone { get; init; } = new();

    /// <summary>Channels of a patch of one image; a patch of the output has twice as many.</summary>
    public int PatchChannels { get; init; } = 256;

    /// <summary>
    /// Channels after the projector: 128 in the published model and in RaDialog's classifier, 1408 in RaDialog-align; null
    /// without a projector, as in RaDialog-project.
    /// </summary>
    public int? JointFeatureSize { get; init; } = 128;

    /// <summary>Rows and columns of patches that a comparison with a previous image is made for: 14 for 448 pixels.</summary>
    public int PoolerGrid { get; init; } = 14;

    /// <summary>Blocks of the temporal pooler.</summary>
    public int PoolerBlocks { get; init; } = 3;

    /// <summary>Attention heads of the temporal pooler.</summary>
    public int PoolerHeads { get; init; } = 8;
}
