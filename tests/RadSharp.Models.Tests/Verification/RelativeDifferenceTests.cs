using RadSharp.Models.Verification;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Verification;

public class RelativeDifferenceTests
{
    [Theory]
    [InlineData(new float[] { 1, -4 }, new float[] { 1.5f, -4 }, 0.125)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 0 }, 0)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 1e-30f }, double.PositiveInfinity)]
    [InlineData(new float[] { 0, float.NaN }, new float[] { 0, float.NaN }, double.PositiveInfinity)]
    [InlineData(new[] { float.PositiveInfinity }, new[] { float.PositiveInfinity }, double.PositiveInfinity)]
    [InlineData(new float[] { 1, 2 }, new[] { 1, float.NegativeInfinity }, double.PositiveInfinity)]
    public void The_largest_difference_is_taken_over_the_largest_expected_number(float[] expected, float[] found, double value) =>
        Assert.Equal(value, RelativeDifference.Between(expected, found).Value, 1e-12);

    [Fact]
    public void Axes_of_length_one_do_not_count_but_others_do()
    {
        using var flat = Tensor.Full([6], 1);
        using var row = Tensor.Full([1, 6, 1], 1);
        using var matrix = Tensor.Full([2, 3], 1);
        Assert.Equal(0, RelativeDifference.Between(flat, row).Value);
        var other = RelativeDifference.Between(flat, matrix);
        Assert.Equal(double.PositiveInfinity, other.Value);
        Assert.Equal("expected the shape [6], found [2, 3]", other.Note);
    }
}
