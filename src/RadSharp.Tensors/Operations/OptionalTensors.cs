namespace RadSharp.Tensors.Operations;

/// <summary>Inputs that an operation may go without.</summary>
internal static class OptionalTensors
{
    /// <summary>The elements, or an empty span where there is no tensor.</summary>
    public static Span<float> SpanOrEmpty(this Tensor? tensor) => tensor is { } present ? present.Span : default;

    /// <summary>Checks a Float32 tensor of a certain shape, where there is one.</summary>
    public static void ExpectShape(this Tensor? tensor, string operation, string name, Shape shape)
    {
        if (tensor is { } present)
        {
            Expect.Float32(operation, present);
            Expect.Shaped(operation, name, present, shape);
        }
    }
}
