using RadSharp.Bench.Cases;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>
/// A memory object over a tensor's elements. They come from the same pool for every contender: same pages, same alignment.
/// </summary>
internal sealed unsafe class OneDnnMemory : IDisposable
{
    private readonly MemoryDescriptor _descriptor;
    private readonly Tensor _tensor;
    private readonly bool _isOwner;

    /// <summary>
    /// Sees a tensor's elements, from <paramref name="start"/> on, as the descriptor says. The tensor stays its owner's.
    /// </summary>
    public OneDnnMemory(in MemoryDescriptor descriptor, Tensor tensor, long start = 0)
    {
        (_descriptor, _tensor) = (descriptor, tensor);
        fixed (MemoryDescriptor* pointer = &_descriptor)
        {
            OneDnnLibrary.Check(
                OneDnnMethods.CreateMemory(out var handle, pointer, OneDnnLibrary.Engine, tensor.Pointer() + start));
            Handle = handle;
        }
    }

    /// <summary>Sees the elements of other memory, from <paramref name="start"/> on, as the descriptor says.</summary>
    public OneDnnMemory(in MemoryDescriptor descriptor, OneDnnMemory memory, long start = 0)
        : this(descriptor, memory._tensor, start)
    {
    }

    private OneDnnMemory(in MemoryDescriptor descriptor, Tensor tensor, bool isOwner)
        : this(descriptor, tensor) => _isOwner = isOwner;

    /// <summary>The library's handle.</summary>
    public nint Handle { get; }

    /// <summary>Memory of its own, contents undefined, for any layout.</summary>
    public static OneDnnMemory Allocate(in MemoryDescriptor descriptor) =>
        new(descriptor, Tensor.Uninitialized([(int)((descriptor.ByteCount + sizeof(float) - 1) / sizeof(float))]), isOwner: true);

    /// <summary>Copies the elements into another layout.</summary>
    public void CopyTo(OneDnnMemory destination)
    {
        using var reorder = Primitive.Reorder(_descriptor, destination._descriptor);
        reorder.Execute(new(ArgumentIndex.Source, Handle), new(ArgumentIndex.Destination, destination.Handle));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = OneDnnMethods.DestroyMemory(Handle);
        if (_isOwner)
        {
            _tensor.Dispose();
        }
    }
}
