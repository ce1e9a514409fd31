using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Verification;

/// <summary>The gradients of a network's parameters.</summary>
internal static class NetworkGradients
{
    /// <summary>Marks every parameter, so that a backward pass leaves its gradient.</summary>
    public static void Want(ParameterSet parameters)
    {
        foreach (var parameter in parameters.Parameters)
        {
            parameter.IsTrainable = true;
        }
    }

    /// <summary>
    /// Finds a gradient by its parameter's name; null where there is no such parameter or backward has not reached it.
    /// </summary>
    /// <param name="parameters">After backward.</param>
    public static Func<string, Tensor?> Of(ParameterSet parameters)
    {
        var values = parameters.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Value);
        return name => values.TryGetValue(name, out var value) && value.HasGradient ? value.Gradient : null;
    }
}
