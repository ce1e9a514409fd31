namespace RadSharp.Evaluation.Plots;

/// <summary>One set of axes of a plot, with its lines.</summary>
/// <param name="XTitle">What goes along the horizontal axis, with its unit.</param>
/// <param name="YTitle">What the left axis measures.</param>
/// <param name="Series">The lines.</param>
/// <param name="RightTitle">What the right axis measures; null where no line is read there.</param>
public sealed record PlotPanel(string XTitle, string YTitle, IReadOnlyList<PlotSeries> Series, string? RightTitle = null);
