namespace RadSharp.Imaging.Grey;

/// <summary>
/// The second step from a stored value to a grey level: which of the modality's values are of interest, and how they are
/// spread over the greys (PS3.3 C.11.2). The result runs from 0 to 1; polarity comes after it.
/// </summary>
public abstract record VoiTransform
{
    /// <summary>What the file says that this is for, such as <c>NORMAL</c> or <c>HARDER</c>.</summary>
    public abstract string? Explanation { get; init; }

    /// <summary>The grey, 0 to 1, for one of the modality's values.</summary>
    public abstract double Apply(double value);
}

/// <summary>A table of greys.</summary>
/// <param name="Table">From the modality's values.</param>
public sealed record VoiTable(LookupTable Table) : VoiTransform
{
    /// <inheritdoc/>
    public override string? Explanation { get; init; } = Table.Explanation;

    /// <inheritdoc/>
    public override double Apply(double value) => (double)Table[value] / Table.Largest;

    /// <inheritdoc/>
    public override string ToString() =>
        $"table of {Table.Count} entries, {Table.Bits} bit" + (Explanation is null ? "" : $", {Explanation}");
}
