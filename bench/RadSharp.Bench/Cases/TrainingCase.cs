using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Bench.Cases;

/// <summary>A training step of radsharp-mini's eye for findings alone: forward, backward, AdamW.</summary>
internal sealed class TrainingCase : IDisposable
{
    public const int Batch = 32;
    public const int Size = 160;
    public const int Width = 32;

    private const int Findings = 14;

    private readonly ChestNetwork _network;
    private readonly AdamW _optimizer;
    private readonly Tape _tape = Tape.ForTraining();

    public TrainingCase()
    {
        var config = new ChestNetworkConfig { ImageSize = Size };
        _network = new(new ParameterScope(new FreshParameters(seed: 0), Parameters), config);
        foreach (var parameter in Parameters.Parameters)
        {
            parameter.IsTrainable = !parameter.Name.Contains(".running_", StringComparison.Ordinal);
        }

        FilledParameters.Fill("images", 1, 0, Images.Span);
        FilledParameters.Fill("targets", 0.5, 0.5, Targets.Span);
        _optimizer = new(new ParameterGroup(Parameters.Parameters) { LearningRate = 1e-3, WeightDecay = 0.05 });
    }

    /// <summary>[batch, size, size, 1]; of one channel, so that PyTorch's order of channels is the same.</summary>
    public Tensor Images { get; } = Tensor.Uninitialized([Batch, Size, Size, 1]);

    /// <summary>[batch, findings].</summary>
    public Tensor Targets { get; } = Tensor.Uninitialized([Batch, Findings]);

    public ParameterSet Parameters { get; } = new();

    /// <summary>Does a step.</summary>
    /// <returns>The loss before it.</returns>
    public double Step()
    {
        _tape.Reset();
        _optimizer.ClearGradients();
        var output = _network.Forward(_tape, Images, training: true);
        var loss = _tape.BinaryCrossEntropy(output.Findings, Targets);
        _tape.Backward(loss);
        _optimizer.Step();
        return loss.Span[0];
    }

    public void Dispose()
    {
        _tape.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
        Parameters.Dispose();
        Images.Dispose();
        Targets.Dispose();
    }
}
