using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Quantization;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Tests.Kernels;

/// <summary>Panels packed of weights that are not stored in float32.</summary>
public unsafe class StoredPanelTests
{
    private const int Rows = 45;
    private const int Columns = 128;

    [Theory]
    [InlineData(DType.Q8)]
    [InlineData(DType.Q4)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Pack_gives_the_weights_elements_on_every_path(DType dtype)
    {
        using var weight = Samples.Random([Rows, Columns]);
        using var stored = dtype.IsQuantized() ? weight.Quantize(dtype) : weight.To(dtype);
        using var wide = dtype.IsQuantized() ? stored.Dequantize() : stored.To(DType.Float32);
        var values = wide.Span.ToArray();
        const int Blocks = Columns / 32;
        var data = stored.Data;
        switch (dtype)
        {
            case DType.Q8:
                Check(new QuantizedRows<Q8Format>(data, Blocks), new QuantizedColumns<Q8Format>(data, Blocks), values);
                break;
            case DType.Q4:
                Check(new QuantizedRows<Q4Format>(data, Blocks), new QuantizedColumns<Q4Format>(data, Blocks), values);
                break;
            case DType.BFloat16:
                Check(
                    new NarrowDepthContiguous<BFloat16Elements, ushort>((ushort*)data, Columns),
                    new NarrowLineContiguous<BFloat16Elements, ushort>((ushort*)data, Columns), values);
                break;
            default:
                Check(
                    new NarrowDepthContiguous<HalfElements, Half>((Half*)data, Columns),
                    new NarrowLineContiguous<HalfElements, Half>((Half*)data, Columns), values);
                break;
        }
    }

    private static void Check<TRows, TColumns>(TRows rows, TColumns columns, float[] values)
        where TRows : unmanaged, IPanelSource
        where TColumns : unmanaged, IPanelSource
    {
        if (SimdPath.Best >= SimdLevel.Avx512)
        {
            CheckPath<TRows, TColumns, Lanes512>(rows, columns, values);
        }

        if (SimdPath.Best >= SimdLevel.Avx2)
        {
            CheckPath<TRows, TColumns, Lanes256>(rows, columns, values);
        }

        CheckPath<TRows, TColumns, LanesPortable>(rows, columns, values);
    }

    private static void CheckPath<TRows, TColumns, TLanes>(TRows rows, TColumns columns, float[] values)
        where TRows : unmanaged, IPanelSource
        where TColumns : unmanaged, IPanelSource
        where TLanes : unmanaged, ILanes<TLanes>
    {
        foreach (var width in new[] { 4, 6, 8, 12, 14, 16, 32 })
        {
            foreach (var (line, lines) in new[] { (0, width), (32, Math.Min(width, 13)), (3, Math.Min(width, 9)), (16, 1) })
            {
                foreach (var (depth, depths) in new[] { (0, 32), (32, 1), (5, 30) })
                {
                    CheckPanel<TRows, TLanes>(rows, line, lines, depth, depths, width, (l, d) => values[(l * Columns) + d]);
                    CheckPanel<TColumns, TLanes>(columns, line, lines, depth, depths, width, (l, d) => values[(d * Columns) + l]);
                }
            }

            CheckPanel<TRows, TLanes>(rows, 0, width, 0, Columns, width, (l, d) => values[(l * Columns) + d]);
            CheckPanel<TColumns, TLanes>(columns, 0, width, 0, Rows, width, (l, d) => values[(d * Columns) + l]);
        }
    }

    private static void CheckPanel<TSource, TLanes>(
        TSource source, int line, int lines, int depth, int depths, int width, Func<int, int, float> element)
        where TSource : unmanaged, IPanelSource
        where TLanes : unmanaged, ILanes<TLanes>
    {
        using var panel = Tensor.Full([(depths * width) + 1], 77);
        source.Pack<TLanes>(line, lines, depth, depths, width, (float*)panel.Data);
        for (var d = 0; d < depths; d++)
        {
            for (var l = 0; l < width; l++)
            {
                Assert.Equal(l < lines ? element(line + l, depth + d) : 0, panel.Span[(d * width) + l]);
            }
        }

        Assert.Equal(77, panel.Span[^1]);
    }
}
