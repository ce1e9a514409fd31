using RadSharp.Models.Systems;
using RadSharp.Models.Tests.Systems;

namespace RadSharp.Server.Tests;

/// <summary>Models of random parameters that read any image that is not blank; written once for all tests.</summary>
internal static class TestModels
{
    private static readonly Lazy<string> SmallFolder = new(() => Write(SmallMini.Config));
    private static readonly Lazy<string> SlowFolder = new(() => Write(SlowConfig()));

    /// <summary>A small one, whose answers are short.</summary>
    public static string Small => SmallFolder.Value;

    /// <summary>One whose answers are long enough, and slow enough, to be stopped half-way: up to 300 tokens.</summary>
    public static string Slow => SlowFolder.Value;

    private static MiniConfig SlowConfig()
    {
        var text = SmallMini.Config.Text! with
        {
            HiddenSize = 192,
            IntermediateSize = 576,
            Layers = 8,
            Heads = 4,
            KeyValueHeads = 2,
            HeadDim = 48,
            MaxPositions = 2048,
            EndTokens = [],
        };
        return SmallMini.Config with { Text = text };
    }

    private static string Write(MiniConfig config)
    {
        var folder = Directory.CreateTempSubdirectory("radsharp-model-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        SmallMini.Write(folder, config);
        return folder;
    }
}
