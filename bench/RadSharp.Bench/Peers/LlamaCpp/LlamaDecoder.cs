using RadSharp.Bench.Cases;
using RadSharp.Tensors.Threading;

namespace RadSharp.Bench.Peers.LlamaCpp;

/// <summary>A decoder in llama.cpp, with its own choices of everything but the number of threads.</summary>
internal sealed unsafe class LlamaDecoder : IDecoder
{
    private readonly nint _model, _context;
    private readonly int _vocabulary;

    /// <summary>Writes the file and loads it.</summary>
    /// <exception cref="InvalidOperationException">llama.cpp refuses it.</exception>
    public LlamaDecoder(DecoderShape shape, RepeatedWeights weights)
    {
        LlamaLibrary.EnsureLoaded();
        _vocabulary = shape.Config.VocabularySize;
        var file = BenchFolder.PathOf("decoder.gguf");
        try
        {
            GgufFile.Write(file, shape.Config, weights);
            _model = LlamaMethods.LoadModel(file, LlamaMethods.DefaultModelParameters());
        }
        finally
        {
            // What is mapped of it stays readable.
            File.Delete(file);
        }

        var parameters = LlamaMethods.DefaultContextParameters();
        if (_model == 0 || parameters is not { ContextLength: 512, MicroBatchLength: 512, Sequences: 1 })
        {
            throw new InvalidOperationException("llama.cpp does not load the file, or its interface is another than expected.");
        }

        parameters.ContextLength = (uint)shape.ContextLimit;
        _context = LlamaMethods.CreateContext(_model, parameters);
        if (_context == 0)
        {
            throw new InvalidOperationException($"llama.cpp does not make a context of {shape.ContextLimit} tokens.");
        }

        LlamaMethods.SetThreads(_context, Workers.Count, Workers.Count);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Logits => new(LlamaMethods.Logits(_context, -1), _vocabulary);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> tokens)
    {
        fixed (int* first = tokens)
        {
            var status = LlamaMethods.Decode(_context, LlamaMethods.BatchOf(first, tokens.Length));
            if (status != 0 || LlamaMethods.Logits(_context, -1) is null)
            {
                throw new InvalidOperationException($"llama.cpp reads no {tokens.Length} tokens: status {status}.");
            }
        }
    }

    /// <inheritdoc/>
    public void Forget(int length) => LlamaMethods.Remove(LlamaMethods.Memory(_context), 0, length, -1);

    /// <inheritdoc/>
    public void Dispose()
    {
        LlamaMethods.FreeContext(_context);
        LlamaMethods.FreeModel(_model);
    }
}
