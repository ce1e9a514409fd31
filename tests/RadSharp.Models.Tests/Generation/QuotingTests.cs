using RadSharp.Models.Generation;
using RadSharp.Models.Tests.Decoders;

namespace RadSharp.Models.Tests.Generation;

public sealed class QuotingTests
{
    // Two begin alike, and one of them goes on after the other's end.
    private static readonly int[][] Quotations = [[1, 2, 3], [1, 2, 4, 5], [6, 7]];

    [Theory]
    [InlineData(new int[0], new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new[] { 0, 3 }, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new[] { 0, 1 }, new[] { 2 })]
    [InlineData(new[] { 1, 2 }, new[] { 3, 4 })]
    [InlineData(new[] { 1, 2, 4 }, new[] { 5 })]
    [InlineData(new[] { 1, 2, 3 }, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(new[] { 1, 2, 4, 5, 6 }, new[] { 7 })]
    [InlineData(new[] { 6, 7, 1 }, new[] { 2 })]
    public void A_quotation_that_is_begun_is_gone_on_with(int[] written, int[] allowed)
    {
        float[] logits = [.. Enumerable.Range(0, 8).Select(id => id - 4f)];
        var quoting = new Quoting(Quotations);
        foreach (var id in written)
        {
            quoting.Write(id);
        }

        var scores = quoting.Allowed(logits).ToArray();
        Assert.Equal(logits.Select((logit, id) => allowed.Contains(id) ? logit : float.NegativeInfinity), scores);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_decoder_chooses_among_quotations_and_their_tokens_alone(double temperature)
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var generator = new Generator(model.Decoder);
        using var session = new DecoderSession(model.Decoder);
        var last = model.Decoder.Config.VocabularySize - 1;
        var prompt = new DecoderPrompt(1, 2, 3) { Quotations = [.. Enumerable.Range(0, last + 1).Select(id => (int[])[id, last - id, 7])] };
        var options = new GenerationOptions { MaxNewTokens = 12, EndTokens = [], Sampling = new() { Temperature = (float)temperature } };
        var written = generator.Stream(generator.Start(session, prompt, options, cancellation: TestContext.Current.CancellationToken))
            .Select(token => token.Id).ToList();
        Assert.Equal(12, written.Count);
        Assert.All(written.Chunk(3), three => Assert.Equal((last - three[0], 7), (three[1], three[2])));
    }

    [Fact]
    public void A_quotation_outside_of_the_vocabulary_is_refused()
    {
        using var model = LoadedDecoder.Filled(LoadedDecoder.Small);
        using var generator = new Generator(model.Decoder);
        using var session = new DecoderSession(model.Decoder);
        foreach (int[] wrong in (int[][])[[], [1, 1 << 20]])
        {
            var prompt = new DecoderPrompt(1) { Quotations = [wrong] };
            var error = Assert.Throws<ArgumentException>(() => generator.Start(
                session, prompt, new GenerationOptions(), cancellation: TestContext.Current.CancellationToken));
            Assert.Contains("quotations of at least one token", error.Message, StringComparison.Ordinal);
        }
    }
}
