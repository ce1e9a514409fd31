using RadSharp.Models.Tokenizers;

namespace RadSharp.Models.Generation;

/// <summary>An answer in the making, or made. A <see cref="Generator"/> starts it and brings it forward.</summary>
public sealed class GeneratedAnswer
{
    private readonly List<GeneratedToken> _tokens;
    private readonly GenerationOptions _options;
    private readonly IReadOnlyList<int> _endTokens;
    private readonly Sampler _sampler;
    private readonly Quoting _quoting;
    private readonly AnswerText _text;

    internal GeneratedAnswer(
        DecoderSession session, DecoderPrompt prompt, GenerationOptions options, ITokenizer? tokenizer,
        CancellationToken cancellation)
    {
        var (needed, limit) = (prompt.Ids.Length + 1L, session.ContextLimit);
        if (needed > limit)
        {
            throw new ArgumentException(
                $"The prompt of {prompt.Ids.Length} tokens and an answer need a context of at least {needed} tokens, but the "
                + $"limit is {limit}. Shorten the prompt or the conversation.", nameof(prompt));
        }

        if (options.MaxNewTokens < 1)
        {
            throw new ArgumentException(
                $"Expected an answer of at least one new token, found a limit of {options.MaxNewTokens}.", nameof(options));
        }

        prompt.ExpectFits(session.Decoder.Config);
        (Session, Prompt, Cancellation, _options) = (session, prompt, cancellation, options);
        _endTokens = options.EndTokens ?? session.Decoder.Config.EndTokens;
        var most = (int)Math.Min(options.MaxNewTokens, limit - needed + 1);
        _tokens = new List<GeneratedToken>(most);
        _text = new AnswerText(tokenizer, options.StopStrings);
        _sampler = new Sampler(options.Sampling, session.Decoder.Config.VocabularySize);
        _quoting = new Quoting(prompt.Quotations);
        foreach (var id in prompt.Ids)
        {
            _sampler.See(id);
        }

        ReusedTokens = session.KeepPrefixOf(prompt);
        session.Reserve(prompt.Ids.Length, prompt.Ids.Length + most);
        session.Current = this;
    }

    /// <summary>The prompt.</summary>
    public DecoderPrompt Prompt { get; }

    /// <summary>Tokens of the prompt that the session held already.</summary>
    public int ReusedTokens { get; }

    /// <summary>The tokens so far, an end token included.</summary>
    public IReadOnlyList<GeneratedToken> Tokens => _tokens;

    /// <summary>The text so far, without the stop string that ended it; empty without a tokenizer.</summary>
    public string Text => _text.ToString();

    /// <summary>Why it has ended; null while it has not.</summary>
    public FinishReason? FinishReason { get; private set; }

    internal DecoderSession Session { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>The token that the decoder reads next.</summary>
    internal int LastId => _tokens[^1].Id;

    /// <summary>Ends it as it is; does nothing if it has ended. Its session keeps what it holds.</summary>
    public void Cancel()
    {
        if (FinishReason is null)
        {
            Finish(Generation.FinishReason.Cancelled);
        }
    }

    /// <summary>Chooses the next token from what the decoder says after the last one.</summary>
    internal void Accept(ReadOnlySpan<float> logits)
    {
        var (id, probability) = _sampler.Choose(_quoting.Allowed(logits));
        _sampler.See(id);
        _quoting.Write(id);
        var (text, isStopped, isEnd) = ("", false, IsEnd(id));
        if (!isEnd)
        {
            text = _text.Append(id, out isStopped);
        }

        var isLast = _tokens.Count + 1 >= _options.MaxNewTokens || Session.Length >= Session.ContextLimit;
        if (isEnd || (isLast && !isStopped))
        {
            text += _text.Finish();
        }

        if (isEnd || isStopped || isLast)
        {
            Finish(isEnd || isStopped ? Generation.FinishReason.Stop : Generation.FinishReason.Length);
        }

        _tokens.Add(new GeneratedToken(id, probability, text));
    }

    // Frees the session.
    private void Finish(FinishReason reason)
    {
        FinishReason = reason;
        Session.Current = null;
    }

    private bool IsEnd(int id)
    {
        for (var index = 0; index < _endTokens.Count; index++)
        {
            if (_endTokens[index] == id)
            {
                return true;
            }
        }

        return false;
    }
}
