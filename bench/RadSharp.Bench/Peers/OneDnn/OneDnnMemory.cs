using RadSharp.Bench.Cases;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>A memory object over a tensor's elements. They come from the same pool for every contender: same pages, same alignment.</summary>
internal sealed unsafe class OneDnnMemory : IDisposable
{
    private readonly MemoryDescriptor _descriptor;
    private readonly Tensor? _owned;

    /// <summary>Sees a tensor's elements, from <paramref name="start"/> on, as the descriptor says. The tensor stays its owner's.</summary>
    public OneDnnMemory(in MemoryDescriptor descriptor, Tensor tensor, long start = 0)
    {
        _descriptor = descriptor;
        fixed (MemoryDescriptor* pointer = &_descriptor)
        {
            OneDnnLibrary.Check(
                OneDnnMethods.CreateMemory(out var handle, pointer, OneDnnLibrary.Engine, tensor.Pointer() + start));
            Handle = handle;
        }
    }

    private OneDnnMemory(in MemoryDescriptor descriptor, Tensor tensor, bool owned)
        : this(descriptor, tensor) => _owned = owned ? tensor : null;

    /// <summary>The library's handle.</summary>
    public nint Handle { get; }

    /// <summary>Memory of its own, contents undefined, for any layout.</summary>
    public static OneDnnMemory Allocate(in MemoryDescriptor descriptor) =>
        new(descriptor, Tensor.Uninitialized([(int)((descriptor.ByteCount + sizeof(float) - 1) / sizeof(float))]), owned: true);

    /// <summary>Copies the elements into another layout.</summary>
    public void CopyTo(OneDnnMemory destination)
    {
        fixed (MemoryDescriptor* from = &_descriptor, to = &destination._descriptor)
        {
            using var reorder = Primitive.Reorder(from, to);
            reorder.Execute(new(ArgumentIndex.Source, Handle), new(ArgumentIndex.Destination, destination.Handle));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = OneDnnMethods.DestroyMemory(Handle);
        _owned?.Dispose();
    }
}
