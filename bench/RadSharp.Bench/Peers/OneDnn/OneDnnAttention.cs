using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Tensors;

namespace RadSharp.Bench.Peers.OneDnn;

/// <summary>
/// Attention composed of oneDNN's batched matrix product (which scales), softmax in place, and matrix product, for a
/// number of heads and queries at a time, so that the scores stay in the cache. The operands lie in head-major order,
/// which is 3 to 5 % faster here; bringing them into it and the result back is not timed.
/// </summary>
/// <remarks>Bringing keys and values into layouts of the products' own choice first gains nothing: 1 % at 4096 tokens.</remarks>
internal sealed class OneDnnAttention : IDisposable
{
    private readonly AttentionCase _case;
    private readonly string _variant;
    private readonly OneDnnMemory _result;
    private readonly OneDnnMemory _plainResult;
    private readonly List<IDisposable> _owned = [];
    private readonly List<Step> _steps = [];

    /// <summary>Compiles the primitives and brings the operands into head-major order.</summary>
    /// <param name="attention">The case.</param>
    /// <param name="heads">Heads a step; divides the case's.</param>
    /// <param name="rows">Queries a step; the last step takes what is left.</param>
    public OneDnnAttention(AttentionCase attention, int heads, int rows)
    {
        _case = attention;
        _variant = $"{heads} heads × {rows} queries";
        var (tokens, dim) = (attention.Tokens, attention.HeadDim);
        var matrix = (long)tokens * dim;
        var allQueries = HeadMajor(attention.Queries);
        var allKeys = HeadMajor(attention.Keys);
        var allValues = HeadMajor(attention.Values);
        _result = HeadMajor(attention.Result);
        _plainResult = Own(new OneDnnMemory(TokenMajor, attention.Result));
        var keys = MemoryDescriptor.Strided([heads, dim, tokens], [matrix, 1, dim]);
        var values = MemoryDescriptor.Dense(heads, tokens, dim);
        var whole = Compile(heads, rows, keys, values);
        var last = tokens % rows == 0 ? whole : Compile(heads, tokens % rows, keys, values);
        var scores = Own(OneDnnMemory.Allocate(whole.Scores));
        for (var head = 0; head < attention.Heads; head += heads)
        {
            var first = head * matrix;
            var key = Own(new OneDnnMemory(keys, allKeys, first));
            var value = Own(new OneDnnMemory(values, allValues, first));
            for (var row = 0; row < tokens; row += rows)
            {
                var kernels = row + rows <= tokens ? whole : last;
                var start = first + ((long)row * dim);
                var query = Own(new OneDnnMemory(kernels.Queries, allQueries, start));
                var result = Own(new OneDnnMemory(kernels.Queries, _result, start));
                _steps.Add(new(kernels, query, key, Own(new OneDnnMemory(kernels.Scores, scores)), value, result));
            }
        }
    }

    /// <summary>The whole attention.</summary>
    public Contender Contender => new(OneDnnLibrary.Peer.Name, _case.Work, Run)
    { Variant = _variant, Deliver = () => _result.CopyTo(_plainResult) };

    // How the case's tensors lie: [tokens, heads, headDim].
    private MemoryDescriptor TokenMajor => MemoryDescriptor.Strided(
        [_case.Heads, _case.Tokens, _case.HeadDim], [_case.HeadDim, _case.Heads * _case.HeadDim, 1]);

    /// <inheritdoc/>
    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private unsafe Kernels Compile(int heads, int rows, MemoryDescriptor keys, MemoryDescriptor values)
    {
        var (tokens, dim) = (_case.Tokens, _case.HeadDim);
        var queries = MemoryDescriptor.Strided([heads, rows, dim], [(long)tokens * dim, dim, 1]);
        var scores = MemoryDescriptor.Dense(heads, rows, tokens);
        OperationDescriptor operation;
        OneDnnLibrary.Check(OneDnnMethods.InitMatmul(&operation, &queries, &keys, null, &scores));
        var product = Own(Primitive.Create(&operation, outputScale: _case.Scale));
        OneDnnLibrary.Check(OneDnnMethods.InitSoftmax(
            &operation, Fixed.ForwardInference, Algorithm.SoftmaxAccurate, &scores, &scores, axis: 2));
        var softmax = Own(Primitive.Create(&operation));
        OneDnnLibrary.Check(OneDnnMethods.InitMatmul(&operation, &scores, &values, null, &queries));
        return new(product, softmax, Own(Primitive.Create(&operation)), queries, scores);
    }

    private OneDnnMemory HeadMajor(Tensor tensor)
    {
        var memory = Own(OneDnnMemory.Allocate(MemoryDescriptor.Dense(_case.Heads, _case.Tokens, _case.HeadDim)));
        using var plain = new OneDnnMemory(TokenMajor, tensor);
        plain.CopyTo(memory);
        return memory;
    }

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private void Run()
    {
        foreach (var (kernels, query, key, score, value, result) in _steps)
        {
            kernels.Product.Execute(
                new(ArgumentIndex.Source, query.Handle), new(ArgumentIndex.Weights, key.Handle),
                new(ArgumentIndex.Destination, score.Handle));
            kernels.Softmax.Execute(new(ArgumentIndex.Source, score.Handle), new(ArgumentIndex.Destination, score.Handle));
            kernels.Result.Execute(
                new(ArgumentIndex.Source, score.Handle), new(ArgumentIndex.Weights, value.Handle),
                new(ArgumentIndex.Destination, result.Handle));
        }
    }

    /// <summary>What is compiled for a number of queries, and the layouts it was compiled for.</summary>
    private sealed record Kernels(
        Primitive Product, Primitive Softmax, Primitive Result, MemoryDescriptor Queries, MemoryDescriptor Scores);

    /// <summary>The kernels on some heads and queries.</summary>
    private sealed record Step(
        Kernels Kernels, OneDnnMemory Query, OneDnnMemory Key, OneDnnMemory Score, OneDnnMemory Value, OneDnnMemory Result);
}
