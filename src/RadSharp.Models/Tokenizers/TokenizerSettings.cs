using System.Globalization;

namespace RadSharp.Models.Tokenizers;

/// <summary>
/// What the files beside a vocabulary say: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>,
/// <c>added_tokens.json</c> (transformers: tokenization_utils_base.py).
/// </summary>
internal sealed class TokenizerSettings
{
    private static readonly string[] RoleNames =
        ["bos_token", "eos_token", "unk_token", "pad_token", "cls_token", "sep_token", "mask_token"];

    private readonly Dictionary<string, AddedToken> _added = new(StringComparer.Ordinal);
    private readonly JsonField _configuration;
    private readonly JsonField _map;

    private TokenizerSettings(JsonField configuration, JsonField map) => (_configuration, _map) = (configuration, map);

    /// <summary>The name of the tokenizer's class, or empty.</summary>
    public string ClassName => _configuration["tokenizer_class"] is { Exists: true } name ? name.Text() : "";

    /// <summary>The tokens with a role.</summary>
    public SpecialTokens Roles => new(
        Role("bos_token"), Role("eos_token"), Role("unk_token"), Role("pad_token"), Role("cls_token"), Role("sep_token"),
        Role("mask_token"));

    /// <summary>Reads the files that are there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Tokens given by the caller go before those of the files.</param>
    /// <param name="vocabularyTokens">Added tokens of the vocabulary's own file.</param>
    /// <param name="plainTokensStrip">
    /// Whether added tokens that a file lists without flags strip the white space around them, as the slow tokenizers did
    /// before flags were stored ("we strip left and right by default": transformers 4.31, tokenization_utils.py).
    /// </param>
    public static TokenizerSettings Read(
        string folder, TokenizerOptions options, IEnumerable<AddedToken> vocabularyTokens, bool plainTokensStrip)
    {
        var settings = new TokenizerSettings(
            JsonField.ReadIfThere(Path.Combine(folder, "tokenizer_config.json")),
            JsonField.ReadIfThere(Path.Combine(folder, "special_tokens_map.json")));
        foreach (var token in options.AddedTokens.Concat(vocabularyTokens))
        {
            settings.Add(token);
        }

        var flagged = settings._configuration["added_tokens_decoder"];
        foreach (var (id, field) in flagged.Fields())
        {
            settings.Add(Flagged(field, int.TryParse(id, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw field.Wrong("should be named by an id")));
        }

        settings.ReadPlain(JsonField.ReadIfThere(Path.Combine(folder, "added_tokens.json")), plainTokensStrip && !flagged.Exists);
        return settings;
    }

    /// <summary>A token as an object with flags.</summary>
    public static AddedToken Flagged(JsonField field, int? id) => field["single_word"].Flag() ?? false
        ? throw field["single_word"].Wrong("asks for a token that is found as a whole word only, which is not supported")
        : new(
            field["content"].Text(),
            id,
            field["special"].Flag() ?? false,
            field["lstrip"].Flag() ?? false,
            field["rstrip"].Flag() ?? false);

    /// <summary>A flag of <c>tokenizer_config.json</c>.</summary>
    public bool? Flag(string name) => _configuration[name].Flag();

    /// <summary>All added tokens: those given, and every token with a role.</summary>
    /// <param name="roles">The roles in force.</param>
    public IEnumerable<AddedToken> Added(SpecialTokens roles)
    {
        foreach (var role in roles.All)
        {
            Add(new AddedToken(role));
        }

        return _added.Values;
    }

    private void ReadPlain(JsonField addedTokens, bool strips)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (content, field) in addedTokens.Fields())
        {
            ids[content] = field.Integer();
        }

        int? IdOf(string content) => ids.TryGetValue(content, out var id) ? id : null;
        // Tokens with a role never strip unless a file says so; other plain ones do.
        foreach (var field in RoleNames.Select(Listed).Where(field => field.Exists))
        {
            Add(Special(field, false));
        }

        foreach (var field in Listed("additional_special_tokens").Items())
        {
            Add(Special(field, strips));
        }

        foreach (var (content, id) in ids)
        {
            Add(new AddedToken(content, id, IsSpecial: false, strips, strips));
        }

        AddedToken Special(JsonField field, bool plainStrips) => field.IsText
            ? new AddedToken(field.Text(), IdOf(field.Text()), IsSpecial: true, plainStrips, plainStrips)
            : Flagged(field, IdOf(field["content"].Text())) with { IsSpecial = true };
    }

    // What was said first counts; an id that only a later file knows is taken over.
    private void Add(AddedToken token)
    {
        if (!_added.TryGetValue(token.Content, out var earlier))
        {
            _added.Add(token.Content, token);
        }
        else if (earlier.Id is null && token.Id is not null)
        {
            _added[token.Content] = earlier with { Id = token.Id };
        }
    }

    private JsonField Listed(string name) => _map[name] is { Exists: true } mapped ? mapped : _configuration[name];

    private string? Role(string name) =>
        Listed(name) is { Exists: true } field ? field.IsText ? field.Text() : field["content"].Text() : null;
}
