using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Vision;

/// <summary>
/// A convolution without bias and the batch normalisation after it. For inference both can be folded into one packed
/// convolution.
/// </summary>
internal sealed class NormedConvolution : IDisposable
{
    private readonly Parameter _weight, _normWeight, _normBias, _runningMean, _runningVariance;
    private readonly int _stride, _padding;
    private PackedConvolution? _packed;

    /// <summary>Takes the parameters; the padding keeps the size, but for the stride.</summary>
    /// <param name="convolution">Has <c>weight</c>, [out, in, kernel, kernel].</param>
    /// <param name="norm">Has <c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c>, [out].</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Rows and columns of the kernel, odd.</param>
    /// <param name="stride">Input pixels from one output pixel to the next.</param>
    public NormedConvolution(
        ParameterScope convolution, ParameterScope norm, int inChannels, int outChannels, int kernel = 1, int stride = 1)
    {
        (_stride, _padding) = (stride, kernel / 2);
        _weight = convolution.Take("weight", [outChannels, inChannels, kernel, kernel], ParameterKind.Kernel);
        _normWeight = norm.Take("weight", [outChannels], ParameterKind.Scale);
        _normBias = norm.Take("bias", [outChannels], ParameterKind.Shift);
        _runningMean = norm.Take("running_mean", [outChannels], ParameterKind.Shift);
        _runningVariance = norm.Take("running_var", [outChannels], ParameterKind.Scale);
    }

    /// <summary><c>relu(norm(x ∗ weight) + addend)</c>.</summary>
    /// <param name="tape">Gets the output. On a recording one the folded convolution is not used.</param>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="training">Whether the norm uses, and remembers, the batch's own statistics.</param>
    /// <param name="addend">What is added before the ReLU, or null; the output's shape.</param>
    /// <param name="rectify">Whether there is a ReLU.</param>
    /// <returns>[batch, height / stride, width / stride, out].</returns>
    public Tensor Forward(Tape tape, Tensor x, bool training, Tensor? addend = null, bool rectify = true)
    {
        var activation = rectify ? Activation.Relu : Activation.None;
        if (_packed is not null && !tape.IsRecording && !training)
        {
            return tape.Conv2d(x, _packed, addend, activation);
        }

        var y = tape.Conv2d(x, _weight, stride: _stride, padding: _padding);
        return tape.BatchNorm(
            y, _normWeight, _normBias, _runningMean, _runningVariance, training, addend: addend, activation: activation);
    }

    /// <summary>Folds and packs the parameters as they are now.</summary>
    public void PrepareForInference()
    {
        Dispose();
        var (weight, bias) = BatchNormalizations.FoldBatchNorm(
            _weight, null, _normWeight, _normBias, _runningMean, _runningVariance);
        using (weight)
        using (bias)
        {
            _packed = new PackedConvolution(weight, bias, _stride, _padding);
        }
    }

    /// <summary>Forgets the folded convolution.</summary>
    public void Dispose()
    {
        _packed?.Dispose();
        _packed = null;
    }
}
