using System.Collections.Frozen;
using RadSharp.Radiology.Findings;

namespace RadSharp.Radiology.Labeling;

/// <summary>How far a phrase can be trusted to speak of its finding.</summary>
internal enum Trust
{
    /// <summary>It is the finding's own name.</summary>
    Direct,

    /// <summary>It says so in other words, which count only where the report does not name the finding.</summary>
    Implied,

    /// <summary>As <see cref="Implied"/>, and the finding is no more than possible.</summary>
    Doubtful,
}

/// <summary>What a phrase does to the mentions around it; see triggers.tsv.</summary>
[Flags]
internal enum TriggerKinds
{
    None = 0,
    AbsentBefore = 1,
    AbsentWord = 2,
    AbsentAfter = 4,
    UncertainBefore = 8,
    UncertainWord = 16,
    UncertainAfter = 32,
    UndecidedBefore = 64,
    UndecidedAfter = 128,
    Versus = 256,
    RemovedBefore = 512,
    RemovedAfter = 1024,
    IgnoredBefore = 2048,
    IgnoredSentence = 4096,
    Nothing = 8192,
    Stop = 16384,
    StopAbsent = 32768,
}

/// <summary>What a word shows about where a statement begins or ends; see words.tsv.</summary>
[Flags]
internal enum WordKinds
{
    None = 0,
    Verb = 1,
    Plural = 2,
    Asserting = 4,
    Side = 8,
    General = 16,
    Filler = 32,
    Part = 64,
    Steady = 128,
    Observed = 256,
    Relating = 512,
}

/// <summary>What may be said of a part of the body.</summary>
internal enum Sign
{
    Abnormal,
    Doubtful,
    Normal,
}

/// <summary>A part of the body that a report calls normal or not; see structures.tsv.</summary>
internal sealed class Structure
{
    public string[] Findings { get; set; } = [];

    public Trust Trust { get; set; }

    public PhraseIndex<Sign> Signs { get; } = new();
}

/// <summary>The labeler's words, read from the data files beside this one.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, Structure> _structures = [];
    private readonly Dictionary<string, WordKinds> _words = [];
    private readonly FrozenSet<string> _known;

    /// <summary>Reads the five files.</summary>
    /// <param name="open">The text of a file by its name.</param>
    /// <exception cref="InvalidDataException">A line is not as its file's head says; the message names file and line.</exception>
    public Vocabulary(Func<string, string> open)
    {
        VocabularyFile.Read("mentions.tsv", open, 2, 3, columns =>
        {
            var trust = columns.Length < 3 ? Trust.Direct : VocabularyFile.Named<Trust>(columns[2]);
            Mentions.Add(columns[1], (FindingsOf(columns[0]), trust));
        });
        VocabularyFile.Read("exclusions.tsv", open, 2, 2, columns => Exclusions.Add(columns[1], FindingsOf(columns[0])));
        VocabularyFile.Read("triggers.tsv", open, 2, 2, columns =>
            Triggers.Add(columns[1], VocabularyFile.Named<TriggerKinds>(columns[0])));
        VocabularyFile.Read("structures.tsv", open, 3, 3, ReadStructure);
        VocabularyFile.Read("words.tsv", open, 2, 2, columns =>
            _words[columns[1]] = _words.GetValueOrDefault(columns[1]) | VocabularyFile.Named<WordKinds>(columns[0]));
        VocabularyFile.Read("spelling.tsv", open, 1, 1, columns => Spelling.Add(columns[0]));
        Words = _words.ToFrozenDictionary();
        _known = _structures.Values.SelectMany(structure => structure.Signs.Words).Concat(Mentions.Words).Concat(Exclusions.Words)
            .Concat(Triggers.Words).Concat(Structures.Words).Concat(_words.Keys).ToFrozenSet();
    }

    /// <summary>The vocabulary that is part of the product.</summary>
    public static Vocabulary Default { get; } = new(VocabularyFile.OpenEmbedded);

    public PhraseIndex<(string[] Findings, Trust Trust)> Mentions { get; } = new();

    public PhraseIndex<string[]> Exclusions { get; } = new();

    public PhraseIndex<TriggerKinds> Triggers { get; } = new();

    /// <summary>Names of structures; null where the name means something else.</summary>
    public PhraseIndex<Structure?> Structures { get; } = new();

    public FrozenDictionary<string, WordKinds> Words { get; }

    public Spelling Spelling { get; } = new();

    /// <summary>A word as the vocabulary spells it, if it was meant to be one of its words.</summary>
    public string Canonical(string word) => _known.Contains(word) ? word : Spelling.Correct(word);

    private void ReadStructure(string[] columns)
    {
        var (name, role, phrase) = (columns[0], columns[1], columns[2]);
        if (!_structures.TryGetValue(name, out var structure))
        {
            _structures[name] = structure = new();
        }

        switch (role)
        {
            case "finding":
                structure.Findings = FindingsOf(phrase);
                break;
            case "trust":
                structure.Trust = VocabularyFile.Named<Trust>(phrase);
                break;
            case "name":
                Structures.Add(phrase, structure);
                break;
            case "not":
                Structures.Add(phrase, null);
                break;
            default:
                structure.Signs.Add(phrase, VocabularyFile.Named<Sign>(role));
                break;
        }
    }

    private static string[] FindingsOf(string names)
    {
        var findings = names.Split(", ");
        var unknown = Array.Find(findings, name => name != FindingMention.Other
            && (ReportLabels.PlaceOf(name) < 0 || name == CheXpertFinding.NoFinding.Name));
        return unknown is null
            ? findings
            : throw new FormatException(
                $"Expected findings ({string.Join(", ", ReportLabels.Names)} or Other), found '{unknown}'.");
    }
}
