using RadSharp.Tensors;

namespace RadSharp.Models.Systems;

/// <summary>What a model's folder holds.</summary>
/// <param name="System">The system.</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="BytesByType">Bytes in memory of each storage type.</param>
/// <param name="Parts">Parameters of each part, by the first names of theirs.</param>
/// <param name="Context">Tokens of the longest context.</param>
/// <param name="Tensors">Tensors in the folder's files.</param>
public sealed record ModelSurvey(
    string System, long Parameters, IReadOnlyDictionary<string, long> BytesByType, IReadOnlyDictionary<string, long> Parts,
    int Context, int Tensors)
{
    /// <summary>What the model needs and the files lack, or have in another shape.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Tensors that the model does not use.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>Counts a model.</summary>
    /// <param name="model">Its tensors are not read.</param>
    /// <param name="names">The tensors in the files.</param>
    internal static ModelSurvey Of(IVisionLanguageModel model, IEnumerable<string> names)
    {
        var all = model.Parameters.Parameters;
        return new ModelSurvey(
            model.Name,
            all.Sum(parameter => parameter.Value.Shape.Count),
            all.GroupBy(parameter => parameter.Value.DType.ToString(), StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => group.Sum(parameter => parameter.Value.DType.ByteCount(parameter.Value.Shape))),
            all.GroupBy(parameter => parameter.Name.Split('.')[0], StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => group.Sum(parameter => parameter.Value.Shape.Count)),
            model.Decoder.Config.MaxPositions,
            names.Count());
    }
}
