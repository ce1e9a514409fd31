using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RadSharp.Imaging.Png;

/// <summary>The Paeth predictor (PNG 9.4): of left, above and above left the one nearest to left + above − above left.</summary>
/// <remarks>
/// With a left, b above, c above left: where a lies between b and 3c − 2b, the nearest is b or c, whichever is on a's side of
/// (3c − b) / 2; everywhere else it is a. All that does not need a can be computed ahead, also what the row's byte becomes by b
/// and by c. What is left of the chain from pixel to pixel is a comparison and two choices.
/// </remarks>
internal static class Paeth
{
    /// <summary>One prediction, by the standard's definition.</summary>
    public static int Predict(int left, int above, int aboveLeft)
    {
        var toLeft = Math.Abs(above - aboveLeft);
        var toAbove = Math.Abs(left - aboveLeft);
        var toAboveLeft = Math.Abs(left + above - (2 * aboveLeft));
        return toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft;
    }

    /// <summary>What can be known before the left neighbour is.</summary>
    /// <param name="delta">The filtered byte.</param>
    /// <param name="above">The byte above.</param>
    /// <param name="aboveLeft">The byte above the left neighbour.</param>
    /// <param name="low">Left neighbours up to here are the nearest.</param>
    /// <param name="high">And from here on.</param>
    /// <param name="middle">Between the two: left neighbours below this take <paramref name="lower"/>.</param>
    /// <param name="lower">The byte of the row if the smaller of above and above left is the nearest.</param>
    /// <param name="upper">The byte of the row if the larger of them is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(
        Vector128<short> delta, Vector128<short> above, Vector128<short> aboveLeft, out Vector128<short> low,
        out Vector128<short> high, out Vector128<short> middle, out Vector128<short> lower, out Vector128<short> upper)
    {
        var byteMask = Vector128.Create((short)255);
        var twiceMiddle = aboveLeft + aboveLeft + aboveLeft - above;
        var end = twiceMiddle - above;
        low = Vector128.Min(end, above);
        high = Vector128.Max(end, above);

        // Half way a tie goes to above, which rounds up only where above is the larger.
        middle = (twiceMiddle + Vector128<short>.One - Vector128.LessThan(above, aboveLeft)) >> 1;
        lower = (delta + Vector128.Min(above, aboveLeft)) & byteMask;
        upper = (delta + Vector128.Max(above, aboveLeft)) & byteMask;
    }

    /// <summary>The byte of the row, from what <see cref="Prepare"/> found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Choose(
        Vector128<short> left, Vector128<short> delta, Vector128<short> low, Vector128<short> high, Vector128<short> middle,
        Vector128<short> lower, Vector128<short> upper)
    {
        var isBetween = Vector128.GreaterThan(left, low) & Vector128.LessThan(left, high);
        var between = Vector128.ConditionalSelect(Vector128.LessThan(left, middle), lower, upper);
        return Vector128.ConditionalSelect(isBetween, between, (delta + left) & Vector128.Create((short)255));
    }
}
