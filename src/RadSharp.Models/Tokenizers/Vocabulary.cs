namespace RadSharp.Models.Tokenizers;

/// <summary>The tokens of a checkpoint and their ids.</summary>
public sealed class Vocabulary
{
    // Far above any published vocabulary; a damaged file must not make the table of ids fill the memory.
    private const int LargestId = 1 << 22;

    private readonly string?[] _tokens;
    private readonly bool[] _special;
    private readonly bool[] _added;
    private readonly Dictionary<string, int> _ids;

    /// <summary>Joins the trained tokens and those added.</summary>
    /// <param name="file">Named in errors.</param>
    /// <param name="tokens">The trained tokens; a spelling that comes twice has the later id.</param>
    /// <param name="added">The added ones; those without an id get one.</param>
    /// <param name="roles">Which have a role; those are special.</param>
    internal Vocabulary(
        string file, IReadOnlyList<(string Token, int Id)> tokens, IEnumerable<AddedToken> added, SpecialTokens roles)
    {
        Roles = roles;
        _ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        var spellings = new List<string?>(tokens.Count);
        foreach (var (token, id) in tokens)
        {
            Place(file, spellings, token, id);
            _ids[token] = id;
        }

        Added = [.. Number(file, spellings, added)];
        _tokens = [.. spellings];
        _special = new bool[_tokens.Length];
        _added = new bool[_tokens.Length];
        foreach (var token in Added)
        {
            _added[token.Id!.Value] = true;
            _special[token.Id.Value] = token.IsSpecial;
        }

        foreach (var role in roles.All)
        {
            _special[IdOf(role) ?? throw new InvalidDataException(
                $"{file}: the token '{role}' is named for a role, but is not in the vocabulary of {Count} tokens.")] = true;
        }
    }

    /// <summary>One more than the largest id: the fewest rows that an embedding must have.</summary>
    public int Size => _tokens.Length;

    /// <summary>How many spellings there are.</summary>
    public int Count => _ids.Count;

    /// <summary>The added tokens, each with its id.</summary>
    public IReadOnlyList<AddedToken> Added { get; }

    /// <summary>The tokens with a role.</summary>
    public SpecialTokens Roles { get; }

    /// <summary>The id of the token that begins a text.</summary>
    public int? Begin => IdOf(Roles.Begin);

    /// <summary>The id of the token that ends an answer.</summary>
    public int? End => IdOf(Roles.End);

    /// <summary>The id of the token for what cannot be spelled.</summary>
    public int? Unknown => IdOf(Roles.Unknown);

    /// <summary>The id of the token that fills a batch.</summary>
    public int? Padding => IdOf(Roles.Padding);

    internal Dictionary<string, int> Ids => _ids;

    /// <summary>The id of a token by its spelling in the vocabulary, or null.</summary>
    public int? IdOf(string? token) => token is not null && _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>The spelling of an id in the vocabulary, or null where the id has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative (an image placeholder is no token).</exception>
    public string? TokenOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return id < _tokens.Length ? _tokens[id] : null;
    }

    /// <summary>Whether decoding may skip the token.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)_special.Length && _special[id];

    /// <summary>Whether the token was added, so that its spelling is its text.</summary>
    internal bool IsAdded(int id) => (uint)id < (uint)_added.Length && _added[id];

    private List<AddedToken> Number(string file, List<string?> spellings, IEnumerable<AddedToken> added)
    {
        var numbered = new List<AddedToken>();
        // Those with an id of their own first, so that a token without one never takes the id of another.
        foreach (var token in added.OrderBy(token => token.Id is null))
        {
            if (token.Content.Length == 0)
            {
                throw new InvalidDataException($"{file}: an added token (id {token.Id}) has an empty spelling.");
            }

            var known = IdOf(token.Content);
            var id = token.Id ?? known ?? spellings.Count;
            if (known is not null && known != id)
            {
                throw new InvalidDataException(
                    $"{file}: the added token '{token.Content}' has the id {id}, but its spelling has the id {known} already.");
            }

            if (known is null)
            {
                Place(file, spellings, token.Content, id);
                _ids.Add(token.Content, id);
            }

            numbered.Add(token with { Id = id });
        }

        return numbered;
    }

    private static void Place(string file, List<string?> spellings, string token, int id)
    {
        if (id is < 0 or > LargestId)
        {
            throw new InvalidDataException($"{file}: the token '{token}' has the id {id}; ids go from 0 to {LargestId}.");
        }

        while (spellings.Count <= id)
        {
            spellings.Add(null);
        }

        if (spellings[id] is { } other)
        {
            throw new InvalidDataException($"{file}: the tokens '{other}' and '{token}' have the same id {id}.");
        }

        spellings[id] = token;
    }
}
