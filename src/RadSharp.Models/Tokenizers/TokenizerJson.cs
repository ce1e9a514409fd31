namespace RadSharp.Models.Tokenizers;

/// <summary>
/// Reads <c>tokenizer.json</c>: vocabulary, merges, added tokens and the steps around them in one file (tokenizers:
/// src/tokenizer/serialization.rs).
/// </summary>
internal static class TokenizerJson
{
    private const string Contractions = "'s|'t|'re|'ve|'m|'ll|'d";
    private const string Letters = @"[^\r\n\p{L}\p{N}]?\p{L}+";
    private const string SignsAndSpaces = @" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly Dictionary<string, WordPattern> Patterns = new(StringComparer.Ordinal)
    {
        [Contractions + @"| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = WordPattern.Gpt2,
        [$@"(?i:{Contractions})|{Letters}|\p{{N}}|{SignsAndSpaces}"] = WordPattern.Qwen2,
        [$@"(?i:{Contractions})|{Letters}|\p{{N}}{{1,3}}|{SignsAndSpaces}"] = WordPattern.Llama3,
    };

    /// <summary>Opens the tokenizer that the file describes.</summary>
    public static ITokenizer Open(string file, TokenizerOptions options)
    {
        var root = JsonField.Read(file);
        var model = root["model"];
        var added = root["added_tokens"].Items()
            .Select(field => TokenizerSettings.Flagged(field, field["id"].Integer())).ToList();
        var settings = TokenizerSettings.Read(TokenizerFiles.FolderOf(file), options, added, plainTokensStrip: false);
        var unknown = model["unk_token"] is { Exists: true } named ? named.Text() : null;
        var said = settings.Roles;
        var roles = said with { Unknown = said.Unknown ?? unknown };
        var tokens = model["vocab"].Fields().Select(pair => (pair.Name, pair.Field.Integer())).ToList();
        var vocabulary = new Vocabulary(file, tokens, settings.Added(roles), roles);
        var frame = FrameOf(root["post_processor"], vocabulary) ?? TextFrame.None;
        // Files of before 2020 do not name the model's type.
        var type = model["type"] is { Exists: true } typed ? typed.Text() : model["merges"].Exists ? "BPE" : "WordPiece";
        var steps = Steps(root["pre_tokenizer"], "pretokenizers").ToList();
        return type switch
        {
            "WordPiece" => new WordPieceTokenizer(file, vocabulary, WordPieceOf(root), frame),
            "BPE" when steps.Exists(step => TypeOf(step) == "ByteLevel") => new ByteLevelTokenizer(
                file, vocabulary, MergesOf(file, model, vocabulary), ByteLevelOf(root, steps), frame),
            "BPE" => SentencePieceOf(root, vocabulary, SpacesOf(root, steps), frame),
            _ => throw model["type"].Wrong($"should be BPE or WordPiece, but is '{type}', which is not supported"),
        };
    }

    private static SentencePieceTokenizer SentencePieceOf(
        JsonField root, Vocabulary vocabulary, SentencePieceLayout layout, TextFrame frame)
    {
        var model = root["model"];
        var unknown = model["unk_token"] is { Exists: true } named ? vocabulary.IdOf(named.Text()) : null;
        var fallback = new ByteFallback(root.File, vocabulary, model["byte_fallback"].Flag() ?? false, unknown);
        var encoder = new RankedPieces(vocabulary, MergesOf(root.File, model, vocabulary), fallback);
        return new SentencePieceTokenizer(vocabulary, encoder, layout, frame);
    }

    private static MergeTable MergesOf(string file, JsonField model, Vocabulary vocabulary)
    {
        var merges = new List<(string, string)>();
        foreach (var merge in model["merges"].Items())
        {
            // "a b" until tokenizers 0.20, ["a", "b"] since.
            var parts = merge.IsText ? merge.Text().Split(' ') : [.. merge.Items().Select(part => part.Text())];
            merges.Add(parts.Length == 2 ? (parts[0], parts[1]) : throw merge.Wrong("should be two tokens"));
        }

        return new MergeTable(file, vocabulary.Ids, merges);
    }

    private static ByteLevelLayout ByteLevelOf(JsonField root, List<JsonField> steps)
    {
        WordPattern? pattern = null;
        var addsPrefix = false;
        foreach (var step in steps)
        {
            if (TypeOf(step) == "ByteLevel")
            {
                addsPrefix |= step["add_prefix_space"].Flag() ?? false;
                pattern = step["use_regex"].Flag() ?? true ? WordPattern.Gpt2 : pattern;
            }
            else if (TypeOf(step) == "Split" && step["pattern"]["Regex"] is { Exists: true } regex)
            {
                pattern = Patterns.TryGetValue(regex.Text(), out var known)
                    ? known
                    : throw regex.Wrong("is none of the word patterns known (GPT-2's, Qwen2's, LLaMA 3's)");
            }
            else
            {
                throw step.Wrong($"is a step of the type '{TypeOf(step)}', which is not supported for byte-level vocabularies");
            }
        }

        var normalizers = Steps(root["normalizer"], "normalizers").ToList();
        var strange = normalizers.Find(step => TypeOf(step) != "NFC");
        return strange.Exists
            ? throw strange.Wrong($"is of the type '{TypeOf(strange)}'; byte-level vocabularies have NFC or nothing")
            : new ByteLevelLayout(
                pattern ?? throw root["pre_tokenizer"].Wrong("says nothing of how words are cut"),
                normalizers.Count > 0,
                addsPrefix,
                root["model"]["ignore_merges"].Flag() ?? false);
    }

    private static SentencePieceLayout SpacesOf(JsonField root, List<JsonField> steps)
    {
        // A space goes before each stretch (the normalizer Prepend), or where the pre-tokenizer Metaspace says.
        var (adds, isLegacy, escapes) = (false, true, false);
        foreach (var step in Steps(root["normalizer"], "normalizers"))
        {
            switch (TypeOf(step))
            {
                case "Prepend" when step["prepend"].Text() == "▁":
                    adds = true;
                    break;
                case "Replace" when step["pattern"]["String"].Text() == " " && step["content"].Text() == "▁":
                    escapes = true;
                    break;
                default:
                    throw step.Wrong($"is of the type '{TypeOf(step)}', which is not supported for vocabularies with '▁'");
            }
        }

        foreach (var step in steps)
        {
            if (TypeOf(step) != "Metaspace" || (step["split"].Flag() ?? true))
            {
                throw step.Wrong($"is of the type '{TypeOf(step)}'; vocabularies with '▁' have Metaspace that does not split");
            }

            var scheme = step["prepend_scheme"] is { Exists: true } named ? named.Text() : "always";
            (adds, isLegacy, escapes) = (scheme != "never", scheme == "always", true);
        }

        return escapes
            ? new SentencePieceLayout(adds, RemovesExtraSpaces: false, isLegacy)
            : throw root["pre_tokenizer"].Wrong("and the normalizer say nothing of spaces: neither ByteLevel nor '▁'");
    }

    private static WordPieceLayout WordPieceOf(JsonField root)
    {
        var normalizer = root["normalizer"];
        if (TypeOf(normalizer) != "BertNormalizer" || TypeOf(root["pre_tokenizer"]) != "BertPreTokenizer")
        {
            throw normalizer.Wrong(
                $"and the pre-tokenizer should be BERT's, but are '{TypeOf(normalizer)}' and '{TypeOf(root["pre_tokenizer"])}'");
        }

        var lowers = normalizer["lowercase"].Flag() ?? true;
        return new WordPieceLayout(
            lowers, normalizer["strip_accents"].Flag() ?? lowers, normalizer["handle_chinese_chars"].Flag() ?? true);
    }

    private static TextFrame? FrameOf(JsonField processor, Vocabulary vocabulary)
    {
        int Id(JsonField token) => vocabulary.IdOf(token.Text())
            ?? throw token.Wrong($"'{token.Text()}' is not in the vocabulary");
        switch (TypeOf(processor))
        {
            case "TemplateProcessing":
                var (before, after) = (new List<int>(), new List<int>());
                var ids = before;
                foreach (var part in processor["single"].Items())
                {
                    if (part["SpecialToken"] is { Exists: true } token)
                    {
                        ids.Add(Id(token["id"]));
                    }
                    else
                    {
                        ids = after;
                    }
                }

                return new TextFrame(before, after);
            case "BertProcessing" or "RobertaProcessing":
                // Each is a pair of spelling and id.
                return new TextFrame(
                    [.. processor["cls"].Items().Take(1).Select(Id)], [.. processor["sep"].Items().Take(1).Select(Id)]);
            case "Sequence":
                return processor["processors"].Items()
                    .Select(part => FrameOf(part, vocabulary)).FirstOrDefault(part => part is not null);
            case "" or "ByteLevel":
                return null;
            default:
                throw processor.Wrong($"is of the type '{TypeOf(processor)}', which is not supported");
        }
    }

    private static IEnumerable<JsonField> Steps(JsonField step, string list) =>
        !step.Exists ? [] : TypeOf(step) == "Sequence" ? step[list].Items().SelectMany(part => Steps(part, list)) : [step];

    private static string TypeOf(JsonField step) => step.Exists ? step["type"].Text() : "";
}
