using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RadSharp.Imaging.Png;

/// <summary>CRC-32 of chunks (PNG 5.5): polynomial 0xEDB88320 in reflected order, begun with and inverted by all ones.</summary>
internal static class PngChecksum
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;

    // Table s at byte v: what v does to the sum when s further bytes follow it.
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of a chunk: of its type and its data.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(~0u, bytes);

    /// <summary>The sum, not inverted, after further bytes.</summary>
    internal static uint Continue(uint sum, ReadOnlySpan<byte> bytes) =>
        Pclmulqdq.IsSupported && bytes.Length >= 128 ? Fold(sum, bytes) : ContinueInSlices(sum, bytes);

    /// <summary>The same without carry-less multiplication, eight bytes a step.</summary>
    internal static uint ContinueInSlices(uint sum, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ sum;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            sum = tables[(7 << 8) + (byte)low] ^ tables[(6 << 8) + (byte)(low >> 8)]
                ^ tables[(5 << 8) + (byte)(low >> 16)] ^ tables[(4 << 8) + (int)(low >> 24)]
                ^ tables[(3 << 8) + (byte)high] ^ tables[(2 << 8) + (byte)(high >> 8)]
                ^ tables[(1 << 8) + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
        }

        foreach (var value in bytes)
        {
            sum = tables[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return sum;
    }

    // Four 128-bit remainders are carried 512 bits forward at a time, then joined to one, whose 16 bytes stand for all that
    // went before (Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ, Intel 2009). The factors are
    // x^n mod P for the distances n = 512 ± 32 and 128 ± 32.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Fold(uint sum, ReadOnlySpan<byte> bytes)
    {
        var far = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
        var near = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var a = blocks[0] ^ Vector128.CreateScalar((ulong)sum);
        var (b, c, d) = (blocks[1], blocks[2], blocks[3]);
        var next = 4;
        for (; next + 4 <= blocks.Length; next += 4)
        {
            a = Forward(a, far) ^ blocks[next];
            b = Forward(b, far) ^ blocks[next + 1];
            c = Forward(c, far) ^ blocks[next + 2];
            d = Forward(d, far) ^ blocks[next + 3];
        }

        a = Forward(a, near) ^ b;
        a = Forward(a, near) ^ c;
        a = Forward(a, near) ^ d;
        for (; next < blocks.Length; next++)
        {
            a = Forward(a, near) ^ blocks[next];
        }

        Span<byte> remainder = stackalloc byte[16];
        a.AsByte().CopyTo(remainder);
        return ContinueInSlices(ContinueInSlices(0, remainder), bytes[(blocks.Length * 16)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Forward(Vector128<ulong> remainder, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(remainder, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(remainder, factors, 0x11);

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (var value = 0; value < 256; value++)
        {
            var sum = (uint)value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
            }

            tables[value] = sum;
        }

        for (var index = 256; index < tables.Length; index++)
        {
            var before = tables[index - 256];
            tables[index] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
