using System.Runtime.InteropServices;

namespace RadSharp.Tensors.Simd;

/// <summary>The instruction sets that kernels are specialised for, slowest first.</summary>
public enum SimdLevel
{
    /// <summary><see cref="LanesPortable"/>: any machine, Arm64 included.</summary>
    Portable,

    /// <summary><see cref="Lanes256"/>: x64 with AVX2 and FMA.</summary>
    Avx2,

    /// <summary><see cref="Lanes512"/>: x64 with AVX-512.</summary>
    Avx512,
}

/// <summary>The path that this process takes, chosen once at start.</summary>
public static class SimdPath
{
    /// <summary>Environment variable that forces a slower path: <c>portable</c>, <c>avx2</c> or <c>avx512</c>.</summary>
    public const string Variable = "RADSHARP_SIMD";

    /// <summary>The best level that this machine runs.</summary>
    public static SimdLevel Best =>
        Lanes512.IsSupported ? SimdLevel.Avx512 : Lanes256.IsSupported ? SimdLevel.Avx2 : SimdLevel.Portable;

    /// <summary>The chosen level: the best that the machine supports, or what <see cref="Variable"/> names.</summary>
    /// <exception cref="PlatformNotSupportedException">The variable names a path that this machine cannot run.</exception>
    public static SimdLevel Level { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    internal static SimdLevel Choose(string? wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted))
        {
            return Best;
        }

        if (!Enum.TryParse<SimdLevel>(wanted, ignoreCase: true, out var level) || !Enum.IsDefined(level) || level > Best)
        {
            throw new PlatformNotSupportedException(
                $"{Variable} asks for '{wanted}', but this {RuntimeInformation.ProcessArchitecture} machine runs up to " +
                $"'{Best.ToString().ToLowerInvariant()}'. Unset it, or set it to portable, avx2 or avx512.");
        }

        return level;
    }
}
