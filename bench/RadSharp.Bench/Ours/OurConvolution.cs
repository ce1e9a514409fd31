using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Bench.Ours;

/// <summary>RadSharp's convolution for inference: the weight is packed before.</summary>
internal sealed class OurConvolution(ConvolutionCase convolution) : IDisposable
{
    private readonly Tape _tape = Tape.ForInference();
    private readonly PackedConvolution _packed =
        new(convolution.Weight, stride: convolution.Stride, padding: convolution.Padding);

    private Tensor _result;

    /// <summary>The convolution alone.</summary>
    public Contender Contender => new(Contender.RadSharp, convolution.Work, Run)
    { Deliver = () => _result.Span.CopyTo(convolution.Result.Span) };

    /// <inheritdoc/>
    public void Dispose()
    {
        _packed.Dispose();
        _tape.Dispose();
    }

    private void Run()
    {
        _tape.Reset();
        _result = _tape.Conv2d(convolution.Image, _packed);
    }
}
