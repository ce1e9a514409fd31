using System.Runtime.CompilerServices;

namespace RadSharp.Tensors;

/// <summary>
/// A dense row-major array with a shape: a handle to pooled, 64-byte aligned memory with an explicit owner.
/// </summary>
/// <remarks>
/// <para>Always contiguous: views exist only where they are contiguous too (<see cref="Reshape"/>, <see cref="Rows"/>),
/// so an operation never meets strides. Permuting copies.</para>
/// <para>Who makes a tensor with the functions here owns it and disposes of it. A tensor that an operation returns is
/// owned by the operation's tape and lives until the tape is reset. A handle used after that throws
/// <see cref="ObjectDisposedException"/>, also when the memory already serves another tensor.</para>
/// <para>One thread at a time may use a tensor; operations spread over threads by themselves.</para>
/// </remarks>
public readonly unsafe struct Tensor : IDisposable, IEquatable<Tensor>
{
    private readonly TensorState? _state;
    private readonly int _version;

    internal Tensor(TensorState state)
    {
        _state = state;
        _version = state.Version;
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => State.Shape;

    /// <summary>How elements are stored.</summary>
    public DType DType => State.DType;

    /// <summary>Number of elements.</summary>
    public int Count => (int)State.Shape.Count;

    /// <summary>Whether the memory is still there.</summary>
    public bool IsLive => _state is { } state && state.Version == _version && state.IsLive;

    /// <summary>Whether a backward pass reaches this tensor.</summary>
    public bool NeedsGradient => State.NeedsGradient;

    /// <summary>The elements of a <see cref="DType.Float32"/> tensor, row-major.</summary>
    /// <exception cref="InvalidOperationException">The tensor is stored in another type.</exception>
    public Span<float> Span
    {
        get
        {
            var state = State;
            return state.DType == DType.Float32
                ? new Span<float>(state.Data, (int)state.Shape.Count)
                : throw new InvalidOperationException(
                    $"Expected a Float32 tensor, but found {state.DType} {state.Shape}. Convert it with To(DType.Float32).");
        }
    }

    /// <summary>What the last backward pass left for this tensor: same shape, valid until the tensor is released.</summary>
    /// <exception cref="InvalidOperationException">No backward pass has reached this tensor.</exception>
    public Tensor Gradient => State.Gradient is { } gradient
        ? new Tensor(gradient)
        : throw new InvalidOperationException(
            $"The tensor {Shape} has no gradient. Run Backward on a recording tape whose loss depends on it, and mark it " +
            "with RequireGradient first.");

    /// <summary>Whether a backward pass has left a gradient.</summary>
    public bool HasGradient => State.Gradient is not null;

    internal TensorState State => IsLive
        ? _state!
        : throw new ObjectDisposedException(
            nameof(Tensor), "The tensor was disposed of, or its tape was reset, before this use. Clone what must outlive the tape.");

    internal byte* Data => State.Data;

    /// <summary>A new tensor with undefined contents, owned by the caller.</summary>
    public static Tensor Uninitialized(Shape shape, DType dtype = DType.Float32)
    {
        var state = new TensorState();
        state.Allocate(shape, dtype);
        return new Tensor(state);
    }

    /// <summary>A new tensor of zeros, owned by the caller.</summary>
    public static Tensor Zeros(Shape shape) => Full(shape, 0);

    /// <summary>A new tensor with every element set to <paramref name="value"/>, owned by the caller.</summary>
    public static Tensor Full(Shape shape, float value)
    {
        var tensor = Uninitialized(shape);
        tensor.Span.Fill(value);
        return tensor;
    }

    /// <summary>A new tensor with a copy of <paramref name="values"/>, owned by the caller.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException(
                $"Tensor.From: the shape {shape} has {shape.Count} elements, but {values.Length} values were given.");
        }

        var tensor = Uninitialized(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>A copy with memory of its own, owned by the caller; no gradient follows it.</summary>
    public Tensor Clone()
    {
        var copy = Uninitialized(Shape, DType);
        var byteCount = DType.ByteCount(Shape);
        Buffer.MemoryCopy(Data, copy.Data, byteCount, byteCount);
        return copy;
    }

    /// <summary>A view of the same elements in another shape. Valid as long as this tensor; no gradient follows it.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public Tensor Reshape(Shape shape)
    {
        if (shape.Count != Shape.Count || DType.IsQuantized())
        {
            throw new ArgumentException($"Reshape: a {DType} tensor {Shape} cannot be seen as {shape}.");
        }

        return ViewOf(shape, 0);
    }

    /// <summary>
    /// A view of <paramref name="count"/> entries of the first axis, from <paramref name="start"/> on. Valid as long as
    /// this tensor; no gradient follows it.
    /// </summary>
    /// <exception cref="ArgumentException">Out of range, or a quantised tensor.</exception>
    public Tensor Rows(int start, int count)
    {
        var shape = Shape;
        if (shape.Rank == 0 || DType.IsQuantized() || start < 0 || count < 0 || (long)start + count > shape[0])
        {
            throw new ArgumentException($"Rows: [{start}, {(long)start + count}) is no range of a {DType} tensor {shape}.");
        }

        var rowBytes = DType.ByteCount(shape.With(0, 1));
        return ViewOf(shape.With(0, count), start * rowBytes);
    }

    /// <summary>Marks a leaf (a tensor that no operation made) as one whose gradient is wanted.</summary>
    /// <returns>This tensor.</returns>
    /// <exception cref="InvalidOperationException">The tensor is not Float32.</exception>
    public Tensor RequireGradient(bool required = true)
    {
        if (required && DType != DType.Float32)
        {
            throw new InvalidOperationException($"A {DType} tensor {Shape} cannot be trained: gradients need Float32.");
        }

        State.NeedsGradient = required;
        return this;
    }

    /// <summary>Drops the gradient that backward passes have added up.</summary>
    /// <param name="keepMemory">Whether the next backward pass finds the gradient's memory again and writes it anew.</param>
    public void ClearGradient(bool keepMemory = false)
    {
        if (keepMemory)
        {
            State.SetGradientAside();
        }
        else
        {
            State.ReleaseGradient();
        }
    }

    /// <summary>Gives the memory back; a second call does nothing. A tape's tensors are released by their tape.</summary>
    /// <exception cref="InvalidOperationException">The tensor belongs to a tape.</exception>
    public void Dispose()
    {
        if (!IsLive)
        {
            return;
        }

        if (_state!.Tape is not null)
        {
            throw new InvalidOperationException(
                $"The tensor {Shape} belongs to a tape, which releases it when it is reset. Do not dispose of it.");
        }

        _state.Release();
    }

    /// <summary>Whether both are handles to the same tensor (not whether the elements are equal).</summary>
    public bool Equals(Tensor other) => ReferenceEquals(_state, other._state) && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_state is null ? 0 : RuntimeHelpers.GetHashCode(_state), _version);

    /// <summary>Type and shape, such as <c>Float32 [2, 77, 768]</c>.</summary>
    public override string ToString() => IsLive ? $"{DType} {Shape}" : "released tensor";

    /// <summary>Whether both are handles to the same tensor.</summary>
    public static bool operator ==(Tensor left, Tensor right) => left.Equals(right);

    /// <summary>Whether the handles are of different tensors.</summary>
    public static bool operator !=(Tensor left, Tensor right) => !left.Equals(right);

    private Tensor ViewOf(Shape shape, long byteOffset)
    {
        var state = new TensorState();
        state.View(State, shape, byteOffset);
        return new Tensor(state);
    }
}
