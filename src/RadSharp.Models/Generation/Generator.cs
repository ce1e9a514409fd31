using RadSharp.Models.Decoders;
using RadSharp.Models.Tokenizers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Generation;

/// <summary>
/// Makes answers with one decoder, one or several at once: each step brings every answer one token forward, and answers
/// join and leave between steps. Prompts are read in chunks, one a step, so that a long one does not hold up the others.
/// </summary>
/// <remarks>One thread at a time. The decoder stays the caller's.</remarks>
/// <param name="decoder">The decoder.</param>
public sealed class Generator(CausalDecoder decoder) : IDisposable
{
    private readonly Tape _tape = Tape.ForInference();
    private readonly List<GeneratedAnswer> _waiting = [];
    private readonly List<GeneratedAnswer> _running = [];
    private DecoderCache[] _caches = [];
    private int[] _ids = [];

    /// <summary>Tokens of a prompt that are read in one step; between steps an answer can be cancelled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int PrefillChunk
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 1 or more.");
    } = 256;

    /// <summary>Answers that have not ended.</summary>
    public int Active => _waiting.Count + _running.Count;

    /// <summary>Begins an answer; <see cref="Step"/> or <see cref="Stream"/> brings it forward.</summary>
    /// <param name="session">The conversation. What it holds is reused as far as the prompt begins with it.</param>
    /// <param name="prompt">All that the decoder is to read, earlier turns included.</param>
    /// <param name="options">How the answer is made and where it ends.</param>
    /// <param name="tokenizer">
    /// Decodes the answer as it grows, special tokens left out; needed for stop strings, null for no text.
    /// </param>
    /// <param name="cancellation">Looked at before each token and each chunk of the prompt; the answer then ends.</param>
    /// <exception cref="ArgumentException">
    /// The prompt leaves no room for an answer, an option is out of range, or the session is another decoder's.
    /// </exception>
    /// <exception cref="InvalidOperationException">The session is making another answer.</exception>
    public GeneratedAnswer Start(
        DecoderSession session, DecoderPrompt prompt, GenerationOptions options, ITokenizer? tokenizer = null,
        CancellationToken cancellation = default)
    {
        if (session.Decoder != decoder)
        {
            throw new ArgumentException("The session holds keys and values of another decoder than this one.", nameof(session));
        }

        session.ExpectFree();
        var answer = new GeneratedAnswer(session, prompt, options, tokenizer, cancellation);
        _waiting.Add(answer);
        return answer;
    }

    /// <summary>Brings every answer one token forward and reads one chunk of the prompt that waits longest.</summary>
    /// <returns>Whether any answer has not ended.</returns>
    /// <exception cref="InvalidOperationException">The decoder gives no numbers; all answers are cancelled.</exception>
    public bool Step()
    {
        var isDone = false;
        try
        {
            RemoveEnded();
            Decode();
            Prefill();
            isDone = true;
        }
        finally
        {
            _tape.Reset();
            if (!isDone)
            {
                CancelAll();
            }

            RemoveEnded();
        }

        return Active > 0;
    }

    /// <summary>The tokens of an answer as they are made; the others go forward with it.</summary>
    /// <remarks>Leaving the loop before the end cancels the answer.</remarks>
    /// <param name="answer">One that this object has started.</param>
    /// <exception cref="ArgumentException">Another object has started it.</exception>
    public IEnumerable<GeneratedToken> Stream(GeneratedAnswer answer)
    {
        try
        {
            for (var index = 0; ; index++)
            {
                while (index == answer.Tokens.Count && answer.FinishReason is null)
                {
                    if (!_waiting.Contains(answer) && !_running.Contains(answer))
                    {
                        throw new ArgumentException("The answer was started by another generator than this one.", nameof(answer));
                    }

                    Step();
                }

                if (index == answer.Tokens.Count)
                {
                    yield break;
                }

                yield return answer.Tokens[index];
            }
        }
        finally
        {
            answer.Cancel();
            RemoveEnded();
        }
    }

    /// <summary>Cancels all answers.</summary>
    public void Dispose()
    {
        CancelAll();
        _tape.Dispose();
    }

    private static void RemoveEnded(List<GeneratedAnswer> answers)
    {
        for (var index = answers.Count - 1; index >= 0; index--)
        {
            var answer = answers[index];
            if (answer.Cancellation.IsCancellationRequested)
            {
                answer.Cancel();
            }

            if (answer.FinishReason is not null)
            {
                answers.RemoveAt(index);
            }
        }
    }

    private void RemoveEnded()
    {
        RemoveEnded(_waiting);
        RemoveEnded(_running);
    }

    private void CancelAll()
    {
        _waiting.ForEach(answer => answer.Cancel());
        _running.ForEach(answer => answer.Cancel());
        _waiting.Clear();
        _running.Clear();
    }

    private void Decode()
    {
        var count = _running.Count;
        if (count == 0)
        {
            return;
        }

        if (_ids.Length < count)
        {
            (_ids, _caches) = (new int[2 * count], new DecoderCache[2 * count]);
        }

        for (var index = 0; index < count; index++)
        {
            (_ids[index], _caches[index]) = (_running[index].LastId, _running[index].Session.Cache);
        }

        var embeddings = decoder.Embed(_tape, _ids.AsSpan(0, count), count);
        var logits = decoder.Logits(_tape, decoder.Step(_tape, embeddings, _caches.AsSpan(0, count)));
        _caches.AsSpan().Clear();

        // [conversations, 1, vocabulary]
        var width = decoder.Config.VocabularySize;
        for (var index = 0; index < count; index++)
        {
            _running[index].Session.Note([_ids[index]]);
            _running[index].Accept(logits.Span.Slice(index * width, width));
        }

        _tape.Reset();
    }

    private void Prefill()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var answer = _waiting[0];
        var (session, prompt) = (answer.Session, answer.Prompt);
        var start = session.Length;
        var count = Math.Min(PrefillChunk, prompt.Ids.Length - start);
        var hidden = decoder.Continue(_tape, prompt.Embed(_tape, decoder, start, count), session.Cache);
        session.Note(prompt.Keys.Slice(start, count));
        if (session.Length == prompt.Ids.Length)
        {
            answer.Accept(decoder.Logits(_tape, hidden, onlyLast: true).Span);
            _waiting.RemoveAt(0);
            _running.Add(answer);
        }
    }
}
