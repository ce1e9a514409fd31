using RadSharp.Models.Checkpoints;

namespace RadSharp.Models.Systems;

/// <summary>Opens the folder of a vision-language model; what is in it says which system it is.</summary>
public static class ModelFolder
{
    /// <summary>The file of packed parameters, whose presence makes a folder a packed one.</summary>
    public const string PackedName = "radsharp.safetensors";

    // Parameters that only the two RaDialogs have, by which a packed folder is known.
    private static readonly string[] RaDialogConnectors =
        [$"{RaDialogCheckpoint.LinearConnector}.weight", $"{RaDialogCheckpoint.MlpConnector}.0.weight"];

    /// <summary>Opens a model.</summary>
    /// <param name="folder">A published checkpoint's folder, or one that <see cref="Pack"/> has written.</param>
    /// <param name="options">How it is loaded.</param>
    /// <returns>The model; the caller's.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, malicious, or of another model than is supported.</exception>
    public static IVisionLanguageModel Open(string folder, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        if (IsPacked(folder))
        {
            var packed = PackedParameters.Open(Path.Combine(folder, PackedName));
            try
            {
                return OpenPacked(folder, packed);
            }
            catch
            {
                packed.Dispose();
                throw;
            }
        }

        return IsMini(folder) ? RadSharpMini.Open(folder, options)
            : IsRaDialog(folder) ? RaDialog.Open(folder, options)
            : RadVlm.Open(folder, options);
    }

    /// <summary>What a folder holds and what it lacks, without loading it.</summary>
    /// <param name="folder">As in <see cref="Open"/>.</param>
    /// <param name="options">How it would be loaded.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, malicious, or of another model than is supported.</exception>
    public static ModelSurvey Survey(string folder, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        if (IsPacked(folder))
        {
            using var packed = PackedParameters.Open(Path.Combine(folder, PackedName));
            using var whole = OpenPacked(folder, packed);
            return ModelSurvey.Of(whole, packed.Names);
        }

        return IsMini(folder) ? RadSharpMini.Survey(folder, options)
            : IsRaDialog(folder) ? RaDialog.Survey(folder, options)
            : RadVlm.Survey(folder, options);
    }

    /// <summary>
    /// Writes a model as it lies in memory, with the files that it needs beside its parameters: a folder that opens by memory
    /// map.
    /// </summary>
    /// <param name="folder">As in <see cref="Open"/>.</param>
    /// <param name="destination">A new or empty folder.</param>
    /// <param name="options">How the model is kept.</param>
    /// <returns>Bytes of the parameters.</returns>
    /// <exception cref="IOException">The destination is not empty, or cannot be written.</exception>
    public static long Pack(string folder, string destination, ModelOptions? options = null)
    {
        if (Directory.Exists(destination) && Directory.EnumerateFileSystemEntries(destination).Any())
        {
            throw new IOException($"{destination}: expected a new or empty folder, but something is in it. Choose another.");
        }

        using var model = Open(folder, options);
        Directory.CreateDirectory(destination);
        foreach (var (file, name) in FilesBeside(folder, options?.Base))
        {
            File.Copy(file, Path.Combine(destination, name));
        }

        PackedParameters.Write(Path.Combine(destination, PackedName), model.Parameters.Parameters);
        return model.Parameters.ByteCount;
    }

    private static bool IsPacked(string folder) => Directory.Exists(folder)
        ? File.Exists(Path.Combine(folder, PackedName))
        : throw new FileNotFoundException($"{folder}: expected the folder of a checkpoint, but there is none.");

    private static IVisionLanguageModel OpenPacked(string folder, PackedParameters parameters) =>
        IsMini(folder) ? RadSharpMini.OpenPacked(folder, parameters)
            : RaDialogConnectors.Any(parameters.Contains) ? RaDialog.OpenPacked(folder, parameters)
            : RadVlm.OpenPacked(folder, parameters);

    private static IEnumerable<(string File, string Name)> FilesBeside(string folder, string? @base) =>
        !IsPacked(folder) && !IsMini(folder) && IsRaDialog(folder)
            ? RaDialogFiles.Find(folder, @base).Kept
            : RadVlm.Kept(folder);

    private static bool IsMini(string folder)
    {
        var file = Path.Combine(folder, "config.json");
        return File.Exists(file) && ConfigFields.Read(file).Text("model_type", "") == MiniConfig.ModelType;
    }

    // RadVLM's folder says what it is; RaDialog's files say it by their names.
    private static bool IsRaDialog(string folder)
    {
        var file = Path.Combine(folder, "config.json");
        if (File.Exists(file) && ConfigFields.Read(file).Text("model_type") is "llava_onevision" or "llava_qwen")
        {
            return false;
        }

        if (RaDialogFiles.AreIn(folder))
        {
            return true;
        }

        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                $"{folder}: expected a config.json (RadVLM, radsharp-mini) or an adapter_config.json (RaDialog), which say what the model is, but "
                + "found neither.");
        }

        var config = ConfigFields.Read(file);
        throw config.Wrong(
            "model_type", $"llava_onevision or llava_qwen (RadVLM), {MiniConfig.ModelType}, or an adapter of RaDialog beside it",
            $"'{config.Text("model_type")}', which is not supported");
    }
}
