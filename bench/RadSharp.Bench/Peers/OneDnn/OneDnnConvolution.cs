using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>
/// oneDNN's forward convolution. It chooses the layouts of image, weights and result; bringing the data into them and
/// back is not timed.
/// </summary>
internal sealed unsafe class OneDnnConvolution : IDisposable
{
    private readonly ConvolutionCase _case;
    private readonly Primitive _convolution;
    private readonly OneDnnMemory _image;
    private readonly OneDnnMemory _weight;
    private readonly OneDnnMemory _result;
    private readonly OneDnnMemory _plainResult;

    /// <summary>Compiles the convolution and brings its operands into the layouts it wants.</summary>
    public OneDnnConvolution(ConvolutionCase convolution)
    {
        _case = convolution;
        long[] image = [1, convolution.InputChannels, convolution.Size, convolution.Size];
        long[] weight =
            [convolution.OutputChannels, convolution.InputChannels, convolution.Kernel, convolution.Kernel];
        long[] result = [1, convolution.OutputChannels, convolution.OutputSize, convolution.OutputSize];
        var (anyImage, anyWeight) = (MemoryDescriptor.AnyLayout(image), MemoryDescriptor.AnyLayout(weight));
        var anyResult = MemoryDescriptor.AnyLayout(result);
        var strides = stackalloc long[] { convolution.Stride, convolution.Stride };
        var padding = stackalloc long[] { convolution.Padding, convolution.Padding };
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitConvolution(
            &operation, Fixed.ForwardInference, Algorithm.ConvolutionAuto, &anyImage, &anyWeight, null, &anyResult, strides,
            padding, padding));
        _convolution = Primitive.Create(&operation);
        _image = InLayout(Query.Source, ChannelsLast(convolution.InputChannels, convolution.Size), convolution.Image);
        _weight = InLayout(Query.Weights, MemoryDescriptor.Dense(weight), convolution.Weight);
        _result = OneDnnMemory.Allocate(_convolution.LayoutOf(Query.Destination));
        _plainResult = new(ChannelsLast(convolution.OutputChannels, convolution.OutputSize), convolution.Result);
    }

    /// <summary>The convolution alone.</summary>
    public Contender Contender => new(OneDnnLibrary.Peer.Name, _case.Work, Run) { Deliver = () => _result.CopyTo(_plainResult) };

    /// <inheritdoc/>
    public void Dispose()
    {
        _convolution.Dispose();
        _image.Dispose();
        _weight.Dispose();
        _result.Dispose();
        _plainResult.Dispose();
    }

    private void Run() => _convolution.Execute(
        new(ArgumentIndex.Source, _image.Handle), new(ArgumentIndex.Weights, _weight.Handle),
        new(ArgumentIndex.Destination, _result.Handle));

    private static MemoryDescriptor ChannelsLast(long channels, long size) =>
        MemoryDescriptor.Strided([1, channels, size, size], [size * size * channels, 1, size * channels, channels]);

    private OneDnnMemory InLayout(int query, MemoryDescriptor layout, Tensor tensor)
    {
        var memory = OneDnnMemory.Allocate(_convolution.LayoutOf(query));
        using var plain = new OneDnnMemory(layout, tensor);
        plain.CopyTo(memory);
        return memory;
    }
}
