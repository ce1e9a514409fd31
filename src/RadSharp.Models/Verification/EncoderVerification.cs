using RadSharp.Models.Checkpoints;
using RadSharp.Models.Encoders.Bert;
using RadSharp.Models.Parameters;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Verification;

/// <summary>A BERT (<c>kind: encoder</c>): token vectors and pooled output of padded text.</summary>
internal static class EncoderVerification
{
    private const string Pooled = "pooler_output";

    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        using var checkpoint = golden.OpenWeights("weights");
        using var parameters = new ParameterSet();
        var source = new CheckpointParameters(checkpoint, spelling: BertSpelling.Of(checkpoint));
        var encoder = new BertEncoder(new ParameterScope(source, parameters), BertConfig.Read(golden.FileOf("config")));
        var tolerance = golden.Tolerance("activations");
        var segments = expected.Contains("token_type_ids") ? expected.Tokens("token_type_ids").Values : [];
        using var tape = Tape.ForInference();
        var hidden = encoder.Forward(tape, TextOf(expected, "input_ids", "attention_mask"), segments);
        expected.Check("last_hidden_state", hidden, tolerance);
        if (encoder.HasPooler)
        {
            expected.Check(Pooled, encoder.Pool(tape, hidden), tolerance);
        }
        else
        {
            checks.Excuse(Pooled);
        }

        expected.CheckRest(golden.Inputs);
    }

    /// <summary>Text with its padding; without a mask nothing is padding.</summary>
    internal static PaddedText TextOf(ExpectedTensors expected, string ids, string mask)
    {
        var tokens = expected.Tokens(ids);
        return new(tokens.Count, tokens.Values, expected.Contains(mask)
            ? Array.ConvertAll(expected.Tokens(mask).Values, static value => value != 0)
            : [.. Enumerable.Repeat(true, tokens.Values.Length)]);
    }
}
