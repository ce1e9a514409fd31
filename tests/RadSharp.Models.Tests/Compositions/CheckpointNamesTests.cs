using RadSharp.Models.Compositions;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Models.Tests.Parameters;

namespace RadSharp.Models.Tests.Compositions;

/// <summary>The networks at full size ask for the names and shapes of the public checkpoints, for all of them and no others.</summary>
public class CheckpointNamesTests
{
    // RadVLM's training log says 8,030.35 million, at 152,064 rows of each table of words; the published files have 152,128.
    [Fact]
    public void RadVlms_checkpoint_has_these_names_and_shapes() => Check(
        "radvlm_7b.txt", scope => _ = new LlavaOnevision(scope, LlavaOnevisionConfig.Read(NamesOnly.PathOf("radvlm_7b.config.json"))),
        8_030_348_832 + (2 * (152_128 - 152_064) * 3584));

    [Fact]
    public void Vicunas_checkpoint_has_these_names_and_shapes() => Check(
        "vicuna_7b.txt", scope => _ = new CausalDecoder(scope, DecoderConfig.Read(NamesOnly.PathOf("vicuna_7b.config.json"))),
        6_738_415_616);

    private static void Check(string approved, Action<ParameterScope> build, long count)
    {
        var source = new NamesOnly();
        using var set = new ParameterSet();
        build(new ParameterScope(source, set));
        Assert.Equal(NamesOnly.Approved(approved).Order(StringComparer.Ordinal), source.Taken.Order(StringComparer.Ordinal));
        Assert.Equal(count, source.Count);
    }
}
