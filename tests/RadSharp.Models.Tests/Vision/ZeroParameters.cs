using RadSharp.Models.Parameters;
using RadSharp.Tensors;

namespace RadSharp.Models.Tests.Vision;

/// <summary>Parameters that cost nothing to make, for tests of names and shapes.</summary>
internal sealed class ZeroParameters : IParameterSource
{
    public bool Contains(string name) => true;

    public Tensor Take(string name, Shape shape, ParameterKind kind) => Tensor.Zeros(shape);
}
