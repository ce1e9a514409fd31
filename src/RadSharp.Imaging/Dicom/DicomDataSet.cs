using System.Collections;

namespace RadSharp.Imaging.Dicom;

/// <summary>
/// Data elements in the order of their tags, each tag once (PS3.5 7.1): a film, a report, or an item of a sequence. Reading
/// is safe from several threads at once, changing is not.
/// </summary>
public sealed partial class DicomDataSet : IReadOnlyCollection<DicomElement>
{
    private List<DicomElement> _elements = [];
    private OwnCharacterSet? _ownCharacterSet;

    /// <summary>A data set without elements.</summary>
    public DicomDataSet()
    {
    }

    /// <summary>An item that is being read: it knows its parent before it has elements.</summary>
    internal DicomDataSet(DicomDataSet? parent) => Parent = parent;

    /// <summary>How many elements there are, those of items not counted.</summary>
    public int Count => _elements.Count;

    /// <summary>
    /// The defined terms of Specific Character Set (0008,0005) that are in force here and not known; empty where all are.
    /// Text in such a set is read as UTF-8 where it is valid, else as Latin-1.
    /// </summary>
    public IReadOnlyList<string> UnknownCharacterSets => CharacterSet.UnknownTerms;

    /// <summary>The data set whose item this is, if it is one.</summary>
    internal DicomDataSet? Parent { get; private set; }

    /// <summary>The character set in force: the own one, else the parent's, else the default (PS3.5 6.1.2.3).</summary>
    internal DicomCharacterSet CharacterSet
    {
        get
        {
            if (Find(DicomTags.SpecificCharacterSet) is not { } element)
            {
                return Parent?.CharacterSet ?? DicomCharacterSet.Default;
            }

            // One reference, replaced as a whole: several threads may read.
            var own = _ownCharacterSet;
            if (own?.Element != element)
            {
                own = new OwnCharacterSet(element, DicomCharacterSet.Of(Texts(DicomTags.SpecificCharacterSet)));
                _ownCharacterSet = own;
            }

            return own.CharacterSet;
        }
    }

    /// <summary>Whether there is an element with a tag, be it empty.</summary>
    /// <param name="tag">The attribute.</param>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>The element with a tag; null where there is none.</summary>
    /// <param name="tag">The attribute.</param>
    public DicomElement? Find(DicomTag tag) => IndexOf(tag) is >= 0 and var index ? _elements[index] : null;

    /// <summary>The items of a sequence; empty where there is no such sequence.</summary>
    /// <param name="tag">The attribute.</param>
    public IReadOnlyList<DicomDataSet> Items(DicomTag tag) => Find(tag)?.Items ?? [];

    /// <summary>The elements in the order of their tags.</summary>
    public IEnumerator<DicomElement> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// Takes the elements of a file. Where a tag is there twice, the first counts; where tags are not in order, they are
    /// put in order. The list is kept.
    /// </summary>
    internal void Take(List<DicomElement> elements)
    {
        var isOrdered = true;
        for (var index = 1; index < elements.Count && isOrdered; index++)
        {
            isOrdered = elements[index - 1].Tag < elements[index].Tag;
        }

        _elements = isOrdered ? elements : Ordered(elements);
    }

    private static List<DicomElement> Ordered(List<DicomElement> elements)
    {
        // The place breaks ties, so that of equal tags the first comes first.
        var keys = new ulong[elements.Count];
        for (var index = 0; index < keys.Length; index++)
        {
            keys[index] = (ulong)elements[index].Tag.Number << 32 | (uint)index;
        }

        Array.Sort(keys);
        var ordered = new List<DicomElement>(keys.Length);
        foreach (var key in keys)
        {
            var element = elements[(int)(uint)key];
            if (ordered.Count == 0 || ordered[^1].Tag != element.Tag)
            {
                ordered.Add(element);
            }
        }

        return ordered;
    }

    /// <summary>A character set, and the element that it was read from.</summary>
    private sealed record OwnCharacterSet(DicomElement Element, DicomCharacterSet CharacterSet);

    /// <summary>Place of the element, or the complement of the place where it would stand.</summary>
    private int IndexOf(DicomTag tag)
    {
        var (low, high) = (0, _elements.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            switch (_elements[middle].Tag.CompareTo(tag))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return ~low;
    }
}
