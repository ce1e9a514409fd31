namespace RadSharp.Imaging.Native;

/// <summary>What a native decoder made of a code stream.</summary>
/// <param name="Image">
/// Samples of <see cref="byte"/> up to 8 bits, of <see cref="ushort"/> above; signed ones in two's complement over the whole
/// width of the type.
/// </param>
/// <param name="BitsPerSample">As the code stream declares, 1 to 16.</param>
/// <param name="IsSigned">Whether samples are signed.</param>
public sealed record DecodedSamples(Image Image, int BitsPerSample, bool IsSigned);
