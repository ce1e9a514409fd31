using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Verification;

/// <summary>
/// A vision transformer (<c>kind: vision</c>): every hidden state, the last one through the last norm, the pooled output, and the
/// gradient of everything for the loss sum(last_hidden_state · cotangent).
/// </summary>
internal static class VisionVerification
{
    private const string Pixels = "pixel_values";
    private const string Pooled = "pooler_output";

    /// <summary>Recomputes the folder's outputs.</summary>
    public static void Run(GoldenFolder golden, CheckList checks)
    {
        using var expected = new ExpectedTensors(golden.FileOf("expected", ExpectedTensors.FileName), checks);
        using var checkpoint = golden.OpenWeights("weights");
        using var parameters = new ParameterSet();
        var network = new VisionTransformer(
            new ParameterScope(new CheckpointParameters(checkpoint), parameters),
            VisionTransformerConfig.Read(golden.FileOf("config")));
        using var tape = Tape.ForInference();
        using var channelsFirst = expected.Input(Pixels);
        using var pixels = tape.Permute(channelsFirst, 0, 2, 3, 1).Clone();
        CheckStates(expected, checks, network, pixels, golden.Tolerance("activations"));
        if (expected.HasGradients)
        {
            CheckGradients(expected, network, parameters, pixels, golden.Tolerance("gradients"));
        }

        expected.CheckRest(golden.Inputs);
    }

    private static void CheckStates(
        ExpectedTensors expected, CheckList checks, VisionTransformer network, Tensor pixels, double tolerance)
    {
        using var tape = Tape.ForInference();
        var states = new List<Tensor>();
        var last = network.LastHiddenState(tape, network.HiddenState(tape, pixels, hiddenStates: states));
        foreach (var (index, state) in states.Index())
        {
            expected.Check($"hidden_states.{index}", state, tolerance);
        }

        expected.Check("last_hidden_state", last, tolerance);
        if (network.Config is { Family: VisionTransformerFamily.SigLip, HasHead: false })
        {
            checks.Excuse(Pooled);
        }
        else
        {
            expected.Check(Pooled, network.Pool(tape, last), tolerance);
        }
    }

    private static void CheckGradients(
        ExpectedTensors expected, VisionTransformer network, ParameterSet parameters, Tensor pixels, double tolerance)
    {
        NetworkGradients.Want(parameters);
        pixels.RequireGradient();
        using var tape = Tape.ForTraining();
        using var cotangent = expected.Input("cotangent");
        tape.Backward(tape.Sum(tape.Multiply(network.Forward(tape, pixels), cotangent)));
        using var inference = Tape.ForInference();
        var ofPixels = inference.Permute(pixels.Gradient, 0, 3, 1, 2);
        var ofParameters = NetworkGradients.Of(parameters);
        expected.CheckGradients(name => name == Pixels ? ofPixels : ofParameters(name), tolerance);
    }
}
