using RadSharp.Evaluation.Classification;

namespace RadSharp.Evaluation.Tests.Classification;

public class CalibrationTests
{
    [Fact]
    public void The_error_is_the_difference_of_said_and_found_in_bins()
    {
        // Two bins: 0.2 and 0.4 said where half have it, 0.9 said where all have it.
        Assert.Equal(((2 * 0.2) + 0.1) / 3, Calibration.ExpectedError([0.2f, 0.4f, 0.9f], [true, false, true], bins: 2), 1e-6);
        Assert.Equal(0, Calibration.ExpectedError([0, 1, 0.5f, 0.5f], [false, true, true, false]), 1e-9);
        Assert.Equal(1, Calibration.ExpectedError([1, 0], [false, true]), 1e-9);
        Assert.Equal(double.NaN, Calibration.ExpectedError([], []));
    }

    [Theory]
    [InlineData(1.01f)]
    [InlineData(-0.01f)]
    [InlineData(float.NaN)]
    public void What_is_no_probability_is_refused(float value) =>
        Assert.Throws<ArgumentException>(() => Calibration.ExpectedError([value], [true]));
}
