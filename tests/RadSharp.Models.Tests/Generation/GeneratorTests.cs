using RadSharp.Models.Generation;
using RadSharp.Models.Tests.Decoders;
using RadSharp.Models.Tokenizers;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Generation;

public sealed class GeneratorTests : IDisposable
{
    private static readonly int[] Ids = [3, 14, 15, 92, 65, 35, 89, 79, 32, 38];
    private readonly LoadedDecoder _model = LoadedDecoder.Filled(LoadedDecoder.Small);
    private readonly Generator _generator;

    public GeneratorTests() => _generator = new Generator(_model.Decoder) { PrefillChunk = 4 };

    [Theory]
    [InlineData("qwen2")]
    [InlineData("llama")]
    public void Greedy_answers_are_those_of_the_original(string name)
    {
        using var golden = new Golden(name);
        using var model = LoadedDecoder.Of(golden);
        using var generator = new Generator(model.Decoder);
        using var session = new DecoderSession(model.Decoder);
        var ids = golden.Integers("input_ids");
        var options = new GenerationOptions { MaxNewTokens = 24, EndTokens = [] };
        var answer = generator.Start(
            session, new DecoderPrompt(ids), options, cancellation: TestContext.Current.CancellationToken);
        int[] streamed = [.. generator.Stream(answer).Select(token => token.Id)];
        Assert.Equal(golden.Integers("generated_ids"), ids.Concat(streamed));
        Assert.Equal(FinishReason.Length, answer.FinishReason);
        Assert.All(answer.Tokens, token => Assert.InRange(token.Probability, 1e-6f, 1));
    }

    [Fact]
    public void The_next_turn_reads_only_what_is_new_and_answers_the_same()
    {
        using var session = new DecoderSession(_model.Decoder);
        var first = Answer(session, Ids, 6);
        int[] next = [.. Ids, .. first, 7, 8, 9];
        var second = Run(session, new DecoderPrompt(next), 6);
        Assert.Equal(Ids.Length + 5, second.ReusedTokens);
        using var fresh = new DecoderSession(_model.Decoder);
        Assert.Equal(Answer(fresh, next, 6), second.Tokens.Select(token => token.Id));

        // Another conversation that begins alike; the same prompt again reads its last token only.
        Assert.Equal(4, Run(session, new DecoderPrompt([.. Ids.AsSpan(0, 4), 99, 98]), 2).ReusedTokens);
        Assert.Equal(Ids.Length - 1, Run(fresh, new DecoderPrompt(Ids), 2).ReusedTokens);
        session.Clear();
        Assert.Equal(0, Run(session, new DecoderPrompt(Ids), 2).ReusedTokens);
    }

    [Fact]
    public void Image_features_take_their_places_and_are_reused_only_if_they_are_the_same()
    {
        var hidden = _model.Decoder.Config.HiddenSize;
        using var features = Features(1);
        using var copy = features.Clone();
        using var other = Features(2);
        using var session = new DecoderSession(_model.Decoder);
        int[] ids = [.. Ids.AsSpan(0, 3), -200, -200, -200, .. Ids.AsSpan(3)];
        var answer = Run(session, new DecoderPrompt(ids, [3, 4, 5], features), 3);

        // The whole sequence at once, with the features put in by hand.
        using var tape = Tape.ForInference();
        var x = _model.Decoder.Embed(tape, [.. Ids.AsSpan(0, 3), 0, 0, 0, .. Ids.AsSpan(3), answer.Tokens[0].Id]);
        features.Span.CopyTo(x.Span[(3 * hidden)..]);
        var logits = _model.Decoder.Logits(tape, _model.Decoder.Forward(tape, x)).Span;
        Assert.Equal(answer.Tokens[1].Id, ArgMax(logits[^_model.Decoder.Config.VocabularySize..]));

        Assert.Equal(12, Run(session, new DecoderPrompt(ids, [3, 4, 5], copy), 3).ReusedTokens);
        copy.Span[2 * hidden] += 1;
        Assert.Equal(5, Run(session, new DecoderPrompt(ids, [3, 4, 5], copy), 3).ReusedTokens);
        Assert.Equal(3, Run(session, new DecoderPrompt(ids, [3, 4, 5], other), 3).ReusedTokens);

        Tensor Features(int seed)
        {
            var random = new Random(seed);
            var tensor = Tensor.Uninitialized([3, hidden]);
            foreach (ref var value in tensor.Span)
            {
                value = (float)random.NextDouble() - 0.5f;
            }

            return tensor;
        }
    }

    [Fact]
    public void Conversations_that_join_and_leave_get_the_answers_that_each_gets_alone()
    {
        int[][] prompts = [[1, 40], Ids, [2, 40, .. Ids], [3], [.. Ids.Reverse()]];
        int[] lengths = [12, 3, 9, 1, 7];
        var alone = prompts.Zip(lengths, (prompt, length) =>
        {
            using var session = new DecoderSession(_model.Decoder);
            return Answer(session, prompt, length);
        }).ToArray();

        DecoderSession[] sessions = [.. prompts.Select(_ => new DecoderSession(_model.Decoder))];
        var answers = new List<GeneratedAnswer>();
        for (var step = 0; answers.Count < prompts.Length || _generator.Active > 0; step++)
        {
            if (step % 2 == 0 && answers.Count < prompts.Length)
            {
                var index = answers.Count;
                answers.Add(Start(sessions[index], new DecoderPrompt(prompts[index]), lengths[index]));
            }

            var before = answers.ConvertAll(answer => answer.Tokens.Count);
            _generator.Step();
            Assert.All(before.Zip(answers), pair => Assert.InRange(pair.Second.Tokens.Count - pair.First, 0, 1));
        }

        Assert.Equal(alone, answers.Select(answer => answer.Tokens.Select(token => token.Id).ToArray()));
        Array.ForEach(sessions, session => session.Dispose());
    }

    [Fact]
    public void An_end_token_and_a_stop_string_end_the_answer_and_the_session_goes_on()
    {
        using var session = new DecoderSession(_model.Decoder);
        var free = Answer(session, Ids, 8);
        var at = Array.FindIndex(free, id => id != free[0]);
        Assert.InRange(at, 1, 6);
        var options = new GenerationOptions { MaxNewTokens = 8, EndTokens = [0, free[at]] };
        var answer = Start(session, new DecoderPrompt(Ids), options, PieceTokenizer.Numbers(100));
        Assert.Equal(free[..(at + 1)], _generator.Stream(answer).Select(token => token.Id));
        Assert.Equal(FinishReason.Stop, answer.FinishReason);
        Assert.Equal(string.Concat(free[..at].Select(id => $"<{id}>")), answer.Text);

        var stop = $"{free[0]}><{free[1]}";
        options = new GenerationOptions { MaxNewTokens = 8, EndTokens = [], StopStrings = [stop] };
        answer = Start(session, new DecoderPrompt(Ids), options, PieceTokenizer.Numbers(100));
        Assert.Equal("<", string.Concat(_generator.Stream(answer).Select(token => token.Text)));
        Assert.Equal((FinishReason.Stop, 2, "<"), (answer.FinishReason, answer.Tokens.Count, answer.Text));
    }

    [Fact]
    public void Cancellation_is_heard_between_chunks_of_the_prompt_and_between_tokens()
    {
        using var session = new DecoderSession(_model.Decoder);
        using var early = new CancellationTokenSource();
        var options = new GenerationOptions { MaxNewTokens = 8, EndTokens = [] };
        var answer = _generator.Start(session, new DecoderPrompt(Ids), options, cancellation: early.Token);
        _generator.Step();
        early.Cancel();
        Assert.False(_generator.Step());
        Assert.Equal((FinishReason.Cancelled, 0, 4), (answer.FinishReason, answer.Tokens.Count, session.Length));

        using var late = new CancellationTokenSource();
        answer = _generator.Start(session, new DecoderPrompt(Ids), options, cancellation: late.Token);
        Assert.Equal(4, answer.ReusedTokens);
        foreach (var (index, _) in _generator.Stream(answer).Index())
        {
            if (index == 2)
            {
                late.Cancel();
            }
        }

        Assert.Equal((FinishReason.Cancelled, 3), (answer.FinishReason, answer.Tokens.Count));
        answer = Start(session, new DecoderPrompt(Ids), options);
        Assert.Single(_generator.Stream(answer).Take(1));
        Assert.Equal(FinishReason.Cancelled, answer.FinishReason);
        using var fresh = new DecoderSession(_model.Decoder);
        Assert.Equal(Answer(fresh, Ids, 8), Answer(session, Ids, 8));
    }

    [Fact]
    public void A_prompt_that_leaves_no_room_is_refused_with_the_tokens_needed_and_the_limit()
    {
        using var session = new DecoderSession(_model.Decoder, contextLimit: 10);
        Names(() => Start(session, new DecoderPrompt(Ids), 5), "11 tokens", "limit is 10");
        var answer = Run(session, new DecoderPrompt(Ids.AsSpan(0, 7)), 100);
        Assert.Equal((FinishReason.Length, 4), (answer.FinishReason, answer.Tokens.Count));
        Assert.Equal(10, session.Length);
    }

    [Fact]
    public void Prompts_and_sessions_that_do_not_fit_are_refused_and_harm_nobody()
    {
        using var session = new DecoderSession(_model.Decoder);
        using var narrow = Tensor.Zeros([2, 8]);
        using var other = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var free = new DecoderSession(_model.Decoder);
        using var foreign = new DecoderSession(other.Decoder);
        Names(() => new DecoderPrompt([]), "at least one token");
        Names(() => new DecoderPrompt(Ids, [1, 2, 3], narrow), "[3, hidden]", "[2, 8]");
        Names(() => new DecoderPrompt(Ids, [2, 1], narrow), "ascending");
        Names(() => Start(session, new DecoderPrompt(Ids, [1, 2], narrow), 3), "width 64", "[2, 8]");
        Names(() => Start(session, new DecoderPrompt(1, 100), 3), "vocabulary of 100", "100 at place 1");
        Names(() => Start(session, new DecoderPrompt(1, -200), 3), "-200 at place 1");
        Names(() => Start(session, new DecoderPrompt(1), 0), "at least one new token");
        Names(() => Start(foreign, new DecoderPrompt(1), 3), "another decoder");
        Assert.Equal(0, _generator.Active);
        var running = Start(session, new DecoderPrompt(Ids), 3);
        Assert.Throws<InvalidOperationException>(() => Start(session, new DecoderPrompt(Ids), 3));
        Assert.Throws<InvalidOperationException>(session.Clear);
        using var another = new Generator(_model.Decoder);
        Names(() => another.Stream(Start(free, new DecoderPrompt(1), 3)).Count(), "another generator");
        Assert.Equal(3, _generator.Stream(running).Count());
    }

    [Fact]
    public void Weights_that_give_no_numbers_end_all_answers_with_an_error_and_free_their_sessions()
    {
        using var session = new DecoderSession(_model.Decoder);
        var answer = Start(session, new DecoderPrompt(Ids), 3);
        _model.Parameters["model.norm.weight"].Value.Span[0] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => _generator.Stream(answer).Count());
        Assert.Equal((FinishReason.Cancelled, 0), (answer.FinishReason, _generator.Active));
        session.Clear();
    }

    [Fact]
    public void A_step_allocates_nothing_on_the_managed_heap()
    {
        DecoderSession[] sessions = [new(_model.Decoder), new(_model.Decoder)];
        var sampling = new Sampling { Temperature = 0.9f, TopP = 0.9f, RepetitionPenalty = 1.1f };
        foreach (var session in sessions)
        {
            var options = new GenerationOptions { MaxNewTokens = 60, EndTokens = [], Sampling = sampling };
            Start(session, new DecoderPrompt(Ids), options);
        }

        var least = long.MaxValue;
        for (var step = 0; step < 40; step++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _generator.Step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(2, _generator.Active);
        Assert.Equal(0, least);
        _generator.Dispose();
        Array.ForEach(sessions, session => session.Dispose());
    }

    public void Dispose()
    {
        _generator.Dispose();
        _model.Dispose();
    }

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var index = 1; index < values.Length; index++)
        {
            largest = values[index] > values[largest] ? index : largest;
        }

        return largest;
    }

    private static void Names(Func<object> action, params string[] parts)
    {
        var error = Assert.Throws<ArgumentException>(() => _ = action());
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private GeneratedAnswer Start(DecoderSession session, DecoderPrompt prompt, int tokens) =>
        Start(session, prompt, new GenerationOptions { MaxNewTokens = tokens, EndTokens = [] });

    private GeneratedAnswer Start(
        DecoderSession session, DecoderPrompt prompt, GenerationOptions options, ITokenizer? tokenizer = null) =>
        _generator.Start(session, prompt, options, tokenizer, TestContext.Current.CancellationToken);

    private GeneratedAnswer Run(DecoderSession session, DecoderPrompt prompt, int tokens)
    {
        var answer = Start(session, prompt, tokens);
        Assert.InRange(_generator.Stream(answer).Count(), 1, tokens);
        return answer;
    }

    private int[] Answer(DecoderSession session, int[] prompt, int tokens) =>
        [.. Run(session, new DecoderPrompt(prompt), tokens).Tokens.Select(token => token.Id)];
}
