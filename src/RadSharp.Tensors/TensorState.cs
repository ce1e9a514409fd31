using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;

namespace RadSharp.Tensors;

/// <summary>
/// What a <see cref="Tensor"/> handle points to. Reused for another tensor once released: the version tells a handle
/// that has outlived its tensor.
/// </summary>
internal sealed unsafe class TensorState
{
    private TensorState? _owner;
    private int _ownerVersion;
    private bool _ownsBlock;
    private TensorState? _spareGradient;

    /// <summary>Grows by one at each release.</summary>
    public int Version { get; private set; }

    public Shape Shape { get; private set; }

    public DType DType { get; private set; }

    public byte* Data { get; private set; }

    /// <summary>Bytes that this tensor keeps from others: 0 for a view.</summary>
    public long ByteCount => _ownsBlock ? DType.ByteCount(Shape) : 0;

    /// <summary>The tape that owns this tensor; null where whoever made it disposes of it.</summary>
    public Tape? Tape { get; set; }

    /// <summary>Whether a backward pass must reach this tensor.</summary>
    public bool NeedsGradient { get; set; }

    /// <summary>What the backward pass has added up so far; null before it reached this tensor.</summary>
    public TensorState? Gradient { get; set; }

    /// <summary>Whether the memory is still there; a view's is gone when its owner's is.</summary>
    public bool IsLive => Data != null && (_owner is null || (_owner.Version == _ownerVersion && _owner.IsLive));

    /// <summary>Becomes a tensor with memory of its own, contents undefined.</summary>
    public void Allocate(Shape shape, DType dtype)
    {
        if (shape.Count > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A tensor holds at most {Array.MaxLength:N0} elements, but the shape {shape} has {shape.Count:N0}.");
        }

        Data = (byte*)TensorMemory.Rent(dtype.ByteCount(shape));
        Shape = shape;
        DType = dtype;
        _ownsBlock = true;
    }

    /// <summary>Becomes a view of memory that <paramref name="owner"/> keeps.</summary>
    public void View(TensorState owner, Shape shape, long byteOffset) => View(owner, shape, byteOffset, owner.DType);

    /// <summary>Becomes a view, of a type of its own, of memory that <paramref name="owner"/> keeps.</summary>
    public void View(TensorState owner, Shape shape, long byteOffset, DType dtype)
    {
        Data = owner.Data + byteOffset;
        Shape = shape;
        DType = dtype;
        _owner = owner;
        _ownerVersion = owner.Version;
    }

    /// <summary>Becomes a view of foreign memory, such as a mapped file, that must outlive it.</summary>
    public void Borrow(byte* data, Shape shape, DType dtype)
    {
        Data = data;
        Shape = shape;
        DType = dtype;
    }

    /// <summary>Shows the same elements in another shape of the same count.</summary>
    public void ReshapeTo(Shape shape) => Shape = shape;

    /// <summary>Whether this tensor's memory is <paramref name="other"/>'s.</summary>
    public bool DependsOn(TensorState other) => this == other || (_owner is { } owner && owner.DependsOn(other));

    /// <summary>Makes <see cref="Gradient"/> null and keeps its memory for <see cref="TakeSpareGradient"/>.</summary>
    public void SetGradientAside()
    {
        _spareGradient ??= Gradient;
        Gradient = null;
    }

    /// <summary>The gradient that was set aside, contents undefined; null where there is none.</summary>
    public TensorState? TakeSpareGradient()
    {
        var spare = _spareGradient;
        _spareGradient = null;
        return spare;
    }

    /// <summary>Gives the gradient's memory back.</summary>
    public void ReleaseGradient()
    {
        Gradient?.Release();
        Gradient = null;
        _spareGradient?.Release();
        _spareGradient = null;
    }

    /// <summary>Gives the memory back, the gradient's too; handles to this tensor are void from here on.</summary>
    public void Release()
    {
        Version++;
        if (_ownsBlock)
        {
            TensorMemory.Return(Data, ByteCount);
        }

        ReleaseGradient();
        Data = null;
        Tape = null;
        NeedsGradient = false;
        _ownsBlock = false;
        _owner = null;
    }
}
