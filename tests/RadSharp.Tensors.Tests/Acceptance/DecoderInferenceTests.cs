using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Memory;
using RadSharp.Tensors.Tests.Optimizers;

namespace RadSharp.Tensors.Tests.Acceptance;

/// <summary>What generating text must be able to rely on beside its numbers.</summary>
public sealed class DecoderInferenceTests : IDisposable
{
    private readonly Golden _golden = new("llama");
    private readonly TinyDecoder _decoder;
    private readonly KeyValueCache[] _caches;
    private readonly Tape _tape = Tape.ForInference();

    public DecoderInferenceTests()
    {
        _decoder = _golden.Decoder();
        _caches = _decoder.NewCaches(capacity: 64);
        _decoder.Rotary.Reserve(64);
        _decoder.Continue(_tape, _golden.InputIds, _caches);
        _tape.Reset();
    }

    [Fact]
    public void A_decode_step_allocates_nothing_on_the_managed_heap() => Check.AllocatesNothing(() =>
    {
        _decoder.Continue(_tape, [5], _caches);
        _tape.Reset();
    });

    [Fact]
    public void A_decode_step_gives_back_all_memory_that_it_took()
    {
        var inUse = TensorMemory.BytesInUse;
        _decoder.Continue(_tape, [5], _caches);
        Assert.NotEqual(inUse, TensorMemory.BytesInUse);
        _tape.Reset();
        Assert.Equal(inUse, TensorMemory.BytesInUse);
    }

    public void Dispose()
    {
        _tape.Dispose();
        Array.ForEach(_caches, cache => cache.Dispose());
        _decoder.Dispose();
        _golden.Dispose();
    }
}
