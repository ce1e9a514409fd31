namespace RadSharp.Models.Vision;

/// <summary>The numbers of a <see cref="ChestNetwork"/>.</summary>
public sealed record ChestNetworkConfig
{
    /// <summary>Rows and columns of pixels of an image.</summary>
    public int ImageSize { get; init; } = 192;

    /// <summary>The residual network, of one channel.</summary>
    public ResNetConfig Backbone { get; init; } = new()
    {
        BlockKind = ResNetBlockKind.Basic,
        Blocks = [2, 2, 2, 2],
        Width = 32,
        Channels = 1,
    };

    /// <summary>Findings that the network tells: those of NIH ChestX-ray14, in their order.</summary>
    public int Findings { get; init; } = 14;

    /// <summary>Rows and columns of the feature map.</summary>
    public int FeatureSize => Backbone.OutputSize(ImageSize);
}
