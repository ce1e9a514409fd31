namespace RadSharp.Tensors.Optimizers;

/// <summary>Checks of the numbers that a training is configured with. NaN passes none of them.</summary>
internal static class HyperParameter
{
    /// <summary>At least zero; infinity is allowed.</summary>
    public static double NotNegative(string name, double value) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a number from zero up.");

    /// <summary>From zero up to, but without, one.</summary>
    public static double BelowOne(string name, double value) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least zero and below one.");
}
