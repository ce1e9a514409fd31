namespace RadSharp.Models.Vision;

/// <summary>How the blocks of a <see cref="ResNet"/> are built.</summary>
public enum ResNetBlockKind
{
    /// <summary>1×1, 3×3 and 1×1 convolutions; the output is four times wider than the inside. ResNet-50 and deeper.</summary>
    Bottleneck,

    /// <summary>Two 3×3 convolutions. ResNet-18 and ResNet-34.</summary>
    Basic,
}

/// <summary>The numbers of a <see cref="ResNet"/>; those of ResNet-50 if nothing else is said.</summary>
public sealed record ResNetConfig
{
    /// <summary>How the blocks are built.</summary>
    public ResNetBlockKind BlockKind { get; init; } = ResNetBlockKind.Bottleneck;

    /// <summary>Blocks in each of the stages <c>layer1</c>, <c>layer2</c>, …; each stage but the first halves the size.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    /// <summary>Channels after the first convolution, and inside the blocks of the first stage; each stage doubles it.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Channels of an image.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Channels of the output: 2048 for ResNet-50.</summary>
    public int OutChannels => (Width << (Blocks.Count - 1)) * ExpansionOf(BlockKind);

    /// <summary>How many times wider a block's output is than its inside.</summary>
    public static int ExpansionOf(ResNetBlockKind kind) => kind is ResNetBlockKind.Bottleneck ? 4 : 1;

    /// <summary>Pixels along a side of the output for so many pixels of the image.</summary>
    public int OutputSize(int pixels)
    {
        // The first convolution, the pooling and every stage but the first halve the size, rounded up.
        for (var halving = 0; halving <= Blocks.Count; halving++)
        {
            pixels = (pixels + 1) / 2;
        }

        return pixels;
    }
}
