using RadSharp.Tensors.Kernels.MatrixProduct;

namespace RadSharp.Tensors.Tests.Kernels;

public class GemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 0, 5, 3 }, { 4, 0, 3 }, { 3, 4, 0 }, { 1, 1, 1 }, { 1, 33, 7 }, { 33, 1, 65 }, { 12, 32, 256 }, { 13, 31, 257 },
        { 64, 48, 255 }, { 7, 130, 19 }, { 130, 7, 19 }, { 241, 65, 300 }, { 65, 243, 513 }, { 300, 300, 30 }, { 6, 16, 8 },
        { 64, 129, 300 }, { 31, 70, 33 }, { 16, 64, 5 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_agrees_with_the_definition_in_every_transposition(int rows, int columns, int depth)
    {
        foreach (var (transposeA, transposeB, accumulate) in new[]
        {
            (false, false, false), (false, true, true), (true, false, true), (true, true, false),
        })
        {
            var a = Samples.Values(rows * depth, 1);
            var b = Samples.Values(depth * columns, 2);
            var before = Samples.Values(rows * columns, 3);
            var found = before.ToArray();
            Gemm.Multiply(rows, columns, depth, a, transposeA, b, transposeB, found, accumulate);
            var expected = Reference(rows, columns, depth, a, transposeA, b, transposeB, accumulate ? before : new float[found.Length]);
            Check.Close(expected, found, 1e-4f, $"{rows}×{columns}×{depth} transposed ({transposeA}, {transposeB})");
        }
    }

    [Fact]
    public void Multiply_keeps_infinities_and_NaN_in_their_rows_and_columns()
    {
        const int Size = 40;
        var a = Samples.Values(Size * Size, 1);
        var b = Samples.Values(Size * Size, 2);
        a[(3 * Size) + 5] = float.NaN;
        b[(7 * Size) + 9] = float.PositiveInfinity;
        var c = new float[Size * Size];
        Gemm.Multiply(Size, Size, Size, a, false, b, false, c);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                Assert.Equal(row != 3 && column != 9, float.IsFinite(c[(row * Size) + column]));
                Assert.Equal(row == 3, float.IsNaN(c[(row * Size) + column]));
            }
        }
    }

    [Fact]
    public void Multiply_of_spans_that_do_not_fit_names_the_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => Gemm.Multiply(2, 3, 4, new float[8], false, new float[11], false, new float[6]));
        Assert.Contains("2×4 · 4×3", error.Message, StringComparison.Ordinal);
        Assert.Contains("11", error.Message, StringComparison.Ordinal);
    }

    private static float[] Reference(
        int rows, int columns, int depth, float[] a, bool transposeA, float[] b, bool transposeB, float[] start)
    {
        var c = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                double sum = start[(row * columns) + column];
                for (var k = 0; k < depth; k++)
                {
                    var left = transposeA ? a[(k * rows) + row] : a[(row * depth) + k];
                    var right = transposeB ? b[(column * depth) + k] : b[(k * columns) + column];
                    sum += (double)left * right;
                }

                c[(row * columns) + column] = (float)sum;
            }
        }

        return c;
    }
}
