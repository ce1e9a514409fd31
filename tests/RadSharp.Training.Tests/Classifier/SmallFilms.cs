using RadSharp.Imaging;
using RadSharp.Instruct.Reports;
using RadSharp.Instruct.Samples;
using RadSharp.Models.Vision;
using RadSharp.Radiology.Boxes;
using RadSharp.Training.Classifier;

namespace RadSharp.Training.Tests.Classifier;

/// <summary>Films that a small network learns in seconds: a bright square on one side or the other.</summary>
internal static class SmallFilms
{
    public const int Size = 32;

    public static readonly ClassifierRecipe Recipe = new()
    {
        Network = new()
        {
            ImageSize = Size,
            Backbone = new() { BlockKind = ResNetBlockKind.Basic, Blocks = [1, 1], Width = 8, Channels = 1 },
        },
        BatchSize = 8,
        Epochs = 12,
        WarmUpEpochs = 1,
        LearningRate = 5e-3,
        AverageDecay = 0.8,
        Dropout = 0.1f,
        Augmentation = new() { Mirror = 0 },
    };

    /// <summary>Half of the films have the first finding, a bright square, and are AP; every third has no labels but lungs.</summary>
    public static BankedFilm[] Make(int count, int seed = 0) => [.. Enumerable.Range(0, count).Select(index => Film(index, seed))];

    private static BankedFilm Film(int index, int seed)
    {
        var random = new Random((seed * 1000) + index);
        var isPositive = index % 2 == 0;
        var pixels = new byte[Size * Size];
        random.NextBytes(pixels.AsSpan());
        for (var place = 0; place < pixels.Length; place++)
        {
            var (x, y) = (place % Size, place / Size);
            var isBright = isPositive && x is >= 10 and < 22 && y is >= 10 and < 22;
            pixels[place] = (byte)((pixels[place] / 4) + (isBright ? 150 : 0));
        }

        var hasLabels = index % 3 != 2;
        var film = new LabeledFilm($"{index}", "film", isPositive ? View.AP : View.PA, FilmFindings.Unknown)
        {
            Patient = $"{index}",
            Sex = index % 4 == 0 ? PatientSex.Male : PatientSex.Unknown,
            Age = hasLabels ? 40 + index : null,
        };
        var findings = new float[14];
        findings[0] = isPositive ? 1 : 0;
        return new(
            film, pixels, hasLabels ? findings : null,
            hasLabels ? null : (new Box(0.6, 0.1, 0.9, 0.8), new Box(0.1, 0.2, 0.4, 0.7)));
    }
}
