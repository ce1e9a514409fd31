namespace RadSharp.Tensors.Memory;

/// <summary>Working memory of one kernel call, shared by its threads: taken from the pool, given back when disposed of.</summary>
/// <param name="count">Number of floats; contents undefined, 64-byte aligned.</param>
internal readonly unsafe ref struct RentedFloats(long count) : IDisposable
{
    /// <summary>The first float.</summary>
    public float* First { get; } = (float*)TensorMemory.Rent(count * sizeof(float));

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => TensorMemory.Return(First, count * sizeof(float));
}
