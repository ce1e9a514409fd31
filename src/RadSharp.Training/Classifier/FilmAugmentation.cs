using RadSharp.Radiology.Boxes;

namespace RadSharp.Training.Classifier;

/// <summary>
/// Random changes of a square film on its way into a network: turn, size, proportions, place, mirror image, and how dark and how
/// contrasted it is.
/// </summary>
public sealed record FilmAugmentation
{
    /// <summary>Turns up to this angle to either side.</summary>
    public double Degrees { get; init; } = 10;

    /// <summary>Enlarges by up to e to this power, or makes smaller by as much.</summary>
    public double Scale { get; init; } = 0.15;

    /// <summary>Widens by up to e to this power while the height shrinks by as much, or the other way.</summary>
    public double Aspect { get; init; } = 0.1;

    /// <summary>Shifts by up to this part of the side.</summary>
    public double Shift { get; init; } = 0.05;

    /// <summary>The probability of the mirror image.</summary>
    public double Mirror { get; init; } = 0.5;

    /// <summary>Greys are raised to e to the power of up to this, or to its inverse.</summary>
    public double Gamma { get; init; } = 0.2;

    /// <summary>Contrast is multiplied by one plus or minus up to this.</summary>
    public double Contrast { get; init; } = 0.25;

    /// <summary>Brightness is shifted by up to this part of the range.</summary>
    public double Brightness { get; init; } = 0.12;

    /// <summary>Draws a change.</summary>
    /// <param name="random">Eight numbers are taken from it.</param>
    public FilmChange Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var turn = double.DegreesToRadians(Within(random, Degrees));
        var (scale, aspect) = (Math.Exp(Within(random, Scale)), Math.Exp(Within(random, Aspect)));
        var isMirrored = random.NextDouble() < Mirror;
        var (x, y) = (Within(random, Shift), Within(random, Shift));
        var gamma = Math.Exp(Within(random, Gamma));
        var (contrast, brightness) = (1 + Within(random, Contrast), Within(random, Brightness));
        var (wide, high) = (scale * aspect * (isMirrored ? -1 : 1), scale / aspect);
        return new(
            Math.Cos(turn) * wide, -Math.Sin(turn) * high, x, Math.Sin(turn) * wide, Math.Cos(turn) * high, y, isMirrored,
            gamma, contrast, brightness);
    }

    private static double Within(Random random, double range) => ((random.NextDouble() * 2) - 1) * range;
}

/// <summary>
/// A change that was drawn. Places are from −½ to ½ about the middle of the square; a place (x, y) of the result shows the place
/// (Xx·x + Xy·y + X0, Yx·x + Yy·y + Y0) of the film.
/// </summary>
/// <param name="Xx">How far right with x.</param>
/// <param name="Xy">How far right with y.</param>
/// <param name="X0">How far right at the middle.</param>
/// <param name="Yx">How far down with x.</param>
/// <param name="Yy">How far down with y.</param>
/// <param name="Y0">How far down at the middle.</param>
/// <param name="IsMirrored">Whether left and right are exchanged.</param>
/// <param name="Gamma">Exponent of the greys.</param>
/// <param name="Contrast">Factor of the greys.</param>
/// <param name="Brightness">Shift of the greys as a part of their range.</param>
public readonly record struct FilmChange(
    double Xx, double Xy, double X0, double Yx, double Yy, double Y0, bool IsMirrored, double Gamma, double Contrast,
    double Brightness)
{
    /// <summary>No change.</summary>
    public static FilmChange None { get; } = new(1, 0, 0, 0, 1, 0, false, 1, 1, 0);

    /// <summary>The mirror image.</summary>
    public static FilmChange Mirror { get; } = None with { Xx = -1, IsMirrored = true };

    /// <summary>Writes the changed film; what lies beyond its edges is black.</summary>
    /// <param name="film">8-bit greys of a square.</param>
    /// <param name="side">Rows and columns of the film.</param>
    /// <param name="size">Rows and columns of the result.</param>
    /// <param name="destination">[size, size], in the network's numbers (<see cref="Models.Vision.Processing.ChestImage.Scale"/>).</param>
    public void Write(ReadOnlySpan<byte> film, int side, int size, Span<float> destination)
    {
        Span<float> table = stackalloc float[256];
        Levels(table);
        for (var row = 0; row < size; row++)
        {
            var y = ((row + 0.5) / size) - 0.5;
            for (var column = 0; column < size; column++)
            {
                var x = ((column + 0.5) / size) - 0.5;
                var fromX = (((Xx * x) + (Xy * y) + X0 + 0.5) * side) - 0.5;
                var fromY = (((Yx * x) + (Yy * y) + Y0 + 0.5) * side) - 0.5;
                destination[(row * size) + column] = Sample(film, side, (float)fromX, (float)fromY, table);
            }
        }
    }

    /// <summary>Where a box of the film is in the result; with a mirror image its left edge comes from the right one.</summary>
    public Box Apply(Box box)
    {
        // The middles of the edges, because the corners of a turned box would make it grow.
        var (midX, midY) = ((box.X1 + box.X2) / 2, (box.Y1 + box.Y2) / 2);
        var (first, second) = (ToResult(box.X1, midY).X, ToResult(box.X2, midY).X);
        return new(
            Math.Min(first, second), ToResult(midX, box.Y1).Y, Math.Max(first, second), ToResult(midX, box.Y2).Y);
    }

    private static float Sample(ReadOnlySpan<byte> film, int side, float x, float y, ReadOnlySpan<float> table)
    {
        if (x <= -1 || y <= -1 || x >= side || y >= side)
        {
            return table[0];
        }

        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (partX, partY) = (x - left, y - top);
        var above = Between(At(film, side, left, top, table), At(film, side, left + 1, top, table), partX);
        var below = Between(At(film, side, left, top + 1, table), At(film, side, left + 1, top + 1, table), partX);
        return Between(above, below, partY);
    }

    private static float Between(float from, float to, float part) => from + (part * (to - from));

    private static float At(ReadOnlySpan<byte> film, int side, int x, int y, ReadOnlySpan<float> table) =>
        (uint)x < (uint)side && (uint)y < (uint)side ? table[film[(y * side) + x]] : table[0];

    private (double X, double Y) ToResult(double x, double y)
    {
        var (fromMiddleX, fromMiddleY) = (x - 0.5 - X0, y - 0.5 - Y0);
        var determinant = (Xx * Yy) - (Xy * Yx);
        return (
            (((Yy * fromMiddleX) - (Xy * fromMiddleY)) / determinant) + 0.5,
            (((Xx * fromMiddleY) - (Yx * fromMiddleX)) / determinant) + 0.5);
    }

    private void Levels(Span<float> table)
    {
        Span<byte> greys = stackalloc byte[256];
        for (var grey = 0; grey < greys.Length; grey++)
        {
            greys[grey] = (byte)grey;
        }

        Models.Vision.Processing.ChestImage.Scale(greys, table);
        var (black, range) = (table[0], table[^1] - table[0]);
        for (var grey = 0; grey < table.Length; grey++)
        {
            var part = Math.Pow(grey / 255.0, Gamma);
            table[grey] = (float)(((part * Contrast) + Brightness) * range) + black;
        }
    }
}
