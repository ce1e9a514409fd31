using System.Text;

namespace RadSharp.Models.Tokenizers;

/// <summary>Opens the tokenizer of a checkpoint folder.</summary>
public static class TokenizerFiles
{
    private static readonly SpecialTokens BertRoles =
        new(Unknown: "[UNK]", Padding: "[PAD]", Class: "[CLS]", Separator: "[SEP]", Mask: "[MASK]");

    /// <summary>
    /// Opens the first of these that is there: <c>tokenizer.model</c> (SentencePiece), <c>tokenizer.json</c>,
    /// <c>vocab.json</c> with <c>merges.txt</c> (byte-level), <c>vocab.txt</c> (WordPiece). Added tokens and roles are read
    /// from <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> beside it.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">What the caller knows beside the files.</param>
    /// <exception cref="FileNotFoundException">None of the files is there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or says what is not supported.</exception>
    public static ITokenizer Open(string folder, TokenizerOptions? options = null)
    {
        options ??= new TokenizerOptions();
        string InFolder(string name) => Path.Combine(folder, name);
        if (File.Exists(InFolder("tokenizer.model")))
        {
            return OpenSentencePiece(InFolder("tokenizer.model"), options);
        }

        if (File.Exists(InFolder("tokenizer.json")))
        {
            return TokenizerJson.Open(InFolder("tokenizer.json"), options);
        }

        if (File.Exists(InFolder("vocab.json")) && File.Exists(InFolder("merges.txt")))
        {
            return OpenByteLevel(InFolder("vocab.json"), InFolder("merges.txt"), options);
        }

        return File.Exists(InFolder("vocab.txt"))
            ? OpenWordPiece(InFolder("vocab.txt"), options)
            : throw new FileNotFoundException(
                $"{folder}: no tokenizer is there. Looked for tokenizer.model, tokenizer.json, vocab.json with merges.txt, and "
                + "vocab.txt; copy the tokenizer's files of the checkpoint into the folder.");
    }

    /// <summary>Opens a SentencePiece model of byte-pair encoding (LLaMA, Vicuna).</summary>
    /// <param name="file">The <c>tokenizer.model</c>; the files beside it are read as in <see cref="Open"/>.</param>
    /// <param name="options">What the caller knows beside the files.</param>
    /// <exception cref="InvalidDataException">A file is damaged or says what is not supported.</exception>
    public static SentencePieceTokenizer OpenSentencePiece(string file, TokenizerOptions? options = null)
    {
        options ??= new TokenizerOptions();
        var model = SentencePieceModel.Read(File.ReadAllBytes(file), file);
        var settings = TokenizerSettings.Read(FolderOf(file), options, [], plainTokensStrip: true);
        string? Control(string text) =>
            model.Pieces.Exists(piece => piece.Type == PieceType.Control && piece.Text == text) ? text : null;
        var said = settings.Roles;
        var roles = said with
        {
            Begin = said.Begin ?? Control("<s>"),
            End = said.End ?? Control("</s>"),
            Unknown = said.Unknown ?? model.Pieces.Find(piece => piece.Type == PieceType.Unknown).Text,
        };
        var tokens = new List<(string, int)>(model.Pieces.Count);
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            tokens.Add((model.Pieces[id].Text, id));
        }

        var vocabulary = new Vocabulary(file, tokens, settings.Added(roles), roles);
        var frame = new TextFrame(
            settings.Flag("add_bos_token") ?? true ? OneOf(vocabulary.Begin) : [],
            settings.Flag("add_eos_token") ?? false ? OneOf(vocabulary.End) : []);
        var layout = new SentencePieceLayout(
            model.AddsPrefix, model.RemovesExtraSpaces, options.IsLegacy ?? settings.Flag("legacy") ?? true);
        return new SentencePieceTokenizer(vocabulary, new ScoredPieces(model, vocabulary), layout, frame);
    }

    /// <summary>Opens a byte-level vocabulary (Qwen2, GPT-2, RoBERTa).</summary>
    /// <param name="vocabularyFile">The <c>vocab.json</c>; the files beside it are read as in <see cref="Open"/>.</param>
    /// <param name="mergesFile">The <c>merges.txt</c>.</param>
    /// <param name="options">What the caller knows beside the files.</param>
    /// <exception cref="InvalidDataException">A file is damaged or says what is not supported.</exception>
    public static ByteLevelTokenizer OpenByteLevel(string vocabularyFile, string mergesFile, TokenizerOptions? options = null)
    {
        options ??= new TokenizerOptions();
        var settings = TokenizerSettings.Read(FolderOf(vocabularyFile), options, [], plainTokensStrip: false);
        var name = settings.ClassName;
        var isQwen = name.StartsWith("Qwen", StringComparison.Ordinal);
        var isRoberta = name.StartsWith("Roberta", StringComparison.Ordinal) || name.StartsWith("Bart", StringComparison.Ordinal);
        var isGpt2 = isRoberta || name.StartsWith("GPT2", StringComparison.Ordinal);
        var pattern = options.WordPattern ?? (isQwen ? WordPattern.Qwen2 : isGpt2 ? WordPattern.Gpt2
            : throw new InvalidDataException(
                $"{vocabularyFile}: nothing says how words are cut. Expected a tokenizer_config.json beside it whose "
                + $"tokenizer_class is of Qwen2, GPT-2 or RoBERTa, found '{name}'; copy that file, or give the word pattern."));
        var tokens = JsonField.Read(vocabularyFile).Fields().Select(pair => (pair.Name, pair.Field.Integer())).ToList();
        var roles = settings.Roles;
        var vocabulary = new Vocabulary(vocabularyFile, tokens, settings.Added(roles), roles);
        var frame = isRoberta
            ? new TextFrame(
                OneOf(vocabulary.IdOf(roles.Class) ?? vocabulary.Begin),
                OneOf(vocabulary.IdOf(roles.Separator) ?? vocabulary.End))
            : new TextFrame(settings.Flag("add_bos_token") ?? false ? OneOf(vocabulary.Begin) : [], []);
        var layout = new ByteLevelLayout(
            pattern, Composes: pattern == WordPattern.Qwen2, AddsPrefix: settings.Flag("add_prefix_space") ?? false);
        return new ByteLevelTokenizer(vocabularyFile, vocabulary, ReadMerges(mergesFile, vocabulary), layout, frame);
    }

    /// <summary>Opens a WordPiece vocabulary (BERT).</summary>
    /// <param name="file">The <c>vocab.txt</c>: a token a line; the files beside it are read as in <see cref="Open"/>.</param>
    /// <param name="options">What the caller knows beside the files.</param>
    /// <exception cref="InvalidDataException">A file is damaged or says what is not supported.</exception>
    public static WordPieceTokenizer OpenWordPiece(string file, TokenizerOptions? options = null)
    {
        options ??= new TokenizerOptions();
        var settings = TokenizerSettings.Read(FolderOf(file), options, [], plainTokensStrip: false);
        var tokens = new List<(string, int)>();
        foreach (var line in ReadLines(file))
        {
            tokens.Add((line, tokens.Count));
        }

        var said = settings.Roles;
        var known = tokens.Select(token => token.Item1).ToHashSet(StringComparer.Ordinal);
        string? IfKnown(string? token) => token is not null && known.Contains(token) ? token : null;
        var roles = said with
        {
            Unknown = said.Unknown ?? IfKnown(BertRoles.Unknown),
            Padding = said.Padding ?? IfKnown(BertRoles.Padding),
            Class = said.Class ?? IfKnown(BertRoles.Class),
            Separator = said.Separator ?? IfKnown(BertRoles.Separator),
            Mask = said.Mask ?? IfKnown(BertRoles.Mask),
        };
        var vocabulary = new Vocabulary(file, tokens, settings.Added(roles), roles);
        var lowers = settings.Flag("do_lower_case") ?? true;
        var layout = new WordPieceLayout(
            lowers, settings.Flag("strip_accents") ?? lowers, settings.Flag("tokenize_chinese_chars") ?? true);
        var frame = new TextFrame(OneOf(vocabulary.IdOf(roles.Class)), OneOf(vocabulary.IdOf(roles.Separator)));
        return new WordPieceTokenizer(file, vocabulary, layout, frame);
    }

    /// <summary>The folder of a file, whose other files belong to the tokenizer.</summary>
    internal static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    private static int[] OneOf(int? id) => id is { } value ? [value] : [];

    private static MergeTable ReadMerges(string file, Vocabulary vocabulary)
    {
        var lines = ReadLines(file);
        // The first line names the format's version.
        var first = lines.Count > 0 && lines[0].StartsWith("#version", StringComparison.Ordinal) ? 1 : 0;
        var merges = new List<(string, string)>(lines.Count);
        for (var index = first; index < lines.Count; index++)
        {
            var space = lines[index].IndexOf(' ', StringComparison.Ordinal);
            merges.Add(space > 0 && space < lines[index].Length - 1 && space == lines[index].LastIndexOf(' ')
                ? (lines[index][..space], lines[index][(space + 1)..])
                : throw new InvalidDataException(
                    $"{file}: line {index + 1} should be two tokens with a space between them, but is '{lines[index]}'."));
        }

        return new MergeTable(file, vocabulary.Ids, merges, first + 1);
    }

    // Lines end at line feeds alone: a vocabulary may hold other characters that .NET takes for the end of a line.
    private static List<string> ReadLines(string file)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(file));
            var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToList();
            while (lines.Count > 0 && lines[^1].Length == 0)
            {
                lines.RemoveAt(lines.Count - 1);
            }

            return lines;
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException($"{file}: not valid UTF-8 at byte {error.Index}. Copy the file again.", error);
        }
    }
}
