namespace RadSharp.Bench.Cases;

/// <summary>The convolutions of ResNet-50, each distinct shape once.</summary>
internal static class ResNet50
{
    /// <summary>Side of the film that <see cref="Convolutions"/> is written for.</summary>
    public const int FilmSize = 224;

    /// <summary>
    /// Channels in and out, side of the window, stride, side of the image, and how often the network has this shape: 53
    /// convolutions in all. The stride of a block is in its 3×3 convolution.
    /// </summary>
    public static IReadOnlyList<(int Input, int Output, int Kernel, int Stride, int Size, int Count)> Convolutions { get; } =
    [
        (3, 64, 7, 2, 224, 1),
        (64, 64, 1, 1, 56, 1),
        (64, 64, 3, 1, 56, 3),
        (64, 256, 1, 1, 56, 4),
        (256, 64, 1, 1, 56, 2),
        (256, 128, 1, 1, 56, 1),
        (128, 128, 3, 2, 56, 1),
        (128, 512, 1, 1, 28, 4),
        (256, 512, 1, 2, 56, 1),
        (512, 128, 1, 1, 28, 3),
        (128, 128, 3, 1, 28, 3),
        (512, 256, 1, 1, 28, 1),
        (256, 256, 3, 2, 28, 1),
        (256, 1024, 1, 1, 14, 6),
        (512, 1024, 1, 2, 28, 1),
        (1024, 256, 1, 1, 14, 5),
        (256, 256, 3, 1, 14, 5),
        (1024, 512, 1, 1, 14, 1),
        (512, 512, 3, 2, 14, 1),
        (512, 2048, 1, 1, 7, 3),
        (1024, 2048, 1, 2, 14, 1),
        (2048, 512, 1, 1, 7, 2),
        (512, 512, 3, 1, 7, 2),
    ];
}
