using System.Globalization;
using System.Runtime.InteropServices;
using RadSharp.Tensors;
using RadSharp.Tensors.Optimizers;
using RadSharp.Tensors.Safetensors;

namespace RadSharp.Training.Runs;

/// <summary>
/// A training at a moment, as a safetensors file: <c>parameters.NAME</c>, <c>optimizer.NAME</c>, <c>averages.NAME</c>,
/// <c>curve</c> [steps, (loss, learning rate)] and <c>validation.NAME</c> [measurements, (step, value)] in F64.
/// </summary>
internal static class RunCheckpoint
{
    private const string Parameters = "parameters.";
    private const string Optimizer = "optimizer.";
    private const string Averages = "averages.";
    private const string Curve = "curve";
    private const string Validation = "validation.";
    private const string Recipe = "recipe";
    private const string Step = "step";
    private const string TotalSteps = "total_steps";

    /// <summary>Writes everything: whole, or not at all.</summary>
    public static void Write(string path, TrainingState state, TrainingCurve curve, string recipe, int totalSteps)
    {
        List<SafetensorsTensor> tensors =
        [
            .. state.Parameters.Select(parameter => new SafetensorsTensor(Parameters + parameter.Name, parameter.Value)),
            .. state.Optimizer.State.Select(entry => new SafetensorsTensor(Optimizer + entry.Name, entry.Value)),
            .. (state.Averages?.State ?? []).Select(entry => new SafetensorsTensor(Averages + entry.Name, entry.Value)),
            Pairs(Curve, curve.Losses.Zip(curve.LearningRates)),
            .. curve.ValidationNames.Select(
                name => Pairs(Validation + name, curve.Validation(name).Select(point => ((double)point.Step, point.Value)))),
        ];
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            [Recipe] = recipe,
            [Step] = curve.Steps.ToString(CultureInfo.InvariantCulture),
            [TotalSteps] = totalSteps.ToString(CultureInfo.InvariantCulture),
            [Validation] = string.Join('\n', curve.ValidationNames),
        });
    }

    /// <summary>Brings everything back.</summary>
    /// <returns>The curve up to then.</returns>
    /// <exception cref="InvalidDataException">
    /// The checkpoint is of another training. The optimizer or the averages may have been changed by then, the parameters not.
    /// </exception>
    public static TrainingCurve Read(SafetensorsFile file, TrainingState state, string recipe, int totalSteps)
    {
        CheckSame(file, Recipe, recipe);
        CheckSame(file, TotalSteps, totalSteps.ToString(CultureInfo.InvariantCulture));
        CheckParameters(file, state.Parameters);
        Restore(file, Optimizer, state.Optimizer.Restore);
        if (state.Averages is { } averages)
        {
            Restore(file, Averages, averages.Restore);
        }
        else if (file.Entries.FirstOrDefault(entry => entry.Name.StartsWith(Averages, StringComparison.Ordinal)) is { } average)
        {
            throw Other(file, $"it holds '{average.Name}', but this training keeps no averages");
        }

        var curve = ReadCurve(file);
        foreach (var parameter in state.Parameters)
        {
            using var saved = file.ReadFloat32(Parameters + parameter.Name);
            saved.Span.CopyTo(parameter.Value.Span);
        }

        return curve;
    }

    private static TrainingCurve ReadCurve(SafetensorsFile file)
    {
        var curve = new TrainingCurve();
        foreach (var (loss, learningRate) in ReadPairs(file, Curve))
        {
            curve.Add(loss, learningRate);
        }

        // The file's own order is that of names; the metadata keeps the order in which they were first recorded.
        foreach (var name in file.Metadata[Validation].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var (step, value) in ReadPairs(file, Validation + name))
            {
                curve.AddValidation(name, new((int)step, value));
            }
        }

        return curve;
    }

    private static void CheckSame(SafetensorsFile file, string key, string expected)
    {
        var found = file.Metadata.GetValueOrDefault(key);
        if (found != expected)
        {
            throw Other(file, $"its {key} is '{found ?? "not given"}', but this training's is '{expected}'");
        }
    }

    private static void CheckParameters(SafetensorsFile file, IReadOnlyList<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (!file.Contains(Parameters + parameter.Name))
            {
                throw Other(file, $"it has no parameter '{parameter.Name}'");
            }

            var entry = file.Entry(Parameters + parameter.Name);
            if (!entry.Shape.SequenceEqual(parameter.Shape.Select(length => (long)length)))
            {
                throw Other(file, $"it holds {entry}, but this training's shape is {parameter.Shape}");
            }
        }

        var names = parameters.Select(parameter => Parameters + parameter.Name).ToHashSet();
        var unknown = file.Entries.FirstOrDefault(
            entry => entry.Name.StartsWith(Parameters, StringComparison.Ordinal) && !names.Contains(entry.Name));
        if (unknown is not null)
        {
            throw Other(file, $"it holds '{unknown.Name}', which this training does not have");
        }
    }

    private static void Restore(SafetensorsFile file, string prefix, Action<IEnumerable<(string Name, Tensor Value)>> restore)
    {
        List<(string Name, Tensor Value)> saved =
        [
            .. from entry in file.Entries
               where entry.Name.StartsWith(prefix, StringComparison.Ordinal)
               select (entry.Name[prefix.Length..], file.ReadFloat32(entry.Name)),
        ];
        try
        {
            restore(saved);
        }
        catch (ArgumentException error)
        {
            throw Other(file, error.Message);
        }
        finally
        {
            saved.ForEach(entry => entry.Value.Dispose());
        }
    }

    private static SafetensorsTensor Pairs(string name, IEnumerable<(double First, double Second)> pairs)
    {
        double[] values = [.. pairs.SelectMany(pair => new[] { pair.First, pair.Second })];
        return new(name, SafetensorsDType.F64, [values.Length / 2, 2], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    private static IEnumerable<(double First, double Second)> ReadPairs(SafetensorsFile file, string name)
    {
        var values = new double[file.Entry(name).Count];
        file.ReadBytes(name, MemoryMarshal.AsBytes(values.AsSpan()));
        return values.Chunk(2).Select(pair => (pair[0], pair[1]));
    }

    private static InvalidDataException Other(SafetensorsFile file, string difference) => new(
        $"{file.FilePath}: the checkpoint is of another training: {difference}. Give this training a folder of its own, or " +
        "remove the checkpoint to begin afresh.");
}
