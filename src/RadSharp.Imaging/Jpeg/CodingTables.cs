using System.Buffers.Binary;

namespace RadSharp.Imaging.Jpeg;

/// <summary>The tables that hold for the next scan: ITU-T T.81, B.2.4.</summary>
internal sealed class CodingTables
{
    private const int DestinationCount = 4;
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[DestinationCount];
    private readonly HuffmanTable?[] _ac = new HuffmanTable?[DestinationCount];
    private readonly ushort[]?[] _quantization = new ushort[DestinationCount][];

    /// <summary>Minimum coded units between two restart markers; 0 for none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>Step sizes in zigzag order; null if not defined.</summary>
    public ushort[]? Quantization(int destination) => _quantization[destination];

    /// <summary>A code of DC coefficients or differences; null if not defined.</summary>
    public HuffmanTable? Dc(int destination) => _dc[destination];

    /// <summary>A code of AC coefficients; null if not defined.</summary>
    public HuffmanTable? Ac(int destination) => _ac[destination];

    /// <summary>
    /// Fills the first two Huffman tables of each kind with the typical ones of annex K.3 where none was defined: frames of
    /// motion JPEG and some cameras leave them out.
    /// </summary>
    public void AssumeTypicalHuffmanTables()
    {
        _dc[0] ??= StandardTables.Create(StandardTables.LumaDc, isAc: false);
        _dc[1] ??= StandardTables.Create(StandardTables.ChromaDc, isAc: false);
        _ac[0] ??= StandardTables.Create(StandardTables.LumaAc, isAc: true);
        _ac[1] ??= StandardTables.Create(StandardTables.ChromaAc, isAc: true);
    }

    /// <summary>Reads a segment of quantisation tables (B.2.4.1).</summary>
    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="offset">Where that stands in the data.</param>
    public void ReadQuantization(ReadOnlySpan<byte> segment, int offset)
    {
        for (var rest = segment; rest.Length > 0;)
        {
            var place = offset + segment.Length - rest.Length;
            var (precision, destination) = (rest[0] >> 4, rest[0] & 0xF);
            var byteCount = CoefficientBlock.Size * (precision + 1);
            if (precision > 1 || destination >= DestinationCount || rest.Length < 1 + byteCount)
            {
                throw new ImageDataException(
                    place, $"Expected a quantisation table 0 to 3 of 64 steps in 8 or 16 bits, found table {destination} with "
                    + $"precision {precision} in {rest.Length} bytes.");
            }

            var steps = new ushort[CoefficientBlock.Size];
            for (var index = 0; index < steps.Length; index++)
            {
                steps[index] = precision == 0
                    ? rest[1 + index]
                    : BinaryPrimitives.ReadUInt16BigEndian(rest[(1 + (2 * index))..]);
            }

            _quantization[destination] = steps;
            rest = rest[(1 + byteCount)..];
        }
    }

    /// <summary>Reads a segment of Huffman tables (B.2.4.2).</summary>
    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="offset">Where that stands in the data.</param>
    public void ReadHuffman(ReadOnlySpan<byte> segment, int offset)
    {
        const int LongestCode = 16;
        const int LargestCategory = 16;
        for (var rest = segment; rest.Length > 0;)
        {
            var place = offset + segment.Length - rest.Length;
            var (kind, destination) = (rest[0] >> 4, rest[0] & 0xF);
            if (kind > 1 || destination >= DestinationCount || rest.Length < 1 + LongestCode)
            {
                throw new ImageDataException(
                    place, $"Expected a Huffman table of kind 0 or 1 and number 0 to 3, found kind {kind}, number {destination} "
                    + $"in {rest.Length} bytes.");
            }

            var counts = rest.Slice(1, LongestCode);
            var symbolCount = 0;
            foreach (var count in counts)
            {
                symbolCount += count;
            }

            if (symbolCount > 256 || rest.Length < 1 + LongestCode + symbolCount)
            {
                throw new ImageDataException(
                    place, $"The Huffman table has {symbolCount} symbols; expected at most 256, and all within the segment, of "
                    + $"which {rest.Length - 1 - LongestCode} bytes are left.");
            }

            var isAc = kind == 1;
            var symbols = rest.Slice(1 + LongestCode, symbolCount);
            if (!isAc && symbols.IndexOfAnyExceptInRange((byte)0, (byte)LargestCategory) is var wrong and >= 0)
            {
                throw new ImageDataException(
                    place, $"A Huffman table of DC coefficients has categories 0 to {LargestCategory}, found {symbols[wrong]}.");
            }

            (isAc ? _ac : _dc)[destination] = HuffmanTable.TryCreate(counts, symbols, isAc)
                ?? throw new ImageDataException(place, "The Huffman table has more codes of a length than there can be.");
            rest = rest[(1 + LongestCode + symbolCount)..];
        }
    }

    /// <summary>Reads a segment that sets the restart interval (B.2.4.4).</summary>
    /// <param name="segment">What follows the segment's length.</param>
    /// <param name="offset">Where that stands in the data.</param>
    public void ReadRestartInterval(ReadOnlySpan<byte> segment, int offset) =>
        RestartInterval = segment.Length == 2
            ? BinaryPrimitives.ReadUInt16BigEndian(segment)
            : throw new ImageDataException(offset, $"Expected a restart interval in 2 bytes, found {segment.Length} bytes.");
}
