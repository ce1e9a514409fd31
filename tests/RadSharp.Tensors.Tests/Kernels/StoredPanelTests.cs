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
                CheckColumns(new QuantizedColumns<Q8Format>(data, Blocks), values);
                break;
            case DType.Q4:
                CheckColumns(new QuantizedColumns<Q4Format>(data, Blocks), values);
                break;
            case DType.BFloat16:
                CheckRows(new NarrowDepthContiguous<BFloat16Elements, ushort>((ushort*)data, Columns), values);
                CheckColumns(new NarrowLineContiguous<BFloat16Elements, ushort>((ushort*)data, Columns), values);
                break;
            default:
                CheckRows(new NarrowDepthContiguous<HalfElements, Half>((Half*)data, Columns), values);
                CheckColumns(new NarrowLineContiguous<HalfElements, Half>((Half*)data, Columns), values);
                break;
        }
    }

    // Rows: the weight's rows are the lines of a panel, its columns the depths; Columns: the other way round.
    private static void CheckRows<TSource>(TSource source, float[] values) where TSource : unmanaged, IPanelSource =>
        Check(source, Columns, (line, depth) => values[(line * Columns) + depth]);

    private static void CheckColumns<TSource>(TSource source, float[] values) where TSource : unmanaged, IPanelSource =>
        Check(source, Rows, (line, depth) => values[(depth * Columns) + line]);

    private static void Check<TSource>(TSource source, int allDepths, Func<int, int, float> element)
        where TSource : unmanaged, IPanelSource
    {
        if (SimdPath.Best >= SimdLevel.Avx512)
        {
            CheckPath<TSource, Lanes512>(source, allDepths, element);
        }

        if (SimdPath.Best >= SimdLevel.Avx2)
        {
            CheckPath<TSource, Lanes256>(source, allDepths, element);
        }

        CheckPath<TSource, LanesPortable>(source, allDepths, element);
    }

    private static void CheckPath<TSource, TLanes>(TSource source, int allDepths, Func<int, int, float> element)
        where TSource : unmanaged, IPanelSource
        where TLanes : unmanaged, ILanes<TLanes>
    {
        foreach (var width in new[] { 4, 6, 8, 12, 14, 16, 32 })
        {
            foreach (var (line, lines) in new[] { (0, width), (32, Math.Min(width, 13)), (3, Math.Min(width, 9)), (16, 1) })
            {
                foreach (var (depth, depths) in new[] { (0, 32), (32, 1), (5, 30) })
                {
                    CheckPanel<TSource, TLanes>(source, line, lines, depth, depths, width, element);
                }
            }

            CheckPanel<TSource, TLanes>(source, 0, width, 0, allDepths, width, element);
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
