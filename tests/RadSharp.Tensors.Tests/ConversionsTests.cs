namespace RadSharp.Tensors.Tests;

public class ConversionsTests
{
    public static TheoryData<DType, DType> Pairs
    {
        get
        {
            DType[] types = [DType.Float32, DType.BFloat16, DType.Float16];
            return [.. types.SelectMany(_ => types, (from, to) => (from, to))];
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void To_keeps_shape_and_numbers_and_owns_its_memory(DType from, DType to)
    {
        float[] values = [0.5f, -1, 3, 0.15625f, float.PositiveInfinity, -0f];
        using var exact = Tensor.From(values, [2, 3]);
        var source = exact.To(from);
        using var converted = source.To(to);
        source.Dispose();
        Assert.Equal(to, converted.DType);
        Assert.Equal([2, 3], converted.Shape);
        using var back = converted.To(DType.Float32);
        Check.Close(values, back.Span, 0);
    }

    [Fact]
    public void To_rounds_to_the_nearest_even()
    {
        using var exact = Tensor.From([1 + (1f / 256), 1 + (3f / 256), 1 + (1f / 2048)], [3]);
        using var brain = exact.To(DType.BFloat16);
        using var half = exact.To(DType.Float16);
        using var brainWide = brain.To(DType.Float32);
        using var halfWide = half.To(DType.Float32);
        Check.Close([1, 1 + (4f / 256), 1], brainWide.Span, 0);
        Check.Close([1 + (1f / 256), 1 + (3f / 256), 1], halfWide.Span, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    public void To_takes_any_count(int count)
    {
        using var exact = Tensor.Full([count], 1.5f);
        using var half = exact.To(DType.Float16);
        using var back = half.To(DType.Float32);
        Check.Close(exact.Span, back.Span, 0);
    }

    [Fact]
    public void To_of_a_disposed_tensor_throws()
    {
        var tensor = Tensor.Zeros([2]);
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.To(DType.BFloat16));
    }
}
