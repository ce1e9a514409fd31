using RadSharp.Tensors.Quantization;

namespace RadSharp.Tensors.Tests.Quantization;

public class QuantizedBlocksTests
{
    [Theory]
    [InlineData(DType.Q8, 21, 96)]
    [InlineData(DType.Q4, 35, 64)]
    public void Pack_and_Unpack_keep_every_bit(DType dtype, int rows, int columns)
    {
        var blockBytes = QuantizedLayout.BlockBytes(dtype);
        var bytes = new byte[rows * columns / 32 * blockBytes];
        new Random(5).NextBytes(bytes);
        for (var index = 1; index < bytes.Length; index += blockBytes)
        {
            // A finite scale: not all bits of the exponent.
            bytes[index] &= 0xBF;
        }

        using var packed = QuantizedBlocks.Pack(bytes, dtype, [rows, columns]);
        var found = new byte[bytes.Length];
        QuantizedBlocks.Unpack(packed, found);
        Assert.Equal(bytes, found);
        using var values = packed.Dequantize();
        Check.Close(BlockReference.Dequantize(dtype, bytes), values.Span, 0);
    }

    [Fact]
    public void Pack_refuses_a_wrong_length_and_a_scale_that_is_not_finite()
    {
        var bytes = new byte[4 * 34];
        Assert.Contains("136", Assert.Throws<ArgumentException>(
            () => QuantizedBlocks.Pack(bytes, DType.Q8, [4, 64])).Message, StringComparison.Ordinal);
        bytes[(2 * 34) + 1] = 0x7C;
        Assert.Contains("block 2 ", Assert.Throws<ArgumentException>(
            () => QuantizedBlocks.Pack(bytes, DType.Q8, [4, 32])).Message, StringComparison.Ordinal);
    }
}
