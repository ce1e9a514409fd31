namespace RadSharp.Tensors.Kernels.Convolution;

/// <summary>The sizes of a 2-D convolution; kernel, stride, padding and dilation count pixels.</summary>
public readonly record struct ConvolutionSizes
{
    /// <summary>Number of images.</summary>
    public required int Batch { get; init; }

    /// <summary>Rows of the input.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the input.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of the input.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels of the output.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Rows of the kernel, ≥ 1.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Columns of the kernel, ≥ 1.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Input pixels from one output pixel to the next, ≥ 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Rows and columns of zeros around the input, ≥ 0.</summary>
    public int Padding { get; init; }

    /// <summary>Input pixels from one kernel element to the next, ≥ 1.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Groups of channels that do not meet; divides both channel counts.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Creates sizes of stride 1, without padding, dilation or groups.</summary>
    public ConvolutionSizes()
    {
    }

    /// <summary>Rows of the output; 0 where the kernel does not fit into the padded input.</summary>
    public int OutputHeight => WindowAxis.PositionsOver(Height, KernelHeight, Stride, Padding, Dilation);

    /// <summary>Columns of the output.</summary>
    public int OutputWidth => WindowAxis.PositionsOver(Width, KernelWidth, Stride, Padding, Dilation);

    /// <summary>Input channels of one group.</summary>
    public int GroupInputs => InputChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutputs => OutputChannels / Groups;

    /// <summary>[batch, height, width, inputChannels].</summary>
    public Shape Input => [Batch, Height, Width, InputChannels];

    /// <summary>[outputChannels, inputChannels / groups, kernelHeight, kernelWidth].</summary>
    public Shape Weight => [OutputChannels, GroupInputs, KernelHeight, KernelWidth];

    /// <summary>[batch, outputHeight, outputWidth, outputChannels].</summary>
    public Shape Output => [Batch, OutputHeight, OutputWidth, OutputChannels];

    internal WindowAxis Rows => WindowAxis.Over(Height, KernelHeight, Stride, Padding, Dilation);

    internal WindowAxis Columns => WindowAxis.Over(Width, KernelWidth, Stride, Padding, Dilation);

    internal int KernelDepth => KernelHeight * KernelWidth * GroupInputs;
}
