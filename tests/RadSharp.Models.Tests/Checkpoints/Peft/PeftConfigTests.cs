using RadSharp.Models.Checkpoints.Peft;

namespace RadSharp.Models.Tests.Checkpoints.Peft;

public class PeftConfigTests
{
    [Theory]
    [InlineData("""{"peft_type": "LORA"}""", "r: expected a whole number above 0, but found nothing")]
    [InlineData("""{"peft_type": "LORA", "r": 0}""", "r: expected a whole number above 0, but found '0'")]
    [InlineData("""{"peft_type": "LORA", "r": 8}""", "lora_alpha: expected a number, but found nothing")]
    [InlineData("""{"peft_type": "LORA", "r": 8, "lora_alpha": 1, "lora_dropout": "x"}""", "lora_dropout: expected a number")]
    [InlineData("""{"peft_type": "LORA", "r": 8, "lora_alpha": 1, "target_modules": [1]}""", "expected a list of texts")]
    [InlineData("""{"peft_type": "IA3", "r": 8}""", "peft_type: expected LORA, but found 'IA3'")]
    [InlineData("""{"peft_type": "LORA", "use_dora": true, "r": 8}""", "use_dora")]
    [InlineData("""{"peft_type": "LORA", "alpha_pattern": {"a": 1}, "r": 8}""", "alpha_pattern")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{", "expected JSON")]
    public void A_wrong_field_is_named(string json, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["adapter_config.json"], json);
        var error = Assert.Throws<InvalidDataException>(() => PeftConfig.Read(folder["adapter_config.json"]));
        Assert.StartsWith(folder["adapter_config.json"], error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.layers.3.self_attn.q_proj", true, true, true)]
    [InlineData("vision.layers.3.self_attn.q_proj", true, false, true)]
    [InlineData("model.layers.3.self_attn.extra_q_proj", false, false, true)]
    [InlineData("lm_head", false, false, false)]
    public void Layers_are_chosen_by_last_parts_by_a_pattern_or_all(string layer, bool byName, bool byPattern, bool ofAll)
    {
        var config = new PeftConfig { Rank = 1, Alpha = 1, TargetModules = ["q_proj", "v_proj"] };
        Assert.Equal(byName, config.Targets(layer));
        Assert.Equal(byPattern, (config with { TargetPattern = @"model\..*\.(q_proj|v_proj)" }).Targets(layer));
        Assert.Equal(ofAll, (config with { TargetPattern = "all-linear" }).Targets(layer));
    }

    [Fact]
    public void A_pattern_that_is_none_or_never_ends_is_refused()
    {
        var config = new PeftConfig { Rank = 1, Alpha = 1 };
        Assert.Throws<InvalidDataException>(() => (config with { TargetPattern = "(" }).Targets("a"));
        Assert.Throws<InvalidDataException>(() => (config with { TargetPattern = "(a+)+b" }).Targets(new string('a', 60)));
    }

    [Fact]
    public void Scaling_follows_the_rank_or_its_root()
    {
        var config = new PeftConfig { Rank = 16, Alpha = 32 };
        Assert.Equal(2, config.ScalingOf(16));
        Assert.Equal(8, (config with { IsRankStabilized = true }).ScalingOf(16));
    }
}
