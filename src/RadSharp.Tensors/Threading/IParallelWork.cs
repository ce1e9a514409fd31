using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Threading;

/// <summary>
/// A kernel's work, cut into chunks that do not depend on each other: a struct of pointers and sizes.
/// </summary>
/// <remarks>
/// The bits of the result must not depend on which thread runs which chunk, or in what order: a chunk writes its own
/// part of the output, and sums over chunks go through one buffer a chunk, added up in chunk order afterwards.
/// </remarks>
public interface IParallelWork
{
    /// <summary>Runs one chunk, 0 ≤ <paramref name="chunk"/> &lt; the count given to <see cref="Workers.Run{TWork}"/>.</summary>
    /// <typeparam name="TLanes">The register type of the path chosen at start.</typeparam>
    void Run<TLanes>(int chunk) where TLanes : unmanaged, ILanes<TLanes>;
}
