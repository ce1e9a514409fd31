namespace RadSharp.Models.Tokenizers;

/// <summary>
/// What the files beside a vocabulary say: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>,
/// <c>added_tokens.json</c> (transformers: tokenization_utils_base.py).
/// </summary>
internal sealed class TokenizerSettings
{
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
    /// <param name="plainTokensStrip">
    /// Whether added tokens that a file lists without flags strip the white space around them, as the slow tokenizers did
    /// before flags were stored ("we strip left and right by default": transformers 4.31, tokenization_utils.py).
    /// </param>
    public static TokenizerSettings Read(string folder, TokenizerOptions options, bool plainTokensStrip)
    {
        var settings = new TokenizerSettings(
            JsonField.ReadIfThere(Path.Combine(folder, "tokenizer_config.json")),
            JsonField.ReadIfThere(Path.Combine(folder, "special_tokens_map.json")));
        foreach (var token in options.AddedTokens)
        {
            settings.Add(token);
        }

        var flagged = settings._configuration["added_tokens_decoder"];
        foreach (var (id, field) in flagged.Fields())
        {
            settings.Add(Flagged(field, int.TryParse(id, out var number) ? number : throw field.Wrong("should be named by an id")));
        }

        settings.ReadPlain(JsonField.ReadIfThere(Path.Combine(folder, "added_tokens.json")), plainTokensStrip && !flagged.Exists);
        return settings;
    }

    /// <summary>A token as an object with flags.</summary>
    public static AddedToken Flagged(JsonField field, int? id) => new(
        field["content"].Text(),
        id,
        field["special"].Flag() ?? false,
        field["lstrip"].Flag() ?? false,
        field["rstrip"].Flag() ?? false);

    /// <summary>A flag of <c>tokenizer_config.json</c>.</summary>
    public bool? Flag(string name) => _configuration[name].Flag();

    /// <summary>All added tokens: those given, and every token with a role.</summary>
    /// <param name="others">Added tokens of another file, and the roles in it.</param>
    /// <param name="roles">The roles in force.</param>
    public IEnumerable<AddedToken> Added(IEnumerable<AddedToken> others, SpecialTokens roles)
    {
        foreach (var token in others)
        {
            Add(token);
        }

        foreach (var role in roles.All)
        {
            Add(new AddedToken(role));
        }

        return _added.Values;
    }

    private void ReadPlain(JsonField addedTokens, bool strips)
    {
        var special = _map["additional_special_tokens"] is { Exists: true } listed ? listed : _configuration["additional_special_tokens"];
        var ids = addedTokens.Fields().ToDictionary(pair => pair.Name, pair => pair.Field.Integer(), StringComparer.Ordinal);
        foreach (var field in special.Items())
        {
            var content = field.IsText ? field.Text() : field["content"].Text();
            int? id = ids.TryGetValue(content, out var number) ? number : null;
            Add(field.IsText ? new AddedToken(content, id, true, strips, strips) : Flagged(field, id) with { IsSpecial = true });
        }

        var roles = Roles.All.ToHashSet(StringComparer.Ordinal);
        foreach (var (content, id) in ids)
        {
            // Tokens with a role never strip unless a file says so; other plain ones do.
            Add(roles.Contains(content) ? new AddedToken(content, id) : new AddedToken(content, id, false, strips, strips));
        }
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

    private string? Role(string name)
    {
        var field = _map[name] is { Exists: true } mapped ? mapped : _configuration[name];
        return !field.Exists ? null : field.IsText ? field.Text() : field["content"].Text();
    }
}
