namespace RadSharp.Evaluation.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Where it goes through, x ascending; points that are not finite are left out.</param>
/// <param name="OnRight">Whether it is read at the panel's right axis.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool OnRight = false);
