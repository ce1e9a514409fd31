namespace RadSharp.Models.Generation;

/// <summary>
/// Holds an answer to its prompt's quotations (<see cref="DecoderPrompt.Quotations"/>): the decoder chooses which one it writes,
/// and writes that one to its end. Allocates nothing after the first.
/// </summary>
internal sealed class Quoting(IReadOnlyList<int[]> quotations)
{
    private readonly List<int[]> _open = [];
    private int _written;
    private float[] _scores = [];

    /// <summary>What may come next.</summary>
    /// <param name="logits">[vocabulary].</param>
    /// <returns>The same outside of a quotation, and inside of one negative infinity for what does not go on with any.</returns>
    public ReadOnlySpan<float> Allowed(ReadOnlySpan<float> logits)
    {
        if (_open.Count == 0)
        {
            return logits;
        }

        if (_scores.Length < logits.Length)
        {
            _scores = new float[logits.Length];
        }

        var scores = _scores.AsSpan(0, logits.Length);
        scores.Fill(float.NegativeInfinity);
        foreach (var quotation in _open)
        {
            scores[quotation[_written]] = logits[quotation[_written]];
        }

        return scores;
    }

    /// <summary>Notes the token that came.</summary>
    public void Write(int id)
    {
        if (_open.Count == 0)
        {
            _written = 0;
            foreach (var quotation in quotations)
            {
                if (quotation[0] == id)
                {
                    _open.Add(quotation);
                }
            }
        }
        else
        {
            for (var index = _open.Count - 1; index >= 0; index--)
            {
                if (_open[index][_written] != id)
                {
                    _open.RemoveAt(index);
                }
            }
        }

        _written++;
        foreach (var quotation in _open)
        {
            if (quotation.Length == _written)
            {
                _open.Clear();
                return;
            }
        }
    }
}
