using System.Text.Json;
using RadSharp.Models.Checkpoints;
using RadSharp.Models.Parameters;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Optimizers;

namespace RadSharp.Models.Verification;

/// <summary>
/// A short training that was recorded (<c>adamw</c> of <c>golden.json</c>): steps of AdamW on one batch, of each the loss and
/// the norm of all gradients before clipping. PyTorch's AdamW decays every parameter, norms and biases too.
/// </summary>
internal static class AdamWVerification
{
    private const string StepsField = "loss_and_grad_norm_per_step";

    /// <summary>Repeats the training. The parameters are others afterwards.</summary>
    /// <param name="golden">Names the record and has the tolerance.</param>
    /// <param name="checks">Gets two comparisons, all steps as one tensor: the losses and the norms.</param>
    /// <param name="parameters">What is trained.</param>
    /// <param name="lossOf">Computes the loss.</param>
    public static void Run(GoldenFolder golden, CheckList checks, ParameterSet parameters, Func<Tape, Tensor> lossOf)
    {
        var fields = ConfigFields.Read(golden.FileOf("adamw"));
        var (losses, norms) = StepsOf(fields);
        var (foundLosses, foundNorms) = (new float[losses.Length], new float[losses.Length]);
        var maxNorm = Number(fields, "clip_grad_norm", double.PositiveInfinity);
        using var optimizer = OptimizerOf(fields, parameters);
        using var tape = Tape.ForTraining();
        for (var step = 0; step < losses.Length; step++)
        {
            optimizer.ClearGradients();
            tape.Reset();
            var loss = lossOf(tape);
            tape.Backward(loss);
            foundLosses[step] = loss.Span[0];
            foundNorms[step] = (float)GradientClipping.ByGlobalNorm(optimizer.Parameters, maxNorm);
            optimizer.Step();
        }

        var tolerance = golden.Tolerance("adamw_loss", "adamw");
        checks.Add("adamw: ", "loss of each step", RelativeDifference.Between(losses, foundLosses), tolerance);
        checks.Add("adamw: ", "gradient norm of each step", RelativeDifference.Between(norms, foundNorms), tolerance);
    }

    private static AdamW OptimizerOf(ConfigFields fields, ParameterSet parameters)
    {
        var betas = fields.Has("betas") ? Numbers(fields, fields.Json.GetProperty("betas"), "betas", count: 2) : [0.9, 0.999];
        return new AdamW(new ParameterGroup(parameters.Parameters)
        {
            LearningRate = Number(fields, "lr", double.NaN),
            WeightDecay = Number(fields, "weight_decay", 0.01),
        })
        {
            Beta1 = betas[0],
            Beta2 = betas[1],
            Epsilon = Number(fields, "eps", 1e-8),
        };
    }

    private static (float[] Losses, float[] Norms) StepsOf(ConfigFields fields)
    {
        var steps = fields.Has(StepsField) && fields.Json.GetProperty(StepsField) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(step => Numbers(fields, step, StepsField, count: 2)).ToArray()
            : [];
        return steps.Length > 0
            ? (Array.ConvertAll(steps, static step => (float)step[0]), Array.ConvertAll(steps, static step => (float)step[1]))
            : throw fields.Wrong(StepsField, "a list of at least one step", "none");
    }

    private static double Number(ConfigFields fields, string name, double ifMissing) =>
        fields.Real(name, ifMissing, "a number from 0", static number => number >= 0);

    private static double[] Numbers(ConfigFields fields, JsonElement json, string name, int count)
    {
        var isList = json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == count
            && json.EnumerateArray().All(static number => number.ValueKind == JsonValueKind.Number);
        return isList
            ? [.. json.EnumerateArray().Select(static number => number.GetDouble())]
            : throw fields.Wrong(name, $"lists of {count} numbers", json.GetRawText());
    }
}
