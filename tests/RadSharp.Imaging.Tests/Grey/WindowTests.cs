using RadSharp.Imaging.Grey;

namespace RadSharp.Imaging.Tests.Grey;

public class WindowTests
{
    // PS3.3 C.11.2.1.2.1: for the output range 0 to 255.
    [Theory]
    [InlineData(2048, 4096, 0, 0)]
    [InlineData(2048, 4096, 4095, 255)]
    [InlineData(2048, 4096, 2047.5, 127.5)]
    [InlineData(2048, 1, 2047, 0)]
    [InlineData(2048, 1, 2048, 255)]
    [InlineData(0, 100, -51, 0)]
    [InlineData(0, 100, -50, 0)]
    [InlineData(0, 100, 49, 255)]
    [InlineData(0, 100, -25.25, 255 * 0.25)]
    public void A_linear_window_is_a_ramp_over_its_integers(double center, double width, double value, double grey) =>
        Assert.Equal(grey, 255 * new Window(center, width).Apply(value), 9);

    [Theory]
    [InlineData(0, 100, -50, 0)]
    [InlineData(0, 100, 0, 127.5)]
    [InlineData(0, 100, 50, 255)]
    [InlineData(10, 0.5, 10.125, 255 * 0.75)]
    public void An_exact_window_is_a_ramp_over_its_interval(double center, double width, double value, double grey) =>
        Assert.Equal(grey, 255 * new Window(center, width, WindowFunction.LinearExact).Apply(value), 9);

    [Fact]
    public void A_sigmoid_window_is_half_at_its_centre_and_has_the_ramps_slope_there()
    {
        var window = new Window(100, 40, WindowFunction.Sigmoid);
        Assert.Equal(0.5, window.Apply(100), 12);
        Assert.Equal(1 / (1 + Math.E * Math.E), window.Apply(80), 12);
        Assert.Equal(1.0 / 40, (window.Apply(100.001) - window.Apply(99.999)) / 0.002, 6);
        Assert.InRange(window.Apply(-1e9), 0, 1e-9);
        Assert.InRange(window.Apply(1e9), 1 - 1e-9, 1);
    }

    [Theory]
    [InlineData(10, 0, WindowFunction.Linear)]
    [InlineData(10, 0.5, WindowFunction.Linear)]
    [InlineData(10, 0, WindowFunction.Sigmoid)]
    [InlineData(10, -3, WindowFunction.LinearExact)]
    [InlineData(double.NaN, 3, WindowFunction.Linear)]
    public void Widths_that_make_no_window_are_told(double center, double width, WindowFunction function) =>
        Assert.False(new Window(center, width, function).IsValid);

    [Fact]
    public void A_range_becomes_the_window_that_ends_there()
    {
        var window = Window.FromRange(20, 60);
        Assert.Equal([0, 0, 0.5, 1, 1], new[] { 0, 20, 40, 60, 90 }.Select(value => window.Apply(value)));
        Assert.True(Window.FromRange(7, 7).IsValid);
    }
}
