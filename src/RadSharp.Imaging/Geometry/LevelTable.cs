using System.Numerics;

namespace RadSharp.Imaging.Geometry;

/// <summary>A new level for each level.</summary>
internal static class LevelTable
{
    /// <summary>Looks every sample up.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="table">A level for each value that a sample can have.</param>
    public static Image<byte> Apply<T>(Image<T> image, ReadOnlySpan<byte> table) where T : unmanaged, IBinaryInteger<T>
    {
        var samples = image.Samples;
        var levels = GC.AllocateUninitializedArray<byte>(samples.Length);
        for (var index = 0; index < levels.Length; index++)
        {
            levels[index] = table[int.CreateTruncating(samples[index])];
        }

        return new Image<byte>(image.Width, image.Height, image.Channels, levels);
    }
}
