using RadSharp.Imaging;
using RadSharp.Imaging.Geometry;
using RadSharp.Models.Systems;
using RadSharp.Tensors;

namespace RadSharp.Training.Instruction;

/// <summary>
/// What an eye that is not trained any more sees of films and of their mirror images, computed once: 32 KB a film for sixteen
/// places of 256 channels, twice. Owns the features.
/// </summary>
public sealed class FilmFeatures : IDisposable
{
    private readonly Dictionary<(string Film, bool IsMirrored), Tensor> _features = [];

    /// <summary>A film's features, [places, channels].</summary>
    /// <param name="film">The <see cref="RadSharp.Instruct.Samples.LabeledFilm.Id"/> of a film that was added.</param>
    /// <param name="isMirrored">Whether those of its mirror image.</param>
    /// <exception cref="KeyNotFoundException">The film was not added.</exception>
    public Tensor this[string film, bool isMirrored] => _features.TryGetValue((film, isMirrored), out var features)
        ? features
        : throw new KeyNotFoundException($"Expected a film that was looked at, found '{film}'.");

    /// <summary>Looks at a film and at its mirror image.</summary>
    /// <param name="film">Its id; none twice.</param>
    /// <param name="square">As <see cref="MiniEye.Look(Image{byte})"/> takes it.</param>
    /// <param name="eye">Looks.</param>
    /// <exception cref="ArgumentException">The film was added before, or the square has another size.</exception>
    public void Add(string film, Image<byte> square, MiniEye eye)
    {
        ArgumentNullException.ThrowIfNull(eye);
        Add(film, isMirrored: false, eye.Look(square), eye.Config.ImageTokens);
        Add(film, isMirrored: true, eye.Look(Orienting.FlipHorizontally(square)), eye.Config.ImageTokens);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var features in _features.Values)
        {
            features.Dispose();
        }
    }

    private void Add(string film, bool isMirrored, EyeOutput seen, int places) =>
        _features.Add((film, isMirrored), Tensor.From(seen.Places, [places, seen.Places.Length / places]));
}
