using System.Xml.Linq;
using RadSharp.Evaluation.Plots;

namespace RadSharp.Evaluation.Tests.Plots;

public class LinePlotTests
{
    [Fact]
    public void A_plot_is_an_svg_with_titles_ticks_and_legend_for_light_and_dark_pages()
    {
        var loss = new PlotSeries("left & up", [(0, 0.1), (100, 0.4)]);
        var rate = new PlotSeries("rate", [(0, 0.001), (100, 0.002)], OnRight: true);
        var svg = LinePlot.Draw("a < b", new PlotPanel("step", "loss", [loss, rate], "learning rate"));
        var texts = XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text");
        string[] expected =
            ["a < b", "step", "loss", "left & up", "rate", "learning rate", "0", "20", "100", "0.1", "0.4", "0.0010", "0.0020"];
        Assert.Empty(expected.Except(texts.Select(text => text.Value)));
        Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_goes_from_corner_to_corner_of_its_axes()
    {
        var svg = LinePlot.Draw("t", new PlotPanel("x", "y", [new("s", [(0, 0), (1, 1)])]));
        Assert.Contains("d=\"M72 284L788 68\"", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { 3.0 })]
    [InlineData(new[] { 0.0, 0.0, 0.0 })]
    [InlineData(new[] { 1e-12, 2e12, double.PositiveInfinity })]
    public void Odd_values_give_a_plot_too(double[] values)
    {
        var series = new PlotSeries("s", [.. values.Select((value, index) => ((double)index, value))]);
        var svg = LinePlot.Draw("t", new PlotPanel("x", "y", [series]));
        Assert.NotNull(XDocument.Parse(svg).Root);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_points_are_thinned_to_what_can_be_seen()
    {
        var points = Enumerable.Range(0, 100_000).Select(index => ((double)index, index % 2 == 0 ? 0.0 : 1.0)).ToList();
        Assert.InRange(LinePlot.Draw("t", new PlotPanel("x", "y", [new("s", points)])).Length, 1_000, 20_000);
    }
}
