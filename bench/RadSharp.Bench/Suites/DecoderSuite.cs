using RadSharp.Bench.Cases;
using RadSharp.Bench.Measuring;
using RadSharp.Bench.Ours;
using RadSharp.Bench.Peaks;
using RadSharp.Bench.Peers;
using RadSharp.Bench.Peers.LlamaCpp;
using RadSharp.Models.Decoders;

namespace RadSharp.Bench.Suites;

/// <summary>A decoder with weights of 4 bits: how fast it reads a prompt, and how fast it goes on token by token.</summary>
internal static class DecoderSuite
{
    private const string Unit = "tokens/s";
    private const int DecodedTokens = 8;

    // A number's bytes in a key/value cache in half precision, and in 8 bits with a scale of 2 bytes for 32.
    private const double HalfBytes = 2;
    private const double ByteCacheBytes = 1 + (2.0 / 32);

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
    /// <param name="rounds">How often.</param>
    /// <param name="shape">The decoder.</param>
    /// <param name="withByteCache">Whether RadSharp does it a second time, with keys and values in 8 bits.</param>
    public static void RunDecode(Rounds rounds, DecoderShape shape, bool withByteCache)
    {
        using var decoders = new Decoders(shape);
        using var bytes = withByteCache ? decoders.WithByteCache() : null;
        // From the longest to the shortest, because what was read last is quickly forgotten.
        var contexts = shape.Contexts.OrderDescending().ToArray();
        var text = shape.Text(contexts[0] + DecodedTokens);
        decoders.Read(text.AsMemory(0, contexts[0]));
        bytes?.Read(text.AsMemory(0, contexts[0]));
        using var read = new ReadPeak();
        var table = new Table($"Decode, {shape.Name}, 4 bits", Unit, new Bar(OfPeers: 1.2), LlamaLibrary.Peer);
        foreach (var context in contexts)
        {
            AddRow(decoders, $"at {context} tokens", context, HalfBytes);
            if (bytes is not null)
            {
                AddRow(bytes, $"at {context} tokens, 8-bit cache", context, ByteCacheBytes);
            }
        }

        void AddRow(Decoders those, string name, int context, double numberBytes)
        {
            var contenders = those.Contenders(DecodedTokens, decoder =>
            {
                decoder.Forget(context);
                for (var token = 0; token < DecodedTokens; token++)
                {
                    decoder.Read(text.AsSpan(context + token, 1));
                }
            });
            var peak = read.AllThreads with { Work = read.AllThreads.Work / BytesPerToken(shape.Config, context, numberBytes) };
            those.CheckAndTime(rounds, table, name, contenders, peak);
        }
    }

    // What must come from memory for a token: all matrices but the embeddings, and keys and values.
    private static double BytesPerToken(DecoderConfig config, int context, double numberBytes)
    {
        var rowBytes = (double)config.HiddenSize / RepeatedWeights.BlockLength * RepeatedWeights.BlockBytes;
        var embeddings = config.VocabularySize * rowBytes;
        var keysAndValues = 2.0 * config.Layers * context * config.KeyValueHeads * config.HeadDim * numberBytes;
        return GgufFile.ByteCount(config) - embeddings + keysAndValues;
    }

    /// <summary>The same decoder by everybody who can run it.</summary>
    private sealed class Decoders : IDisposable
    {
        // Activations are rounded to 8 bits, or not, by each in its own way.
        private const double Tolerance = 0.1;

        private readonly List<(string Name, IDecoder Decoder)> _all = [];
        private readonly DecoderShape _shape;
        private readonly OurDecoder _ours;
        private readonly float[] _logits;

        public Decoders(DecoderShape shape)
            : this(shape, new RepeatedWeights())
        {
        }

        private Decoders(DecoderShape shape, RepeatedWeights weights)
            : this(shape, new OurDecoder(shape, weights))
        {
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

        private Decoders(DecoderShape shape, OurDecoder ours)
        {
            (_shape, _ours, _logits) = (shape, ours, new float[shape.Config.VocabularySize]);
            _all.Add((Contender.RadSharp, ours));
        }

        /// <summary>RadSharp alone with the same weights and keys and values in 8 bits; to be disposed of first.</summary>
        public Decoders WithByteCache() => new(_shape, new OurDecoder(_shape, _ours));

        public void Read(ReadOnlyMemory<int> text)
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

        public Contender[] Contenders(int tokens, Action<IDecoder> run) =>
        [
            .. _all.Select(one => new Contender(one.Name, tokens, () => run(one.Decoder))
            {
                Deliver = () => one.Decoder.Logits.CopyTo(_logits),
            }),
        ];

        public void CheckAndTime(Rounds rounds, Table table, string name, Contender[] contenders, params Contender[] peaks)
        {
            var logits = Array.ConvertAll(contenders, LogitsOf);
            var difference = logits.Max(found => Difference(logits[0], found));
            if (!(difference <= Tolerance))
            {
                throw new InvalidOperationException(
                    $"{name}: the peer's logits differ by {difference:0.00} of their norm. A wrong result is not timed.");
            }

            name = contenders.Length > 1 ? $"{name}, differs {difference:0.000}" : name;
            table.Add(name, rounds.Time([.. peaks, .. contenders]));
        }

        public void Dispose()
        {
            _all.ForEach(one => one.Decoder.Dispose());
        }

        // |a − b| / |a|, as vectors.
        private static double Difference(float[] a, float[] b) =>
            Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (double)(x - y)).Sum() / a.Sum(x => x * (double)x));

        private float[] LogitsOf(Contender contender)
        {
            contender.Run();
            contender.Deliver();
            return [.. _logits];
        }
    }
}
