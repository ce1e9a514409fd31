using RadSharp.Imaging;
using RadSharp.Imaging.Drawing;
using RadSharp.Radiology.Findings;

namespace RadSharp.Assistant;

/// <summary>
/// Where a classifier looks for a finding. It tells what the classifier's answer rests on, not where the finding is: there is no
/// box.
/// </summary>
/// <param name="Finding">As NIH ChestX-ray14 spells it.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="State">What the model makes of it.</param>
/// <param name="Map">The activation map over the film, in logits. // [rows, columns]</param>
public sealed record FindingAttention(string Finding, double Probability, FindingState State, Image<float> Map)
{
    // A map that varies by less than this many logits is not stretched to the full range of colors.
    private const float LeastRange = 0.25f;

    /// <summary>The place that speaks most for the finding, as parts of the film's width and height.</summary>
    public (double X, double Y) Peak
    {
        get
        {
            var place = Map.Samples.AsSpan().IndexOf(Map.Samples.Max());
            return ((place % Map.Width + 0.5) / Map.Width, (place / Map.Width + 0.5) / Map.Height);
        }
    }

    /// <summary>
    /// The map as colors: nothing where it is at its mean over the film or below, 1 at its highest place, less where that stands
    /// out little.
    /// </summary>
    public HeatMap HeatMap()
    {
        var mean = Map.Samples.Average();
        var range = Math.Max(Map.Samples.Max() - mean, LeastRange);
        return new HeatMap(
            new Image<float>(Map.Width, Map.Height, 1, Array.ConvertAll(Map.Samples, value => (value - mean) / range)));
    }
}
