namespace RadSharp.Models.Systems;

/// <summary>
/// What the networks of a <see cref="MiniEye"/> make of one square, before anything is calibrated: what training calibrates,
/// measures and shows to the language model.
/// </summary>
public sealed record EyeOutput
{
    /// <summary>Logits, the mean over the members and over the square and its mirror image. // [findings]</summary>
    public required float[] Findings { get; init; }

    /// <summary>A logit, above 0 for AP, the mean over the same.</summary>
    public required float Projection { get; init; }

    /// <summary>
    /// The edges x1, y1, x2, y2 of the left and then the right lung as parts of the square's sides, the mean over the members.
    /// // [8]
    /// </summary>
    public required float[] Lungs { get; init; }

    /// <summary>
    /// Where each finding was seen, the mean over members and mirror images; the mean over the places plus a bias is the logit.
    /// // [rows, columns, findings]
    /// </summary>
    public required float[] Maps { get; init; }

    /// <summary>The first member's features of the square, averaged over all places. // [channels]</summary>
    public required float[] Pooled { get; init; }

    /// <summary>The first member's features of the square, averaged to the connector's grid. // [grid · grid, channels]</summary>
    public required float[] Places { get; init; }
}
