using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors.Tests;

public unsafe class TensorTests
{
    [Fact]
    public void Elements_lie_row_major_in_aligned_memory()
    {
        using var x = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal((DType.Float32, 6), (x.DType, x.Count));
        Assert.Equal([2, 3], x.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.Span);
        Assert.Equal(0, (nint)x.Data % TensorMemory.Alignment);
        Assert.Equal("Float32 [2, 3]", x.ToString());
    }

    [Fact]
    public void Made_full_of_zeros_or_of_a_value()
    {
        using var zeros = Tensor.Zeros([3]);
        using var full = Tensor.Full([2], 7);
        using var scalar = Tensor.Full([], 5);
        using var none = Tensor.Zeros([2, 0]);
        Assert.Equal([0, 0, 0], zeros.Span);
        Assert.Equal([7, 7], full.Span);
        Assert.Equal([5], scalar.Span);
        Assert.True(none.Span.IsEmpty);
    }

    [Fact]
    public void From_wants_as_many_values_as_the_shape_has()
    {
        Check.Refused<ArgumentException>(() => Tensor.From([1, 2, 3], [2, 3]), "[2, 3]", "3 values");
    }

    [Fact]
    public void More_elements_than_a_tensor_holds_are_refused()
    {
        var before = TensorMemory.BytesInUse;
        Check.Refused<ArgumentException>(() => Tensor.Uninitialized([50_000, 50_000]), "[50000, 50000]");
        Assert.Throws<ArgumentException>(() => Tensor.Uninitialized([int.MaxValue, int.MaxValue, int.MaxValue, 4]));
        Assert.Throws<ArgumentException>(() => Tensor.Uninitialized([3, 33], DType.Q4));
        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Views_share_the_elements()
    {
        using var x = Tensor.From([1, 2, 3, 4, 5, 6], [3, 2]);
        var reshaped = x.Reshape([2, 3]);
        var rows = x.Rows(1, 2);
        var row = rows.Rows(1, 1);
        Assert.Equal([3, 4, 5, 6], rows.Span);
        Assert.Equal([1, 2], row.Shape);
        row.Span[0] = 50;
        Assert.Equal(50, x.Span[4]);
        Assert.Equal(50, reshaped.Span[4]);
        Assert.Equal(0, x.Rows(3, 0).Count);
    }

    [Fact]
    public void Views_end_with_what_they_show_and_not_before()
    {
        var before = TensorMemory.BytesInUse;
        var x = Samples.Random([3, 2]);
        var rows = x.Rows(1, 2);
        var part = rows.Reshape([4]);
        rows.Dispose();
        Assert.True(x.IsLive);
        Assert.False(part.IsLive);
        var other = x.Rows(0, 1);
        x.Dispose();
        Assert.False(other.IsLive);
        Assert.Throws<ObjectDisposedException>(() => other.Span[0]);
        Assert.Equal(before, TensorMemory.BytesInUse);
    }

    [Fact]
    public void Views_out_of_range_are_refused()
    {
        using var x = Samples.Random([3, 2]);
        using var scalar = Tensor.Zeros([]);
        using var packed = Tensor.Uninitialized([16, 32], DType.Q8);
        Check.Refused<ArgumentException>(() => x.Rows(2, 2), "[3, 2]");
        Assert.Throws<ArgumentException>(() => x.Rows(-1, 1));
        Assert.Throws<ArgumentException>(() => x.Rows(1, -1));
        Assert.Throws<ArgumentException>(() => x.Rows(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentException>(() => scalar.Rows(0, 1));
        Assert.Throws<ArgumentException>(() => packed.Rows(0, 16));
        Assert.Throws<ArgumentException>(() => packed.Reshape([32, 16]));
        Check.Refused<ArgumentException>(() => x.Reshape([5]), "[5]");
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var x = Samples.Random([3, 2]);
        x.Dispose();
        x.Dispose();
        Assert.False(x.IsLive);
        Assert.Equal("released tensor", x.ToString());
        Assert.Throws<ObjectDisposedException>(() => x.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => x.Shape);
        Assert.Throws<ObjectDisposedException>(() => x.Clone());
        Assert.Throws<ObjectDisposedException>(() => default(Tensor).Count);
    }

    [Fact]
    public void Other_storage_types_have_no_span_of_floats()
    {
        using var half = Tensor.Uninitialized([3], DType.Float16);
        Check.Refused<InvalidOperationException>(() => half.Span[0], "Float16 [3]", "To(DType.Float32)");
        Check.Refused<InvalidOperationException>(() => half.RequireGradient(), "Float16 tensor [3]");
        Assert.False(half.RequireGradient(false).NeedsGradient);
    }

    [Fact]
    public void A_tensor_without_gradient_says_how_to_get_one()
    {
        using var x = Samples.Random([3]);
        Assert.False(x.HasGradient);
        Check.Refused<InvalidOperationException>(() => x.Gradient, "RequireGradient");
        x.ClearGradient();
    }

    [Fact]
    public void A_clone_has_memory_of_its_own()
    {
        using var x = Tensor.From([1, 2], [2]).RequireGradient();
        using var copy = x.Clone();
        copy.Span[0] = 9;
        Assert.Equal([1, 2], x.Span);
        Assert.False(copy.NeedsGradient);
        using var half = Tensor.Uninitialized([3, 5], DType.BFloat16);
        new Span<byte>(half.Data, 30).Fill(7);
        using var halfCopy = half.Clone();
        Assert.Equal(DType.BFloat16, halfCopy.DType);
        Assert.Equal(new Span<byte>(half.Data, 30), new Span<byte>(halfCopy.Data, 30));
    }

    [Fact]
    public void Handles_are_equal_when_they_are_of_one_tensor()
    {
        using var x = Samples.Random([3]);
        using var y = x.Clone();
        var same = x;
        Assert.True(x == same);
        Assert.True(x != y);
        Assert.True(x != x.Reshape([3]));
        Assert.Equal(x.GetHashCode(), same.GetHashCode());
        Assert.True(default(Tensor) == default);
    }
}
