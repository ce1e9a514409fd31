namespace RadSharp.Radiology.Labeling;

/// <summary>How far the words that deny or doubt a finding reach.</summary>
internal static class Scope
{
    /// <summary>Where what a trigger says of the words behind it ends.</summary>
    /// <param name="reading">The sentence.</param>
    /// <param name="start">First word behind the trigger.</param>
    /// <param name="isList">Whether it reaches on over a list, or only over alternatives.</param>
    /// <param name="isAbsent">Whether it says that something is absent.</param>
    public static int EndAfter(SentenceReading reading, int start, bool isList, bool isAbsent)
    {
        for (var index = start; index < reading.Count; index++)
        {
            var division = reading.Divisions[index];
            if (division is Division.Hard or Division.With || (isAbsent && EndsAbsence(reading, start, index)))
            {
                return index;
            }

            var isLink = division is Division.Comma or Division.And;
            if (isLink && !OpensAlternative(reading, index) && !(isList && ListGoesOn(reading, start, index)))
            {
                return index;
            }
        }

        return reading.Count;
    }

    /// <summary>Where what a trigger says of the words before it begins.</summary>
    public static int StartBefore(SentenceReading reading, int trigger)
    {
        var isPlural = reading.Is(trigger, WordKinds.Plural);
        var isClosed = false;
        for (var index = trigger - 1; index >= 0; index--)
        {
            switch (reading.Divisions[index])
            {
                case Division.Hard or Division.With:
                    return index + 1;
                case Division.Or:
                    isClosed = true;
                    break;
                case Division.And:
                    if (HasOwnStatement(reading, index > 0 && reading.Divisions[index - 1] == Division.Comma ? index - 1 : index))
                    {
                        return index + 1;
                    }

                    isClosed = true;
                    break;
                case Division.Comma when index < trigger - 1 && reading.Divisions[index + 1] is not (Division.Or or Division.And):
                    if (!(isClosed || isPlural) || HasOwnStatement(reading, index))
                    {
                        return index + 1;
                    }

                    break;
            }
        }

        return 0;
    }

    // Also where the commas are missing: "no effusion small left atelectasis".
    private static bool EndsAbsence(SentenceReading reading, int start, int index)
    {
        if (index > start && reading.Is(index, WordKinds.Asserting) && reading.Divisions[index - 1] == Division.None
            && reading.HasPlaceIn(start, index))
        {
            return true;
        }

        var kinds = reading.TriggerKindsAt(index);
        return kinds.HasFlag(TriggerKinds.StopAbsent)
            || ((kinds & (TriggerKinds.UncertainBefore | TriggerKinds.UncertainAfter)) != 0 && reading.Is(index, WordKinds.Verb)
                && reading.Words[index] is "may" or "might" or "could");
    }

    private static bool OpensAlternative(SentenceReading reading, int link) =>
        link + 1 < reading.Count && reading.Divisions[link + 1] == Division.Or;

    // Whether what stands behind a comma or an "and" belongs to the same list, or is a statement of its own.
    private static bool ListGoesOn(SentenceReading reading, int start, int link)
    {
        var first = link + 1;
        while (first < reading.Count && reading.Divisions[first] is Division.And or Division.Comma)
        {
            first++;
        }

        if (first >= reading.Count || reading.Is(first, WordKinds.Asserting)
            || (reading.Words[first] is "a" or "an" or "the" or "left" or "right" && first + 1 < reading.Count
                && reading.Is(first + 1, WordKinds.Asserting))
            || reading.TriggerKindsAt(first).HasFlag(TriggerKinds.AbsentBefore))
        {
            return false;
        }

        var (hasVerb, hasOr) = LookAhead(reading, start, link, first);
        return !hasVerb
            && (hasOr || !reading.Is(first, WordKinds.Side))
            && (hasOr || !HasGeneralWord(reading, start, link))
            && !reading.StatementAt[first];
    }

    // Whether the words up to the next link have a verb of their own, and whether the list comes to an "or".
    private static (bool HasVerb, bool HasOr) LookAhead(SentenceReading reading, int start, int link, int first)
    {
        var (hasVerb, hasOr, isNextLink) = (false, false, false);
        for (var index = first; index < reading.Count; index++)
        {
            var division = reading.Divisions[index];
            if (division is Division.Hard or Division.With)
            {
                break;
            }

            hasOr |= division == Division.Or;
            isNextLink |= division is Division.Comma or Division.And;
            if (reading.Is(index, WordKinds.Verb))
            {
                hasVerb |= !isNextLink && !hasOr && !ClosesList(reading, start, link, index);
                break;
            }
        }

        return (hasVerb, hasOr);
    }

    // "No effusion and pneumothorax [are seen]".
    private static bool ClosesList(SentenceReading reading, int start, int link, int verb)
    {
        for (var index = start; index < link; index++)
        {
            if (reading.Is(index, WordKinds.Verb))
            {
                return false;
            }
        }

        return (reading.Words[link] == "and" && reading.Is(verb, WordKinds.Plural))
            || (verb + 1 < reading.Count && reading.Is(verb + 1, WordKinds.Observed));
    }

    private static bool HasGeneralWord(SentenceReading reading, int start, int end)
    {
        for (var index = start; index < end; index++)
        {
            if (reading.Is(index, WordKinds.General) && !reading.HasPlaceIn(start, end))
            {
                return true;
            }
        }

        return false;
    }

    // Whether the words before a link, back to the one before it, have a verb or a trigger.
    private static bool HasOwnStatement(SentenceReading reading, int link)
    {
        var index = link - 1;
        for (; index >= 0 && reading.Divisions[index] is Division.None or Division.Or; index--)
        {
            if (reading.Is(index, WordKinds.Verb)
                || (reading.TriggerKindsAt(index) & ~(TriggerKinds.Nothing | TriggerKinds.Versus)) != 0)
            {
                return true;
            }
        }

        // "There is", which divides a sentence itself.
        return index >= 0 && reading.Is(index, WordKinds.Verb);
    }
}
