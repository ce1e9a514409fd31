using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Quantization;

/// <summary>
/// Quantised weights as bytes: in the plain order of files, row after row of blocks, each a half-precision scale and its
/// weights (the bytes of the formats called Q8_0 and Q4_0 elsewhere), or packed as in memory. Neither way loses a bit.
/// </summary>
public static unsafe class QuantizedBlocks
{
    /// <summary>Packs plain blocks; the tensor is owned by the caller.</summary>
    /// <param name="blocks">[outFeatures, inFeatures / 32] blocks of <see cref="QuantizedLayout.BlockBytes"/>.</param>
    /// <param name="dtype"><see cref="DType.Q8"/> or <see cref="DType.Q4"/>.</param>
    /// <param name="shape">[outFeatures, inFeatures].</param>
    /// <exception cref="ArgumentException">The bytes do not fit the shape, or a scale is not finite.</exception>
    public static Tensor Pack(ReadOnlySpan<byte> blocks, DType dtype, Shape shape)
    {
        Expect.That(dtype.IsQuantized(), "Pack", $"expected Q8 or Q4, but found {dtype}");
        var tensor = Tensor.Uninitialized(shape, dtype);
        try
        {
            CheckLength("Pack", blocks.Length, tensor);
            var blockBytes = QuantizedLayout.BlockBytes(dtype);
            for (var index = 0; index < blocks.Length; index += blockBytes)
            {
                Expect.That(
                    Half.IsFinite(MemoryMarshal.Read<Half>(blocks[index..])), "Pack",
                    $"expected finite scales, but block {index / blockBytes} of the {dtype} weight {shape} has another");
            }
        }
        catch
        {
            tensor.Dispose();
            throw;
        }

        new Span<byte>(tensor.Data, (int)dtype.ByteCount(shape)).Clear();
        fixed (byte* plain = blocks)
        {
            Copy(tensor, plain, packs: true);
        }

        return tensor;
    }

    /// <summary>Writes the blocks of <paramref name="weight"/> in plain order.</summary>
    /// <param name="weight">A Q8 or Q4 tensor [outFeatures, inFeatures].</param>
    /// <param name="blocks">[outFeatures, inFeatures / 32] blocks of <see cref="QuantizedLayout.BlockBytes"/>.</param>
    /// <exception cref="ArgumentException">The bytes do not fit, or the tensor is stored in another type.</exception>
    public static void Unpack(Tensor weight, Span<byte> blocks)
    {
        Expect.That(weight.DType.IsQuantized(), "Unpack", $"expected a Q8 or Q4 weight, but found {weight}");
        CheckLength("Unpack", blocks.Length, weight);
        fixed (byte* plain = blocks)
        {
            Copy(weight, plain, packs: false);
        }
    }

    private static void CheckLength(string operation, int length, Tensor weight)
    {
        var expected = weight.Shape.Count / QuantizedLayout.BlockLength * QuantizedLayout.BlockBytes(weight.DType);
        Expect.That(length == expected, operation, $"expected {expected} bytes of blocks for {weight}, but found {length}");
    }

    // Every block of every row that exists, both ways: a tile has room for all of them, and the plain bytes were counted.
    private static void Copy(Tensor weight, byte* plain, bool packs)
    {
        var (rows, blocks) = (weight.Shape[0], weight.Shape[1] / QuantizedLayout.BlockLength);
        var blockBytes = QuantizedLayout.BlockBytes(weight.DType);
        var words = blockBytes / sizeof(int);
        for (var row = 0; row < rows; row++)
        {
            var (tile, line) = Math.DivRem(row, QuantizedLayout.TileRows);
            for (var block = 0; block < blocks; block++)
            {
                var tileBlock = weight.Data + ((((long)tile * blocks) + block) * QuantizedLayout.TileRows * blockBytes);
                var scale = (ushort*)tileBlock + line;
                var word = (int*)(tileBlock + (QuantizedLayout.TileRows * sizeof(ushort))) + line;
                if (packs)
                {
                    *scale = MemoryMarshal.Read<ushort>(new ReadOnlySpan<byte>(plain, sizeof(ushort)));
                }
                else
                {
                    MemoryMarshal.Write(new Span<byte>(plain, sizeof(ushort)), *scale);
                }

                for (var w = 0; w < words; w++)
                {
                    var bytes = new Span<byte>(plain + sizeof(ushort) + (w * sizeof(int)), sizeof(int));
                    if (packs)
                    {
                        word[w * QuantizedLayout.TileRows] = MemoryMarshal.Read<int>(bytes);
                    }
                    else
                    {
                        MemoryMarshal.Write(bytes, word[w * QuantizedLayout.TileRows]);
                    }
                }

                plain += blockBytes;
            }
        }
    }
}
