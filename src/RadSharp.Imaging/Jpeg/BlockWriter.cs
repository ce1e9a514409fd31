namespace RadSharp.Imaging.Jpeg;

/// <summary>Writes blocks of baseline components that share their tables: ITU-T T.81, F.1.</summary>
/// <param name="steps">64 step sizes in natural order.</param>
/// <param name="dc">Code of DC differences, as in <see cref="StandardTables"/>.</param>
/// <param name="ac">Code of AC coefficients.</param>
internal sealed class BlockWriter(byte[] steps, ReadOnlySpan<byte> dc, ReadOnlySpan<byte> ac)
{
    private const int EndOfBlock = 0x00;
    private const int SixteenZeros = 0xF0;
    private readonly HuffmanCode _dc = new(dc);
    private readonly HuffmanCode _ac = new(ac);

    /// <summary>Writes the two Huffman tables under one number.</summary>
    public void WriteTables(Stream destination, byte number)
    {
        SegmentWriter.WriteHuffmanTable(destination, number, _dc);
        SegmentWriter.WriteHuffmanTable(destination, (byte)(0x10 | number), _ac);
    }

    /// <summary>Transforms, quantises and writes eight rows of eight samples.</summary>
    /// <param name="bits">Where to.</param>
    /// <param name="plane">The component.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="prediction">First coefficient of the component's block before; becomes the one of this block.</param>
    public void Write(BitWriter bits, Plane<byte> plane, int left, int top, ref int prediction)
    {
        Span<int> block = stackalloc int[CoefficientBlock.Size];
        for (var index = 0; index < block.Length; index++)
        {
            block[index] = plane.Samples[((top + (index / 8)) * plane.Stride) + left + (index % 8)] - 128;
        }

        ForwardDct.Transform(block);
        for (var index = 0; index < block.Length; index++)
        {
            // The transform multiplies by 8. Halves are rounded away from zero.
            var divisor = 8 * steps[index];
            block[index] = (block[index] + (block[index] < 0 ? -divisor / 2 : divisor / 2)) / divisor;
        }

        Write(bits, _dc, 0, block[0] - prediction);
        prediction = block[0];
        var run = 0;
        for (var place = 1; place < block.Length; place++)
        {
            var coefficient = block[CoefficientBlock.Zigzag[place]];
            if (coefficient == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
            {
                _ac.Write(bits, SixteenZeros, 0, 0);
            }

            Write(bits, _ac, run, coefficient);
            run = 0;
        }

        if (run > 0)
        {
            _ac.Write(bits, EndOfBlock, 0, 0);
        }
    }

    /// <summary>Writes a block that is flat and of the same level as the block before.</summary>
    public void WriteRepeated(BitWriter bits)
    {
        Write(bits, _dc, 0, 0);
        _ac.Write(bits, EndOfBlock, 0, 0);
    }

    private static void Write(BitWriter bits, HuffmanCode code, int run, int value)
    {
        var category = BitWriter.Category(value);
        code.Write(bits, (run << 4) | category, BitWriter.AdditionalBits(value), category);
    }
}
