namespace RadSharp.Bench.Cases;

/// <summary>A decoder with the memory of one conversation.</summary>
internal interface IDecoder : IDisposable
{
    /// <summary>What the head says after the last token that was read.</summary>
    ReadOnlySpan<float> Logits { get; }

    /// <summary>Reads tokens after those read before, and computes the logits of the last one.</summary>
    void Read(ReadOnlySpan<int> tokens);

    /// <summary>Forgets all tokens from a length on.</summary>
    void Forget(int length);
}
