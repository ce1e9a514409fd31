using RadSharp.Tensors.Kernels;

namespace RadSharp.Tensors.Gradients;

/// <summary>
/// Where operations take their outputs' memory from, and, when recording, what reverse-mode differentiation runs back
/// over. Operations are extension methods of the tape: <c>var y = tape.Linear(x, weight, bias);</c>.
/// </summary>
/// <remarks>
/// A tape owns every tensor that its operations return; <see cref="Reset"/> or <see cref="Dispose"/> gives all of them
/// back. After the first few steps nothing new is allocated: memory blocks and handles are reused, and a tape that does
/// not record allocates nothing on the managed heap at all. Not thread-safe: one tape a thread.
/// </remarks>
public sealed class Tape : IDisposable
{
    private readonly List<TensorState> _owned = [];
    private readonly Stack<TensorState> _free = [];
    private readonly List<(Tensor Output, IBackward Step)> _steps = [];
    private ulong _randomCounter;

    private Tape(bool isRecording, bool isTraining, ulong randomCounter)
    {
        IsRecording = isRecording;
        IsTraining = isTraining;
        _randomCounter = randomCounter;
    }

    /// <summary>Whether operations on tensors that need gradients are recorded for <see cref="Backward(Tensor, float)"/>.</summary>
    public bool IsRecording { get; }

    /// <summary>Whether dropout drops; false on a tape for inference.</summary>
    public bool IsTraining { get; }

    /// <summary>Bytes of all tensors that the tape owns now, gradients included.</summary>
    public long BytesOwned => _owned.Sum(state => state.ByteCount + (state.Gradient?.ByteCount ?? 0));

    /// <summary>A tape that records; dropout drops.</summary>
    /// <param name="seed">Where the random numbers of this tape start; the same seed gives the same bits.</param>
    public static Tape ForTraining(ulong seed = 0) => new(isRecording: true, isTraining: true, RandomBits.Mix(seed));

    /// <summary>A tape that only computes: nothing is recorded, dropout does nothing.</summary>
    public static Tape ForInference() => new(isRecording: false, isTraining: false, randomCounter: 0);

    /// <summary>A new tensor with undefined contents, owned by the tape.</summary>
    public Tensor New(Shape shape, DType dtype = DType.Float32)
    {
        var state = TakeState();
        state.Allocate(shape, dtype);
        return Own(state);
    }

    /// <summary>A new tensor of zeros, owned by the tape.</summary>
    public Tensor Zeros(Shape shape)
    {
        var tensor = New(shape);
        tensor.Span.Clear();
        return tensor;
    }

    /// <summary>A copy of <paramref name="values"/>, owned by the tape.</summary>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException(
                $"Tape.From: the shape {shape} has {shape.Count} elements, but {values.Length} values were given.");
        }

        var tensor = New(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>A seed for one operation's random numbers: the next of this tape's sequence.</summary>
    public ulong NextSeed() => RandomBits.Mix(_randomCounter++);

    /// <summary>
    /// Whether an operation on these inputs must be recorded. Call before making an <see cref="IBackward"/>, so that
    /// nothing is allocated when it is not.
    /// </summary>
    /// <exception cref="InvalidOperationException">An input was recorded on another tape.</exception>
    public bool Records(Tensor a) => IsRecording && NeedsGradientHere(a);

    /// <inheritdoc cref="Records(Tensor)"/>
    public bool Records(Tensor a, Tensor b) => IsRecording && (NeedsGradientHere(a) | NeedsGradientHere(b));

    /// <inheritdoc cref="Records(Tensor)"/>
    public bool Records(Tensor a, Tensor b, Tensor? c) => Records(a, b, c, null);

    /// <inheritdoc cref="Records(Tensor)"/>
    public bool Records(Tensor a, Tensor? b, Tensor? c, Tensor? d) =>
        IsRecording
        && (NeedsGradientHere(a)
            | (b is { } second && NeedsGradientHere(second))
            | (c is { } third && NeedsGradientHere(third))
            | (d is { } fourth && NeedsGradientHere(fourth)));

    /// <summary>Records the operation that made <paramref name="output"/>.</summary>
    public void Record(Tensor output, IBackward step)
    {
        output.State.NeedsGradient = true;
        _steps.Add((output, step));
    }

    /// <summary>Runs back from a scalar: every leaf that needs a gradient has it added to <see cref="Tensor.Gradient"/>.</summary>
    /// <param name="loss">One element.</param>
    /// <param name="scale">The gradient of the loss itself: 1/n when n tapes' gradients are added up.</param>
    /// <exception cref="ArgumentException">The loss has more than one element.</exception>
    /// <exception cref="InvalidOperationException">The loss was not recorded here, or its gradients were already taken.</exception>
    public void Backward(Tensor loss, float scale = 1)
    {
        if (loss.Count != 1)
        {
            throw new ArgumentException($"Backward starts from one number, but the tensor is {loss.Shape}. Reduce it first.");
        }

        Span<float> seed = [scale];
        Backward(loss, seed);
    }

    /// <summary>Runs back from <paramref name="output"/> with the given gradient of it.</summary>
    /// <param name="output">A tensor that this tape recorded.</param>
    /// <param name="gradient">As many values as the output has elements.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    /// <exception cref="InvalidOperationException">The output was not recorded here, or its gradients were already taken.</exception>
    public void Backward(Tensor output, ReadOnlySpan<float> gradient)
    {
        Expect.That(
            gradient.Length == output.Count,
            "Backward",
            $"expected a gradient for each element of {output}, but found {gradient.Length} values");
        if (_steps.FindLastIndex(step => step.Output == output) is var last && last < 0)
        {
            throw new InvalidOperationException(
                $"Backward: the tensor {output.Shape} is not recorded on this tape. Expected a recording tape, an output that " +
                "depends on a tensor that needs gradients, and one backward pass for one forward pass.");
        }

        gradient.CopyTo(GradientOf(output, out _).Span);
        for (var index = last; index >= 0; index--)
        {
            var (made, step) = _steps[index];
            if (made.HasGradient)
            {
                step.Run(this, made);
                DropGradient(made.State);
            }
        }

        _steps.Clear();
    }

    /// <summary>
    /// The tensor to which a backward step adds an input's gradient; the input's shape.
    /// </summary>
    /// <param name="input">An input for which <see cref="Tensor.NeedsGradient"/> is true.</param>
    /// <param name="accumulate">
    /// True: add to what is there. False: the contents are undefined and every element must be written.
    /// </param>
    public Tensor GradientOf(Tensor input, out bool accumulate)
    {
        var state = input.State;
        accumulate = state.Gradient is not null;
        state.Gradient ??= state.TakeSpareGradient();
        if (state.Gradient is null)
        {
            var gradient = state.Tape == this ? TakeState() : new TensorState();
            gradient.Allocate(state.Shape, DType.Float32);
            state.Gradient = gradient;
        }

        return new Tensor(state.Gradient);
    }

    /// <summary>
    /// Where an input's gradient is the output's as it stands (same elements, any shape): adds it, or moves it without a
    /// copy when it is the first.
    /// </summary>
    public void PassGradient(Tensor output, Tensor input)
    {
        if (!input.NeedsGradient)
        {
            return;
        }

        var from = output.State;
        var to = input.State;
        if (to.Gradient is null && to.Tape == this && from.Gradient is { } gradient)
        {
            from.Gradient = null;
            gradient.ReshapeTo(to.Shape);
            to.Gradient = gradient;
            return;
        }

        var sum = GradientOf(input, out var accumulate);
        Elementwise.AddTo(output.Gradient.Span, sum.Span, accumulate);
    }

    /// <summary>The point up to which <see cref="ReleaseSince"/> keeps what the tape owns.</summary>
    public int Mark() => _owned.Count;

    /// <summary>
    /// Releases what operations made since <paramref name="mark"/>, except <paramref name="keep"/>: a long network then
    /// holds the activations of one layer, not of all. Does nothing while recording, because backward needs them.
    /// </summary>
    /// <returns><paramref name="keep"/>.</returns>
    public Tensor ReleaseSince(int mark, Tensor keep)
    {
        if (IsRecording)
        {
            return keep;
        }

        var kept = mark;
        for (var index = mark; index < _owned.Count; index++)
        {
            var state = _owned[index];
            if (keep.State.DependsOn(state))
            {
                _owned[kept++] = state;
            }
            else
            {
                Recycle(state);
            }
        }

        _owned.RemoveRange(kept, _owned.Count - kept);
        return keep;
    }

    /// <summary>Releases every tensor that the tape owns and forgets what it recorded.</summary>
    public void Reset()
    {
        _steps.Clear();
        foreach (var state in _owned)
        {
            DropGradient(state);
            Recycle(state);
        }

        _owned.Clear();
    }

    /// <summary>As <see cref="Reset"/>.</summary>
    public void Dispose() => Reset();

    /// <summary>A tensor of the tape that shows part of another's elements; gradients do not follow by themselves.</summary>
    internal Tensor ViewOf(Tensor source, Shape shape, long byteOffset = 0)
    {
        var state = TakeState();
        state.View(source.State, shape, byteOffset);
        return Own(state);
    }

    /// <summary>Another tape with the same random sequence from here on, for running a block a second time.</summary>
    internal Tape Fork(bool isRecording, ulong randomCounter) => new(isRecording, IsTraining, randomCounter);

    internal ulong RandomCounter
    {
        get => _randomCounter;
        set => _randomCounter = value;
    }

    private bool NeedsGradientHere(Tensor tensor)
    {
        var state = tensor.State;
        if (state.NeedsGradient && state.Tape is { } other && other != this)
        {
            throw new InvalidOperationException(
                $"The tensor {tensor.Shape} was made on another tape, so no gradient could reach it from this one. Use one " +
                "tape, or hand it to the recomputed block as its input.");
        }

        return state.NeedsGradient;
    }

    private TensorState TakeState() => _free.TryPop(out var state) ? state : new TensorState();

    private Tensor Own(TensorState state)
    {
        state.Tape = this;
        _owned.Add(state);
        return new Tensor(state);
    }

    private void DropGradient(TensorState state)
    {
        if (state.Gradient is { } gradient)
        {
            state.Gradient = null;
            Recycle(gradient);
        }
    }

    private void Recycle(TensorState state)
    {
        state.Release();
        _free.Push(state);
    }
}
