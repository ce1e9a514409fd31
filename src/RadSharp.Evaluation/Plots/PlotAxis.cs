using System.Globalization;

namespace RadSharp.Evaluation.Plots;

/// <summary>A straight scale from numbers to places on the page, with ticks at round numbers.</summary>
internal sealed class PlotAxis
{
    // About as many ticks as can be read without touching each other.
    private const int Ticks = 5;

    private readonly double _low, _high, _from, _to, _step;

    /// <summary>Spans the values; from tick to tick where <paramref name="rounded"/>.</summary>
    /// <param name="values">What is to be shown; those that are not finite do not count, and nothing at all gives 0 to 1.</param>
    /// <param name="from">Place of the lowest number.</param>
    /// <param name="to">Place of the highest.</param>
    /// <param name="rounded">Whether the axis ends at ticks instead of at the outermost values.</param>
    public PlotAxis(IEnumerable<double> values, double from, double to, bool rounded)
    {
        (_from, _to) = (from, to);
        (_low, _high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite))
        {
            (_low, _high) = (Math.Min(_low, value), Math.Max(_high, value));
        }

        if (_low > _high)
        {
            (_low, _high) = (0, 1);
        }
        else if (_low == _high)
        {
            // A single value stands in the middle of an axis as wide as itself.
            var half = _low == 0 ? 0.5 : Math.Abs(_low) / 2;
            (_low, _high) = (_low - half, _high + half);
        }

        _step = RoundStep((_high - _low) / Ticks);
        if (rounded)
        {
            (_low, _high) = (Math.Floor(_low / _step) * _step, Math.Ceiling(_high / _step) * _step);
        }
    }

    /// <summary>Where a number stands on the page.</summary>
    public double Place(double value) => _from + ((value - _low) / (_high - _low) * (_to - _from));

    /// <summary>Round numbers within the axis with their spelling.</summary>
    public IEnumerable<(double Value, string Text)> RoundNumbers()
    {
        var digits = Math.Max(0, (int)-Math.Floor(Math.Log10(_step) + 1e-9));
        var form = digits > 4 ? "0.##e0" : digits == 0 ? "#,0" : $"0.{new string('0', digits)}";
        for (var tick = Math.Ceiling((_low / _step) - 1e-9); tick * _step <= _high + (_step * 1e-9); tick++)
        {
            // Adding zero turns a negative zero into zero.
            var value = (tick * _step) + 0.0;
            yield return (value, value.ToString(form, CultureInfo.InvariantCulture));
        }
    }

    // The next of 1, 2 and 5 times a power of ten.
    private static double RoundStep(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return (atLeast / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
