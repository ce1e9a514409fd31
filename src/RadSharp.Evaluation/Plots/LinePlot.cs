using System.Globalization;
using System.Net;
using System.Text;

namespace RadSharp.Evaluation.Plots;

/// <summary>
/// Lines over axes as an SVG file, readable on light and on dark pages: it has its own background, and both sets of colors.
/// </summary>
public static class LinePlot
{
    private const int Width = 860;
    private const int PanelHeight = 300;
    private const int TitleHeight = 34;
    private const int Left = 72;
    private const int Right = 72;
    private const int Top = 34;
    private const int Bottom = 50;

    // A pixel is enough for a point, and more of them only make the file long.
    private const int MostPoints = Width - Left - Right;

    // Colors that people with any color vision tell apart (Okabe and Ito 2008), lightened for the dark page.
    private const string Style = """
        svg { font: 12px sans-serif; }
        .page { fill: #ffffff; } text { fill: #24292f; }
        .grid { stroke: #d8dee4; } .axis { stroke: #57606a; fill: none; }
        .c0 { stroke: #0072b2; } .c1 { stroke: #d55e00; } .c2 { stroke: #009e73; }
        .c3 { stroke: #cc79a7; } .c4 { stroke: #997700; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
        .right { stroke-dasharray: 6 4; stroke-width: 1.2; } .title { font-size: 15px; font-weight: bold; }
        @media (prefers-color-scheme: dark) {
          .page { fill: #0d1117; } text { fill: #e6edf3; }
          .grid { stroke: #30363d; } .axis { stroke: #8b949e; }
          .c0 { stroke: #56b4e9; } .c1 { stroke: #ff8c42; } .c2 { stroke: #2fd3a2; }
          .c3 { stroke: #eaa6cd; } .c4 { stroke: #e6c84a; }
        }
        """;

    private const int Colors = 5;

    /// <summary>Draws panels below each other.</summary>
    /// <param name="title">The headline.</param>
    /// <param name="panels">The panels, top down.</param>
    /// <returns>The text of an SVG file; the same for the same input.</returns>
    public static string Draw(string title, params IReadOnlyList<PlotPanel> panels)
    {
        var svg = new StringBuilder();
        var height = TitleHeight + (panels.Count * PanelHeight);
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" role=\"img\">");
        Add(svg, $"<title>{Escaped(title)}</title>");
        Add(svg, $"<style>\n{Style}\n</style>");
        Add(svg, $"<rect class=\"page\" width=\"{Width}\" height=\"{height}\"/>");
        Add(svg, $"<text class=\"title\" x=\"{Left}\" y=\"24\">{Escaped(title)}</text>");
        for (var index = 0; index < panels.Count; index++)
        {
            AddPanel(svg, panels[index], TitleHeight + (index * PanelHeight));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AddPanel(StringBuilder svg, PlotPanel panel, int top)
    {
        var (above, below) = (top + Top, top + PanelHeight - Bottom);
        var x = new PlotAxis(
            panel.Series.SelectMany(series => series.Points, (_, point) => point.X), Left, Width - Right, rounded: false);
        foreach (var (value, text) in x.RoundNumbers())
        {
            Add(svg, $"<path class=\"axis\" d=\"M{x.Place(value):0.#} {below}v5\"/>");
            Add(svg, $"<text x=\"{x.Place(value):0.#}\" y=\"{below + 19}\" text-anchor=\"middle\">{text}</text>");
        }

        Add(svg, $"<text x=\"{Width / 2}\" y=\"{below + 38}\" text-anchor=\"middle\">{Escaped(panel.XTitle)}</text>");
        var left = YAxis(panel, onRight: false, below, above);
        foreach (var (value, text) in left.RoundNumbers())
        {
            var y = left.Place(value);
            Add(svg, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
            Add(svg, $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{text}</text>");
        }

        AddUpright(svg, panel.YTitle, 18, (above + below) / 2);
        var right = YAxis(panel, onRight: true, below, above);
        if (panel.RightTitle is { } title)
        {
            foreach (var (value, text) in right.RoundNumbers())
            {
                Add(svg, $"<text x=\"{Width - Right + 8}\" y=\"{right.Place(value) + 4:0.#}\">{text}</text>");
            }

            AddUpright(svg, title, Width - 8, (above + below) / 2);
        }

        var ends = panel.RightTitle is null ? "" : $"V{above}";
        Add(svg, $"<path class=\"axis\" d=\"M{Left} {above}V{below}H{Width - Right}{ends}\"/>");
        for (var index = 0; index < panel.Series.Count; index++)
        {
            var series = panel.Series[index];
            AddLine(svg, series, index, x, series.OnRight ? right : left);
        }

        AddLegend(svg, panel, top + Top - 12);
    }

    private static PlotAxis YAxis(PlotPanel panel, bool onRight, double below, double above) => new(
        panel.Series.Where(series => series.OnRight == onRight).SelectMany(Thinned, (_, point) => point.Y),
        below, above, rounded: true);

    private static void AddLine(StringBuilder svg, PlotSeries series, int index, PlotAxis x, PlotAxis y)
    {
        var points = Thinned(series);
        if (points.Count == 1)
        {
            // A path of a single point is not seen.
            var (left, top) = (x.Place(points[0].X), y.Place(points[0].Y));
            Add(svg, $"<circle class=\"{Class(series, index)}\" cx=\"{left:0.#}\" cy=\"{top:0.#}\" r=\"2\"/>");
        }
        else if (points.Count > 1)
        {
            var path = string.Join('L', points.Select(point => Text($"{x.Place(point.X):0.#} {y.Place(point.Y):0.#}")));
            Add(svg, $"<path class=\"{Class(series, index)}\" d=\"M{path}\"/>");
        }
    }

    private static void AddLegend(StringBuilder svg, PlotPanel panel, int y)
    {
        var x = (double)Left;
        for (var index = 0; index < panel.Series.Count; index++)
        {
            var series = panel.Series[index];
            Add(svg, $"<path class=\"{Class(series, index)}\" d=\"M{x:0.#} {y - 4}h24\"/>");
            Add(svg, $"<text x=\"{x + 30:0.#}\" y=\"{y}\">{Escaped(series.Name)}</text>");
            // Letters are at most about 8 pixels wide.
            x += 54 + (8 * series.Name.Length);
        }
    }

    private static void AddUpright(StringBuilder svg, string text, double x, double y) =>
        Add(svg, $"<text transform=\"translate({x:0.#} {y:0.#}) rotate(-90)\" text-anchor=\"middle\">{Escaped(text)}</text>");

    private static string Class(PlotSeries series, int index) => $"line c{index % Colors}{(series.OnRight ? " right" : "")}";

    // Means over neighbors where there are more points than pixels.
    private static List<(double X, double Y)> Thinned(PlotSeries series)
    {
        var points = series.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        var together = (points.Count + MostPoints - 1) / MostPoints;
        return together <= 1
            ? points
            : [.. points.Chunk(together).Select(chunk => (chunk.Average(point => point.X), chunk.Average(point => point.Y)))];
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(Text(line)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
