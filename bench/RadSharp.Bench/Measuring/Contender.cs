namespace RadSharp.Bench.Measuring;

/// <summary>One implementation of a case: RadSharp's, a peer's, or the loop that shows what the machine can do at most.</summary>
/// <param name="Name">The column: <see cref="RadSharp"/>, <see cref="Peak"/> or the peer's name.</param>
/// <param name="Work">What one call does: floating-point operations, bytes or pixels.</param>
/// <param name="Run">One call. It allocates nothing, unless its result is new memory for everybody who calls it.</param>
internal sealed record Contender(string Name, double Work, Action Run)
{
    /// <summary>The name of this library's column.</summary>
    public const string RadSharp = "RadSharp";

    /// <summary>The name of the column of the machine's own peak.</summary>
    public const string Peak = "peak";

    /// <summary>
    /// Which code of several this is. Of a peer's ways to do a case the fastest counts, and each code is warmed up by itself.
    /// </summary>
    public string Variant { get; init; } = "";

    /// <summary>
    /// How long the call took, in seconds, where only the contender can tell: it runs in another process. Then
    /// <see cref="Run"/> does the same call and tells nothing.
    /// </summary>
    public Func<double>? TimeItself { get; init; }

    /// <summary>Brings the result of <see cref="Run"/> to where it is checked; not timed.</summary>
    public Action Deliver { get; init; } = () => { };
}
