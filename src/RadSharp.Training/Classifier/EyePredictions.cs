using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Training.Classifier;

/// <summary>What a network says of films, as plain numbers.</summary>
/// <param name="Findings">Logits: [film][finding].</param>
/// <param name="Projection">Logits, above 0 for AP: [film].</param>
/// <param name="Lungs">Edges of the left and the right lung: [film][8].</param>
/// <param name="Pooled">The mean of the feature map, of the film as it is: [film][channels].</param>
public sealed record EyePredictions(float[][] Findings, float[] Projection, float[][] Lungs, float[][] Pooled)
{
    private const int FilmsAtOnce = 32;

    /// <summary>Shows films to a network, as they are and as mirror images: logits are the mean of both.</summary>
    /// <param name="network">The network.</param>
    /// <param name="films">Films at its size.</param>
    public static EyePredictions Of(ChestNetwork network, IReadOnlyList<BankedFilm> films)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(films);
        var (upright, mirrored) = (Run(network, films, FilmChange.None), Run(network, films, FilmChange.Mirror));
        return new(
            [.. upright.Findings.Zip(mirrored.Findings, (one, other) => one.Zip(other, (a, b) => (a + b) / 2).ToArray())],
            [.. upright.Projection.Zip(mirrored.Projection, (a, b) => (a + b) / 2)],
            upright.Lungs,
            upright.Pooled);
    }

    /// <summary>The mean over several networks; the pooled features are those of the first.</summary>
    /// <param name="members">What each says of the same films; at least one.</param>
    public static EyePredictions Mean(IReadOnlyList<EyePredictions> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return new(
            MeanOf(members, member => member.Findings),
            MeanOf(members, member => [member.Projection])[0],
            MeanOf(members, member => member.Lungs),
            members[0].Pooled);
    }

    private static float[][] MeanOf(IReadOnlyList<EyePredictions> members, Func<EyePredictions, float[][]> rows) =>
    [
        .. rows(members[0]).Select((first, film) => first
            .Select((_, place) => members.Average(member => rows(member)[film][place])).ToArray()),
    ];

    private static EyePredictions Run(ChestNetwork network, IReadOnlyList<BankedFilm> films, FilmChange change)
    {
        var size = network.Config.ImageSize;
        List<float[]> findings = [], lungs = [], pooled = [];
        List<float> projection = [];
        using var tape = Tape.ForInference();
        foreach (var chunk in films.Chunk(FilmsAtOnce))
        {
            var images = tape.New([chunk.Length, size, size, 1]);
            var pixels = size * size;
            for (var row = 0; row < chunk.Length; row++)
            {
                change.Write(chunk[row].Pixels, size, size, images.Span.Slice(row * pixels, pixels));
            }

            var output = network.Forward(tape, images);
            findings.AddRange(Rows(output.Findings));
            projection.AddRange(output.Projection.Span);
            lungs.AddRange(Rows(output.Lungs));
            pooled.AddRange(Rows(tape.Mean(output.Features, [1, 2])));
            tape.Reset();
        }

        return new([.. findings], [.. projection], [.. lungs], [.. pooled]);
    }

    private static float[][] Rows(Tensor tensor)
    {
        var rows = new float[tensor.Shape[0]][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = tensor.Span.Slice(row * tensor.Shape[1], tensor.Shape[1]).ToArray();
        }

        return rows;
    }
}
