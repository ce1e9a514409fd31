using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.LlamaCpp;
using RadSharp.Tensors;

namespace RadSharp.Bench.Suites;

/// <summary>A decoder with weights of 4 bits: how fast it reads a prompt, and how fast it goes on token by token.</summary>
internal static class DecoderSuite
{
    private const string Unit = "tokens/s";
    private const int DecodedTokens = 8;

    /// <summary>Prompts from an empty context.</summary>
    public static void RunPrefill(Rounds rounds, DecoderShape shape)
    {
        using var decoders = new Decoders(shape);
        var table = new Table($"Prefill, {shape.Name}, 4 bits", Unit, new Bar(OfPeers: 1), LlamaLibrary.Peer);
        foreach (var tokens in shape.Prompts)
        {
            var text = shape.Text(tokens);
            var contenders = decoders.Contenders(tokens, decoder =>
            {
                decoder.Forget(0);
                decoder.Read(text);
            });
            decoders.CheckAndTime(rounds, table, $"{tokens} tokens", contenders);
        }
    }

    /// <summary>Single tokens after contexts of several lengths, which are read before and not timed.</summary>
    public static void RunDecode(Rounds rounds, DecoderShape shape)
    {
        using var decoders = new Decoders(shape);
        var table = new Table($"Decode, {shape.Name}, 4 bits", Unit, new Bar(OfPeers: 1.2), LlamaLibrary.Peer);
        var read = 0;
        foreach (var context in shape.Contexts)
        {
            var text = shape.Text(context + DecodedTokens);
            decoders.Extend(text.AsMemory(read..context));
            var contenders = decoders.Contenders(DecodedTokens, decoder =>
            {
                decoder.Forget(context);
                for (var token = 0; token < DecodedTokens; token++)
                {
                    decoder.Read(text.AsSpan(context + token, 1));
                }
            });
            decoders.CheckAndTime(rounds, table, $"at {context} tokens", contenders);
            decoders.Forget(context);
            read = context;
        }
    }

    /// <summary>The same decoder by everybody who can run it.</summary>
    private sealed class Decoders : IDisposable
    {
        // Both round activations to 8 bits, each in its own way.
        private const double Tolerance = 0.1;

        private readonly List<(string Name, IDecoder Decoder)> _all = [];
        private readonly Tensor _logits;

        public Decoders(DecoderShape shape)
        {
            var weights = new RepeatedWeights();
            _logits = Tensor.Zeros([shape.Config.VocabularySize]);
            _all.Add((Contender.RadSharp, new OurDecoder(shape, weights)));
            Console.WriteLine($"\n{LlamaLibrary.Description}");
            var bytes = GgufFile.ByteCount(shape.Config);
            if (LlamaLibrary.Peer.IsInstalled && BenchFolder.HasRoomFor(bytes))
            {
                _all.Add((LlamaLibrary.Peer.Name, new LlamaDecoder(shape, weights)));
            }
            else if (LlamaLibrary.Peer.IsInstalled)
            {
                Console.WriteLine($"llama.cpp is left out: the disk has no room for its file of {bytes >> 20} MB.");
            }
        }

        public void Extend(ReadOnlyMemory<int> text)
        {
            const int Chunk = 256;
            foreach (var (_, decoder) in _all)
            {
                for (var start = 0; start < text.Length; start += Chunk)
                {
                    decoder.Read(text.Span.Slice(start, Math.Min(Chunk, text.Length - start)));
                }
            }
        }

        public void Forget(int length) => _all.ForEach(one => one.Decoder.Forget(length));

        public Contender[] Contenders(int tokens, Action<IDecoder> run) =>
        [
            .. _all.Select(one => new Contender(one.Name, tokens, () => run(one.Decoder))
            {
                Deliver = () => one.Decoder.Logits.CopyTo(_logits.Span),
            }),
        ];

        public void CheckAndTime(Rounds rounds, Table table, string name, Contender[] contenders)
        {
            contenders[0].Run();
            contenders[0].Deliver();
            var expected = _logits.Span.ToArray();
            var difference = Agreement.Check(name, contenders[1..], _logits, index => expected[index], Tolerance);
            table.Add($"{name}, differs {difference:0.0e0}", rounds.Time(contenders));
        }

        public void Dispose()
        {
            _all.ForEach(one => one.Decoder.Dispose());
            _logits.Dispose();
        }
    }
}
