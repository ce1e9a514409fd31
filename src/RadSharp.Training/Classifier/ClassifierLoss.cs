using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Training.Classifier;

/// <summary>What the eye's training makes small.</summary>
internal static class ClassifierLoss
{
    // Errors of ages are in centuries.
    private const float AgeFactor = 10;

    /// <summary>
    /// Weights of the positive films of each finding: ln(1 + films / positives), near RaDialog's ln(films / positives)
    /// (RaDialog: findings_classifier/train.py, "log" weighting), which is no weight at all for what most films show.
    /// </summary>
    /// <param name="films">The films to train on.</param>
    public static float[] PositiveWeights(IReadOnlyList<BankedFilm> films)
    {
        var labeled = films.Where(film => film.Findings is not null).Select(film => film.Findings!).ToList();
        return
        [
            .. Enumerable.Range(0, labeled.Count > 0 ? labeled[0].Length : 0).Select(finding =>
                (float)Math.Log(1 + (labeled.Count / Math.Max(1, labeled.Sum(findings => findings[finding]))))),
        ];
    }

    /// <summary>The loss of a batch, and the part of it that is the findings'.</summary>
    public static (Tensor Whole, Tensor Findings) Of(
        Tape tape, ChestOutput output, ClassifierBatch batch, Tensor positiveWeights, ClassifierRecipe recipe)
    {
        var findings = tape.BinaryCrossEntropy(output.Findings, batch.Findings, positiveWeights, batch.FindingsMask);
        var projection = tape.BinaryCrossEntropy(output.Projection, batch.Projection);
        var sex = tape.BinaryCrossEntropy(
            tape.Slice(output.Patient, 1, 0, 1), tape.Slice(batch.Patient, 1, 0, 1),
            mask: tape.Slice(batch.PatientMask, 1, 0, 1));
        var age = MeanOfKnown(
            tape, tape.Square(tape.Subtract(tape.Slice(output.Patient, 1, 1, 1), tape.Slice(batch.Patient, 1, 1, 1))),
            tape.Slice(batch.PatientMask, 1, 1, 1));
        // Few films have boxes. Were theirs averaged among themselves, they would move the network more than all others together.
        var lungs = tape.Mean(tape.Multiply(tape.Abs(tape.Subtract(output.Lungs, batch.Lungs)), batch.LungsMask));
        var patient = tape.Add(tape.Add(projection, sex), tape.Multiply(age, AgeFactor));
        var beside = tape.Add(tape.Multiply(patient, recipe.PatientWeight), tape.Multiply(lungs, recipe.LungWeight));
        return (tape.Add(findings, beside), findings);
    }

    // Zero with zero gradients where nothing is known.
    private static Tensor MeanOfKnown(Tape tape, Tensor errors, Tensor mask)
    {
        var known = 0f;
        foreach (var value in mask.Span)
        {
            known += value;
        }

        return tape.Multiply(tape.Sum(tape.Multiply(errors, mask)), 1 / Math.Max(1, known));
    }
}
