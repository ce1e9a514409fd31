using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Tests.Encoders.Bert;

public class BertEncoderTests
{
    [Fact]
    public void Token_vectors_and_pooled_output_agree_with_transformers()
    {
        using var golden = new Golden("bert");
        using var checkpoint = golden.Checkpoint();
        using var set = new ParameterSet();
        var source = new CheckpointParameters(checkpoint, spelling: BertSpelling.Of(checkpoint));
        var encoder = new BertEncoder(new ParameterScope(source, set), BertConfig.Read(Path.Combine(golden.Folder, "config.json")));
        Assert.Empty(source.Left);

        var tolerance = golden.Json("golden.json").GetProperty("tolerance").GetProperty("activations").GetDouble();
        using var tape = Tape.ForInference();
        var hidden = encoder.Forward(tape, TextOf(golden));
        golden.Check("last_hidden_state", hidden, tolerance);
        golden.Check("pooler_output", encoder.Pool(tape, hidden), tolerance);
    }

    private static PaddedText TextOf(Golden golden) =>
        new(2, golden.Integers("input_ids"), [.. golden.Integers("attention_mask").Select(value => value != 0)]);
}
