using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Tests;

/// <summary>Reproducible numbers for tests.</summary>
internal static class Samples
{
    /// <summary>Uniform values in [−scale, scale).</summary>
    public static float[] Values(int count, ulong seed = 1, float scale = 1)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = (float)(((RandomBits.Uniform(seed << 32, index) * 2) - 1) * scale);
        }

        return values;
    }

    /// <summary>A tensor of <see cref="Values"/>, owned by the caller.</summary>
    public static Tensor Random(Shape shape, ulong seed = 1, float scale = 1) =>
        Tensor.From(Values((int)shape.Count, seed, scale), shape);

    /// <summary>Shuffled values of which no two are closer than 0.1, so that a small step changes no order.</summary>
    public static float[] Distinct(int count, ulong seed = 1)
    {
        var values = Enumerable.Range(0, count).Select(index => 0.1f * (index - (count / 2))).ToArray();
        Array.Sort(Values(count, seed), values);
        return values;
    }
}
