namespace RadSharp.Imaging.Tests.Geometry;

/// <summary>Images to test with.</summary>
internal static class Pictures
{
    /// <summary>A decoded golden file of 8 bits.</summary>
    public static Image<byte> Golden(string name) => Read(name, sample => (byte)sample);

    /// <summary>A decoded golden file of 16 bits.</summary>
    public static Image<ushort> Golden16(string name) => Read(name, sample => (ushort)sample);

    /// <summary>Random samples, always the same for the same seed.</summary>
    public static Image<byte> Noise(int width, int height, int channels, int seed)
    {
        var image = new Image<byte>(width, height, channels);
        new Random(seed).NextBytes(image.Samples);
        return image;
    }

    private static Image<T> Read<T>(string name, Converter<int, T> convert) where T : unmanaged
    {
        var (shape, samples) = Tests.Golden.Read(name);
        return new Image<T>(shape[1], shape[0], shape.Length > 2 ? shape[2] : 1, Array.ConvertAll(samples, convert));
    }
}
