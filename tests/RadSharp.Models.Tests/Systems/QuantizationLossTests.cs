using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Checkpoints;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Systems;

public class QuantizationLossTests
{
    private static readonly ModelOptions Exact = new() { Matrices = DType.Float32 };

    [Fact]
    public void Eight_bits_cost_less_than_four_and_nothing_costs_nothing()
    {
        using var folder = new TemporaryFolder();
        SmallRadVlm.Write(folder.Path, Golden.PathOf("llava_onevision"));
        var scores = QuantizationLoss.Measure(
            folder.Path, "the heart is of normal size. no effusion, no pneumothorax.", [DType.Float32, DType.Q8, DType.Q4], Exact);
        Assert.Equal([DType.Float32, DType.Float32, DType.Q8, DType.Q4], scores.Select(score => score.Type));
        Assert.Equal(0, scores[1].Divergence);
        Assert.Equal(scores[0].Perplexity, scores[1].Perplexity);
        Assert.Equal(1, scores[1].Agreement);
        Assert.InRange(scores[2].Divergence, 1e-9, 1e-3);
        Assert.True(scores[3].Divergence > 4 * scores[2].Divergence, $"{scores[2].Divergence} and {scores[3].Divergence}");
        Assert.InRange(scores[3].LargestDivergence, scores[3].Divergence, 0.1);
        Assert.All(scores, score => Assert.InRange(score.Perplexity, 1, 152 * 10));
    }

    [Fact]
    public void A_text_without_a_second_token_is_refused()
    {
        using var folder = new TemporaryFolder();
        SmallRadVlm.Write(folder.Path, Golden.PathOf("llava_onevision"));
        Assert.Contains("at least two tokens", Assert.Throws<ArgumentException>(
            () => QuantizationLoss.Measure(folder.Path, "a b", [], Exact, mostTokens: 1)).Message, StringComparison.Ordinal);
    }
}
