using RadSharp.Models.Checkpoints;
using RadSharp.Models.Decoders;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Models.Verification;

/// <summary>
/// A language model (<c>kind: decoder</c>): logits and every hidden state, greedy tokens through the cache with the logits of
/// each step, the loss and every gradient, steps of AdamW.
/// </summary>
internal static class DecoderVerification
{
    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        using var checkpoint = golden.OpenWeights("weights");
        using var parameters = new ParameterSet();
        var decoder = new CausalDecoder(
            new ParameterScope(new CheckpointParameters(checkpoint), parameters), DecoderConfig.Read(golden.FileOf("config")));
        var ids = expected.Tokens("input_ids");
        var tolerance = golden.Tolerance("logits", "activations");
        CheckStates(expected, decoder, ids, tolerance);
        GreedyAnswer.Check(expected, "", decoder, ids, (tape, row) => decoder.Embed(tape, ids[row]), tolerance);
        if (expected.Contains("loss") || expected.HasGradients || golden.Has("adamw"))
        {
            NetworkGradients.Want(parameters);
            var labels = expected.Tokens("loss_labels");
            Tensor Loss(Tape tape) => decoder.Loss(tape, decoder.Embed(tape, ids.Values, ids.Count), labels.Values);
            CheckGradients(golden, expected, parameters, Loss, golden.Tolerance("loss", "logits", "activations"));
            if (golden.Has("adamw"))
            {
                AdamWVerification.Run(golden, checks, parameters, Loss);
            }
        }

        expected.CheckRest(golden.Inputs);
    }

    private static void CheckStates(ExpectedTensors expected, CausalDecoder decoder, TokenRows ids, double tolerance)
    {
        using var tape = Tape.ForInference();
        var states = new List<Tensor>();
        var hidden = decoder.Forward(tape, decoder.Embed(tape, ids.Values, ids.Count), states: states);
        foreach (var (index, state) in states.Index())
        {
            expected.Check($"hidden_states.{index}", state, tolerance);
        }

        expected.Check("logits", decoder.Logits(tape, hidden), tolerance);
    }

    private static void CheckGradients(
        GoldenFolder golden, ExpectedTensors expected, ParameterSet parameters, Func<Tape, Tensor> lossOf, double lossTolerance)
    {
        using var tape = Tape.ForTraining();
        var loss = lossOf(tape);
        tape.Backward(loss);
        expected.Check("loss", loss, lossTolerance);
        if (expected.HasGradients)
        {
            expected.CheckGradients(NetworkGradients.Of(parameters), golden.Tolerance("gradients"));
        }
    }
}
