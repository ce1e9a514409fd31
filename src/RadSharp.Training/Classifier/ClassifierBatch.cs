using RadSharp.Imaging;
using RadSharp.Instruct.Samples;
using RadSharp.Radiology.Boxes;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;

namespace RadSharp.Training.Classifier;

/// <summary>Films of a step and what is to be learned of them, owned by the tape. Masks are 0 where nothing is known, else 1.</summary>
/// <param name="Images">[batch, size, size, 1].</param>
/// <param name="Findings">[batch, 14], 0 to 1.</param>
/// <param name="FindingsMask">[batch, 14].</param>
/// <param name="Projection">[batch, 1], 1 for AP.</param>
/// <param name="Patient">[batch, 2]: 1 for men; the age in centuries.</param>
/// <param name="PatientMask">[batch, 2].</param>
/// <param name="Lungs">[batch, 8].</param>
/// <param name="LungsMask">[batch, 8].</param>
internal readonly record struct ClassifierBatch(
    Tensor Images, Tensor Findings, Tensor FindingsMask, Tensor Projection, Tensor Patient, Tensor PatientMask, Tensor Lungs,
    Tensor LungsMask)
{
    // Ages are brought to the size of logits' targets.
    private const float Century = 100;

    /// <summary>Changes films by chance and mixes them in pairs.</summary>
    /// <param name="tape">Gets the tensors.</param>
    /// <param name="films">The films.</param>
    /// <param name="recipe">How they are changed and mixed.</param>
    /// <param name="random">Everything that is left to chance comes from it.</param>
    public static ClassifierBatch Make(Tape tape, IReadOnlyList<BankedFilm> films, ClassifierRecipe recipe, Random random)
    {
        var (count, size) = (films.Count, recipe.Network.ImageSize);
        var changes = Enumerable.Range(0, count).Select(_ => recipe.Augmentation.Draw(random)).ToArray();
        var batch = Empty(tape, count, size, recipe.Network.Findings);
        Parallel.For(0, count, row => batch.Write(row, films[row], changes[row], size));
        if (recipe.Mixup > 0)
        {
            batch.Mix((float)Beta(recipe.Mixup, random));
        }

        return batch;
    }

    private static ClassifierBatch Empty(Tape tape, int count, int size, int findings) => new(
        tape.New([count, size, size, 1]), tape.Zeros([count, findings]), tape.Zeros([count, findings]), tape.Zeros([count, 1]),
        tape.Zeros([count, 2]), tape.Zeros([count, 2]), tape.Zeros([count, 8]), tape.Zeros([count, 8]));

    private void Write(int row, BankedFilm film, FilmChange change, int size)
    {
        change.Write(film.Pixels, size, size, Row(Images, row));
        if (film.Findings is { } findings)
        {
            findings.CopyTo(Row(Findings, row));
            Row(FindingsMask, row).Fill(1);
        }

        Row(Projection, row)[0] = film.Film.View is View.AP ? 1 : 0;
        var patient = Row(Patient, row);
        var mask = Row(PatientMask, row);
        (patient[0], mask[0]) = film.Film.Sex switch
        {
            PatientSex.Male => (1, 1),
            PatientSex.Female => (0, 1),
            _ => (0, 0),
        };
        (patient[1], mask[1]) = film.Film.Age is { } age ? (age / Century, 1) : (0, 0);
        if (film.Lungs is var (left, right))
        {
            // In the mirror image the left lung lies where the right one was.
            var (first, second) = (change.Apply(change.IsMirrored ? right : left), change.Apply(change.IsMirrored ? left : right));
            Edges(first, Row(Lungs, row));
            Edges(second, Row(Lungs, row)[4..]);
            Row(LungsMask, row).Fill(1);
        }
    }

    private static void Edges(Box box, Span<float> edges) =>
        (edges[0], edges[1], edges[2], edges[3]) = ((float)box.X1, (float)box.Y1, (float)box.X2, (float)box.Y2);

    // Each film with its mirror in the batch's order: λ of it and 1 − λ of the other. Boxes stay those of the film that is more
    // than half.
    private void Mix(float share)
    {
        share = Math.Max(share, 1 - share);
        var count = Images.Shape[0];
        for (var row = 0; row < count / 2; row++)
        {
            var other = count - 1 - row;
            Mix(Row(Images, row), Row(Images, other), share);
            Mix(Row(Findings, row), Row(Findings, other), share);
            Mix(Row(Projection, row), Row(Projection, other), share);
            Mix(Row(Patient, row), Row(Patient, other), share);
            Both(Row(FindingsMask, row), Row(FindingsMask, other));
            Both(Row(PatientMask, row), Row(PatientMask, other));
        }
    }

    private static void Mix(Span<float> first, Span<float> second, float share)
    {
        for (var index = 0; index < first.Length; index++)
        {
            var (a, b) = (first[index], second[index]);
            (first[index], second[index]) = (b + (share * (a - b)), a + (share * (b - a)));
        }
    }

    private static void Both(Span<float> first, Span<float> second)
    {
        for (var index = 0; index < first.Length; index++)
        {
            first[index] = second[index] = first[index] * second[index];
        }
    }

    // Jöhnk 1964: right for small parameters, which mixup has.
    private static double Beta(double alpha, Random random)
    {
        while (true)
        {
            var (first, second) = (Math.Pow(random.NextDouble(), 1 / alpha), Math.Pow(random.NextDouble(), 1 / alpha));
            if (first + second is > 0 and <= 1)
            {
                return first / (first + second);
            }
        }
    }

    private static Span<float> Row(Tensor tensor, int row)
    {
        var width = (int)tensor.Shape.CountOf(1, tensor.Shape.Rank);
        return tensor.Span.Slice(row * width, width);
    }
}
