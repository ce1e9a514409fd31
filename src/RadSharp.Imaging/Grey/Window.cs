using System.Globalization;

namespace RadSharp.Imaging.Grey;

/// <summary>The shape of a window (PS3.3 C.11.2.1.2 and C.11.2.1.3).</summary>
public enum WindowFunction
{
    /// <summary>A ramp over <c>width</c> integers: the first is black, the last is white.</summary>
    Linear,

    /// <summary>A ramp over an interval of the length <c>width</c>.</summary>
    LinearExact,

    /// <summary>A logistic curve with the slope of the ramp at its centre.</summary>
    Sigmoid,
}

/// <summary>A window: which values are spread over the greys from black to white.</summary>
/// <param name="Center">Window Center, in the modality's values.</param>
/// <param name="Width">Window Width: at least 1 for <see cref="WindowFunction.Linear"/>, above 0 for the others.</param>
/// <param name="Function">VOI LUT Function.</param>
public sealed record Window(double Center, double Width, WindowFunction Function = WindowFunction.Linear) : VoiTransform
{
    /// <inheritdoc/>
    public override string? Explanation { get; init; }

    /// <summary>Whether centre and width are numbers that make a window.</summary>
    public bool IsValid =>
        double.IsFinite(Center) && double.IsFinite(Width) && (Function == WindowFunction.Linear ? Width >= 1 : Width > 0);

    /// <summary>The window that spreads the values from <paramref name="black"/> to <paramref name="white"/> over the greys.</summary>
    /// <param name="black">Finite.</param>
    /// <param name="white">Finite; where it is not above <paramref name="black"/>, all up to it is black and the rest white.</param>
    public static Window FromRange(double black, double white) =>
        new((black + white) / 2, Math.Max(white - black, 1e-9), WindowFunction.LinearExact);

    /// <inheritdoc/>
    public override double Apply(double value) => Function switch
    {
        WindowFunction.Linear => Width <= 1
            ? (value <= Center - 0.5 ? 0 : 1)
            : Math.Clamp(((value - (Center - 0.5)) / (Width - 1)) + 0.5, 0, 1),
        WindowFunction.LinearExact => Math.Clamp(((value - Center) / Width) + 0.5, 0, 1),
        _ => 1 / (1 + Math.Exp(-4 * (value - Center) / Width)),
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var function = Function switch
        {
            WindowFunction.Linear => "",
            WindowFunction.LinearExact => ", exact",
            _ => ", sigmoid",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"centre {Center:0.##}, width {Width:0.##}{function}{(Explanation is null ? "" : $", {Explanation}")}");
    }
}
