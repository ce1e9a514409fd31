namespace RadSharp.Imaging.Grey;

/// <summary>The first step from a stored value to a grey level: to a value that means something to the modality (PS3.3 C.11.1).</summary>
public abstract record ModalityTransform
{
    /// <summary>Values are what is stored.</summary>
    public static ModalityTransform Identity { get; } = new Rescale(1, 0);

    /// <summary>The modality's value for a stored one.</summary>
    public abstract double Apply(int stored);
}

/// <summary>A line: <c>stored · slope + intercept</c>.</summary>
/// <param name="Slope">Rescale Slope; finite, may be negative.</param>
/// <param name="Intercept">Rescale Intercept; finite.</param>
public sealed record Rescale(double Slope, double Intercept) : ModalityTransform
{
    /// <inheritdoc/>
    public override double Apply(int stored) => (stored * Slope) + Intercept;
}

/// <summary>A table, for devices whose values do not lie on a line.</summary>
/// <param name="Table">From stored values.</param>
public sealed record ModalityTable(LookupTable Table) : ModalityTransform
{
    /// <inheritdoc/>
    public override double Apply(int stored) => Table[stored];
}
