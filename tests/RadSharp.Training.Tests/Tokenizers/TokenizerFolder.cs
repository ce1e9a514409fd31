using RadSharp.Models.Systems;
using RadSharp.Models.Templates;
using RadSharp.Models.Tokenizers;
using RadSharp.Training.Tokenizers;

namespace RadSharp.Training.Tests.Tokenizers;

/// <summary>A folder with a tokenizer trained on texts, removed at the end.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    public TokenizerFolder(IEnumerable<string> texts, int size = 400)
    {
        QwenTokenizerFiles.Write(Path, BytePairTraining.Train(texts, size));
        Template = FolderTemplate.Read(Path);
        Tokenizer = TokenizerFiles.Open(Path);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("radsharp-tokenizer").FullName;

    public ChatTemplate Template { get; }

    public ITokenizer Tokenizer { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
