namespace RadSharp.Imaging.Jpeg;

/// <summary>The decoded samples of one component, in rows that may be longer than the component is wide.</summary>
/// <typeparam name="T"><see cref="byte"/> or <see cref="ushort"/>.</typeparam>
/// <param name="Width">Samples of the component in a row.</param>
/// <param name="Height">Rows of the component.</param>
/// <param name="Stride">Samples from one row to the next.</param>
/// <param name="Samples">The rows; more of them than <paramref name="Height"/> where blocks reach beyond the image.</param>
internal sealed record Plane<T>(int Width, int Height, int Stride, T[] Samples) where T : unmanaged
{
    /// <summary>The samples of one row without what lies beyond the image.</summary>
    public Span<T> Row(int y) => Samples.AsSpan(y * Stride, Width);
}
