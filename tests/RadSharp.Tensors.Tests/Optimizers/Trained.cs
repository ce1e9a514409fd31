using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Tensors.Tests.Optimizers;

/// <summary>Parameters and gradients for tests of optimisers.</summary>
internal static class Trained
{
    public static Parameter Parameter(string name, params float[] weights) => new(name, Tensor.From(weights, [weights.Length]));

    /// <summary>Parameters of several lengths with reproducible weights; the caller disposes of them.</summary>
    public static Parameter[] Several(ulong seed = 1) =>
        [.. new[] { 1, 5, 16, 1000 }.Select(length => Parameter($"p{length}", Samples.Values(length, seed)))];

    /// <summary>Leaves the gradient of a backward pass.</summary>
    public static void SetGradient(this Parameter parameter, params float[] gradient)
    {
        parameter.Value.ClearGradient(keepMemory: true);
        using var tape = Tape.ForTraining();
        tape.Backward(tape.Reshape(parameter, -1, 1), gradient);
    }

    /// <summary>A few steps with gradients that depend on the step only.</summary>
    public static void Run(IOptimizer optimizer, int firstStep, int count)
    {
        for (var step = firstStep; step < firstStep + count; step++)
        {
            foreach (var parameter in optimizer.Parameters)
            {
                parameter.SetGradient(Samples.Values(parameter.Value.Count, seed: (ulong)(100 + step)));
            }

            optimizer.Step();
        }
    }

    /// <summary>Six steps in one go, and three and three with the state saved and restored between, end with the same bits.</summary>
    public static void CheckResume(Func<Parameter[], IOptimizer> create)
    {
        var (through, resumed) = (Several(), Several());
        using var whole = create(through);
        using var first = create(resumed);
        using var second = create(resumed);
        Run(whole, firstStep: 0, count: 6);
        Run(first, firstStep: 0, count: 3);
        var saved = Save(first.State);
        second.Restore(saved);
        Run(second, firstStep: 3, count: 3);
        foreach (var (expected, found) in through.Zip(resumed))
        {
            Assert.Equal(expected.Value.Span.ToArray(), found.Value.Span.ToArray());
        }

        Dispose(saved);
        Dispose(through);
        Dispose(resumed);
    }

    /// <summary>Copies of all entries, as a file would hold them; the caller disposes of them.</summary>
    public static List<(string Name, Tensor Value)> Save(IEnumerable<(string Name, Tensor Value)> state) =>
        [.. state.Select(entry => (entry.Name, entry.Value.Clone()))];

    public static void Dispose(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            parameter.Dispose();
        }
    }

    public static void Dispose(IEnumerable<(string Name, Tensor Value)> state)
    {
        foreach (var (_, value) in state)
        {
            value.Dispose();
        }
    }
}
