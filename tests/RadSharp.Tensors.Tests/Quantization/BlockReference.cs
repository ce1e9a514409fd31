using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Tests.Quantization;

/// <summary>The formats written down plainly: one row-major block after the other, a scale and 32 or 16 bytes.</summary>
internal static class BlockReference
{
    public static byte[] Quantize(DType dtype, ReadOnlySpan<float> values)
    {
        var bytes = new List<byte>();
        for (var start = 0; start < values.Length; start += 32)
        {
            bytes.AddRange(dtype == DType.Q8 ? Q8(values.Slice(start, 32)) : Q4(values.Slice(start, 32)));
        }

        return [.. bytes];
    }

    private static byte[] Q8(ReadOnlySpan<float> values)
    {
        var magnitude = 0f;
        foreach (var value in values)
        {
            magnitude = MathF.Max(magnitude, MathF.Abs(value));
        }

        var step = magnitude / 127;
        var inverse = step == 0 ? 0 : 1 / step;
        var block = new byte[34];
        MemoryMarshal.Write(block, (Half)step);
        for (var index = 0; index < 32; index++)
        {
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
        }

        return block;
    }

    private static byte[] Q4(ReadOnlySpan<float> values)
    {
        var (magnitude, extreme) = (0f, 0f);
        foreach (var value in values)
        {
            if (magnitude < MathF.Abs(value))
            {
                (magnitude, extreme) = (MathF.Abs(value), value);
            }
        }

        var step = extreme / -8;
        var inverse = step == 0 ? 0 : 1 / step;
        var block = new byte[18];
        MemoryMarshal.Write(block, (Half)step);
        for (var index = 0; index < 16; index++)
        {
            var low = Math.Min(15, (int)((values[index] * inverse) + 8.5f));
            var high = Math.Min(15, (int)((values[16 + index] * inverse) + 8.5f));
            block[2 + index] = (byte)(low | (high << 4));
        }

        return block;
    }

    public static float[] Dequantize(DType dtype, ReadOnlySpan<byte> bytes)
    {
        var blockBytes = dtype == DType.Q8 ? 34 : 18;
        var values = new float[bytes.Length / blockBytes * 32];
        for (var index = 0; index < values.Length; index++)
        {
            var block = bytes[(index / 32 * blockBytes)..];
            var within = index % 32;
            var integer = dtype == DType.Q8 ? (sbyte)block[2 + within]
                : within < 16 ? (block[2 + within] & 15) - 8
                : (block[2 + within - 16] >> 4) - 8;
            values[index] = integer * (float)MemoryMarshal.Read<Half>(block);
        }

        return values;
    }
}
