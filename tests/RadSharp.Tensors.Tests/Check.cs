using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors.Tests;

/// <summary>Comparisons that say where and by how much two results differ.</summary>
internal static class Check
{
    /// <summary>
    /// Every element within <paramref name="tolerance"/> · (1 + |expected|); NaN matches NaN, infinities must match exactly.
    /// </summary>
    public static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, float tolerance = 1e-5f, string what = "")
    {
        Assert.True(expected.Length == found.Length, $"{what}: expected {expected.Length} elements, found {found.Length}");
        for (var index = 0; index < expected.Length; index++)
        {
            var (e, f) = (expected[index], found[index]);
            var same = float.IsFinite(e) ? Math.Abs(e - f) <= tolerance * (1 + Math.Abs(e)) : e.Equals(f);
            Assert.True(same, $"{what}: element {index} of {expected.Length}: expected {e:G9}, found {f:G9}");
        }
    }

    /// <summary>The golden files' measure: max |a − b| / max |b| at most <paramref name="tolerance"/>.</summary>
    public static void Relative(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, double tolerance, string what)
    {
        Assert.True(expected.Length == found.Length, $"{what}: expected {expected.Length} elements, found {found.Length}");
        double largest = 0, difference = 0;
        for (var index = 0; index < expected.Length; index++)
        {
            largest = Math.Max(largest, Math.Abs(expected[index]));
            difference = Math.Max(difference, Math.Abs((double)expected[index] - found[index]));
            Assert.True(float.IsFinite(found[index]), $"{what}: element {index} is {found[index]}");
        }

        Assert.True(
            difference <= tolerance * Math.Max(largest, 1e-12),
            $"{what}: relative difference {difference / Math.Max(largest, 1e-12):G3} is over {tolerance:G3}");
    }

    /// <summary>The action is refused with a message that contains each of <paramref name="parts"/>.</summary>
    public static void Refused<TException>(Action action, params string[] parts) where TException : Exception =>
        Names(Assert.Throws<TException>(action), parts);

    /// <inheritdoc cref="Refused{TException}(Action, string[])"/>
    public static void Refused<TException>(Func<object?> action, params string[] parts) where TException : Exception =>
        Names(Assert.Throws<TException>(action), parts);

    /// <summary>
    /// Once warm, the action takes nothing from the managed heap. The least of several calls counts: the runtime itself
    /// allocates at times on a thread, for the first contended lock as an example, but never on each call.
    /// </summary>
    /// <param name="action">What is called.</param>
    /// <param name="warmUp">Calls before the first that counts.</param>
    public static void AllocatesNothing(Action action, int warmUp = 2)
    {
        for (var call = 0; call < warmUp; call++)
        {
            action();
        }

        var least = long.MaxValue;
        for (var call = 0; call < 5 && least > 0; call++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    /// <summary>
    /// Gradients of <paramref name="function"/> against central differences, for every input element. The output is
    /// reduced with fixed random weights, so that no error cancels.
    /// </summary>
    /// <param name="function">What is differentiated, on the tape that it is given.</param>
    /// <param name="inputs">Leaves; each is marked as needing a gradient. Left as they were.</param>
    /// <param name="step">Half the difference; large enough that float32 rounding does not drown the slope.</param>
    /// <param name="tolerance">Largest |numeric − analytic| / (1 + |analytic|).</param>
    public static void Gradients(
        Func<Tape, Tensor[], Tensor> function, Tensor[] inputs, float step = 1e-2f, float tolerance = 2e-2f)
    {
        var inUse = TensorMemory.BytesInUse;
        var analytic = new float[inputs.Length][];
        float[] weights;
        using (var tape = Tape.ForTraining())
        {
            foreach (var input in inputs)
            {
                input.RequireGradient();
            }

            var output = function(tape, inputs);
            weights = Samples.Values(output.Count, seed: 99);
            tape.Backward(output, weights);
            for (var index = 0; index < inputs.Length; index++)
            {
                analytic[index] = inputs[index].HasGradient ? inputs[index].Gradient.Span.ToArray() : new float[inputs[index].Count];
                inputs[index].ClearGradient();
            }
        }

        Assert.Equal(inUse, TensorMemory.BytesInUse);
        for (var index = 0; index < inputs.Length; index++)
        {
            for (var element = 0; element < inputs[index].Count; element++)
            {
                var value = inputs[index].Span[element];
                inputs[index].Span[element] = value + step;
                var above = Reduced(function, inputs, weights);
                inputs[index].Span[element] = value - step;
                var below = Reduced(function, inputs, weights);
                inputs[index].Span[element] = value;
                var numeric = (above - below) / (2.0 * step);
                var difference = Math.Abs(numeric - analytic[index][element]) / (1 + Math.Abs(analytic[index][element]));
                Assert.True(
                    difference <= tolerance,
                    $"input {index} element {element}: central difference {numeric:G6}, gradient {analytic[index][element]:G6}");
            }
        }
    }

    private static void Names(Exception error, string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));

    private static double Reduced(Func<Tape, Tensor[], Tensor> function, Tensor[] inputs, float[] weights)
    {
        using var tape = Tape.ForTraining();
        var output = function(tape, inputs).Span;
        double sum = 0;
        for (var index = 0; index < output.Length; index++)
        {
            sum += (double)output[index] * weights[index];
        }

        return sum;
    }
}
