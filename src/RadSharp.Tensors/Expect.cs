using System.Diagnostics.CodeAnalysis;

namespace RadSharp.Tensors;

/// <summary>Checks of what operations are given. Every message names the operation, what was expected and what was found.</summary>
internal static class Expect
{
    /// <summary>Two spans of one length.</summary>
    public static void SameLength(string operation, int expected, int found)
    {
        if (expected != found)
        {
            Throw(operation, $"expected spans of one length, but found {expected} and {found} elements");
        }
    }

    /// <summary>A span of as many elements as a shape has.</summary>
    public static void Elements(string operation, Shape shape, int found)
    {
        if (shape.Count != found)
        {
            Throw(operation, $"expected the {shape.Count} elements of {shape}, but found {found}");
        }
    }

    /// <summary>A Float32 tensor.</summary>
    public static void Float32(string operation, Tensor tensor)
    {
        if (tensor.DType != DType.Float32)
        {
            Throw(operation, $"expected a Float32 tensor, but found {tensor}; convert it with To(DType.Float32)");
        }
    }

    /// <summary>A tensor of a certain shape.</summary>
    public static void Shaped(string operation, string name, Tensor tensor, Shape expected)
    {
        if (tensor.Shape != expected)
        {
            Throw(operation, $"expected {name} {expected}, but found {tensor}");
        }
    }

    /// <summary>A condition on shapes; the message is made only when it does not hold.</summary>
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        string operation,
        [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(condition))] ref ExpectMessage message)
    {
        if (!condition)
        {
            Throw(operation, message.ToString());
        }
    }

    [DoesNotReturn]
    private static void Throw(string operation, string message) => throw new ArgumentException($"{operation}: {message}.");
}
