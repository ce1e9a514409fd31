using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Kernels;
using RadSharp.Tensors.Operations;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>
/// A residual network of one block from this engine's operations: convolution, batch norm, ReLU, max pooling, the block with
/// its shortcut, global average, linear.
/// </summary>
internal sealed class TinyResNet : IDisposable
{
    private const int Channels = 16;

    private readonly Dictionary<string, Parameter> _parameters = [];
    private readonly Dictionary<string, Tensor> _statistics = [];
    private ulong _seed = 1;

    public TinyResNet(int inChannels, int classes)
    {
        AddConvolution("stem", inChannels, kernel: 3);
        AddConvolution("first", Channels, kernel: 3);
        AddConvolution("second", Channels, kernel: 3);
        AddRandom("head.weight", [classes, Channels], fanIn: Channels);
        Add("head.bias", Tensor.Zeros([classes]));
    }

    public IReadOnlyCollection<Parameter> Parameters => _parameters.Values;

    /// <summary>[batch, height, width, inChannels] to [batch, classes].</summary>
    public Tensor Logits(Tape tape, Tensor images, bool training)
    {
        var x = tape.Activate(Convolve(tape, images, "stem", training), Activation.Relu);
        x = tape.MaxPool2d(x, kernel: 3, stride: 2, padding: 1);
        var inner = tape.Activate(Convolve(tape, x, "first", training), Activation.Relu);
        x = tape.Activate(tape.Add(x, Convolve(tape, inner, "second", training)), Activation.Relu);
        return tape.Linear(tape.GlobalAveragePool(x), _parameters["head.weight"], _parameters["head.bias"]);
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        foreach (var statistic in _statistics.Values)
        {
            statistic.Dispose();
        }
    }

    private Tensor Convolve(Tape tape, Tensor x, string name, bool training)
    {
        var y = tape.Conv2d(x, _parameters[$"{name}.weight"], padding: 1);
        return tape.BatchNorm(
            y, _parameters[$"{name}.norm.weight"], _parameters[$"{name}.norm.bias"], _statistics[$"{name}.mean"],
            _statistics[$"{name}.variance"], training);
    }

    private void AddConvolution(string name, int inChannels, int kernel)
    {
        AddRandom($"{name}.weight", [Channels, inChannels, kernel, kernel], inChannels * kernel * kernel);
        Add($"{name}.norm.weight", Tensor.Full([Channels], 1));
        Add($"{name}.norm.bias", Tensor.Zeros([Channels]));
        _statistics[$"{name}.mean"] = Tensor.Zeros([Channels]);
        _statistics[$"{name}.variance"] = Tensor.Full([Channels], 1);
    }

    private void AddRandom(string name, Shape shape, int fanIn) =>
        Add(name, Samples.Random(shape, _seed++, MathF.Sqrt(6f / fanIn)));

    private void Add(string name, Tensor value) => _parameters[name] = new Parameter(name, value);
}
