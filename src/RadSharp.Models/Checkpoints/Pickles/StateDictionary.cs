namespace RadSharp.Models.Checkpoints.Pickles;

/// <summary>Finds the dictionary of tensors in what a training program saved around it.</summary>
internal static class StateDictionary
{
    // Programs nest a state dictionary one or two levels deep.
    private const int DeepestSearch = 4;

    // Where both are there, these come before whatever else has tensors (an optimizer's state, an average).
    private static readonly string[] UsualKeys = ["state_dict", "model", "model_state_dict", "module"];

    /// <summary>The dictionary itself.</summary>
    /// <param name="root">What the file holds.</param>
    /// <param name="path">Keys with slashes between; null for the first that has tensors, the usual keys before others.</param>
    /// <param name="error">Makes an exception of a sentence.</param>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static PickleDictionary Find(object? root, string? path, Func<string, InvalidDataException> error) =>
        path is null ? Search(root, error) : Follow(root, path, error);

    private static PickleDictionary Follow(object? root, string path, Func<string, InvalidDataException> error)
    {
        var value = root;
        foreach (var key in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            value = value is PickleDictionary dictionary && dictionary.Items.TryGetValue(key, out var next)
                ? next
                : throw error(
                    $"expected the key {CheckpointError.Quoted(key)} of {CheckpointError.Quoted(path)}, but found {Keys(value)}");
        }

        return value as PickleDictionary
            ?? throw error(
                $"expected {CheckpointError.Quoted(path)} to be a dictionary of tensors, but found "
                + PickleValues.Describe(value));
    }

    private static PickleDictionary Search(object? root, Func<string, InvalidDataException> error)
    {
        if (root is PickleDictionary saved)
        {
            foreach (var key in UsualKeys)
            {
                if (saved[key] is PickleDictionary usual && HasTensors(usual))
                {
                    return usual;
                }
            }
        }

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        List<object?> level = [root];
        for (var depth = 0; depth < DeepestSearch; depth++)
        {
            var next = new List<object?>();
            foreach (var dictionary in level.OfType<PickleDictionary>().Where(seen.Add))
            {
                if (HasTensors(dictionary))
                {
                    return dictionary;
                }

                next.AddRange(dictionary.Items.Values);
            }

            level = next;
        }

        throw error($"expected a dictionary of tensors, but found {Keys(root)}");
    }

    private static bool HasTensors(PickleDictionary dictionary) =>
        dictionary.Items.Any(static entry => entry.Key is string && TorchTensors.IsTensor(entry.Value));

    private static string Keys(object? value)
    {
        const int Shown = 8;
        if (value is not PickleDictionary { Items.Count: > 0 } dictionary)
        {
            return PickleValues.Describe(value);
        }

        var keys = dictionary.Items.Keys.Take(Shown).Select(PickleValues.Describe);
        return $"a dictionary with {string.Join(", ", keys)}{(dictionary.Items.Count > Shown ? ", …" : "")}";
    }
}
