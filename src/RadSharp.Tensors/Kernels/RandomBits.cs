using System.Runtime.CompilerServices;

namespace RadSharp.Tensors.Kernels;

/// <summary>Counter-based random numbers: value i of a seed is a function of both, so any part can be made on any thread.</summary>
public static class RandomBits
{
    /// <summary>Number of values that <see cref="UniformStep"/> takes.</summary>
    internal const double UniformSteps = 1L << 53;

    /// <summary>SplitMix64's output function: 64 well-mixed bits of <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Number <paramref name="index"/> of the sequence of <paramref name="seed"/>, uniform in [0, 1).</summary>
    public static double Uniform(ulong seed, long index) => UniformStep(seed, index) * (1 / UniformSteps);

    /// <summary><see cref="Uniform"/> in steps of 1/<see cref="UniformSteps"/>.</summary>
    internal static long UniformStep(ulong seed, long index) => (long)(Mix(seed + (ulong)index) >> 11);
}
