using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Memory;

/// <summary>
/// Working memory of the current thread for the inside of one kernel chunk: packed panels, score blocks. It grows to
/// the largest need and stays, so that a kernel allocates nothing.
/// </summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic]
    private static float* _block;

    [ThreadStatic]
    private static long _capacity;

    /// <summary>
    /// At least <paramref name="count"/> floats, 64-byte aligned, contents undefined; valid until the next call on this
    /// thread. A chunk that needs several areas takes them at once and divides them.
    /// </summary>
    public static float* Take(long count)
    {
        if (count > _capacity)
        {
            NativeMemory.AlignedFree(_block);
            _block = null;
            _capacity = 0;
            _block = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), TensorMemory.Alignment);
            _capacity = count;
        }

        return _block;
    }
}
