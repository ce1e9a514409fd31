using System.Runtime.CompilerServices;

namespace RadSharp.Tensors;

/// <summary>An interpolated message that is only put together when the check it belongs to fails: checks allocate nothing.</summary>
[InterpolatedStringHandler]
internal ref struct ExpectMessage
{
    private DefaultInterpolatedStringHandler _text;

    public ExpectMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
