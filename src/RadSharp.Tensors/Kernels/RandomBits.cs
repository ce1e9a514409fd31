namespace RadSharp.Tensors.Kernels;

/// <summary>Counter-based random numbers: value i of a seed is a function of both, so any part can be made on any thread.</summary>
public static class RandomBits
{
    /// <summary>SplitMix64's output function: 64 well-mixed bits of <paramref name="value"/>.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Number <paramref name="index"/> of the sequence of <paramref name="seed"/>, uniform in [0, 1).</summary>
    public static double Uniform(ulong seed, long index) => (Mix(seed + (ulong)index) >> 11) * (1.0 / (1L << 53));
}
