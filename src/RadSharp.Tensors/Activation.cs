namespace RadSharp.Tensors;

/// <summary>The element-wise functions between a network's layers, σ being the logistic function.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x · Φ(x) with the normal distribution Φ, exactly: x/2 · (1 + erf(x/√2)).</summary>
    Gelu,

    /// <summary>GELU's approximation by tanh: x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).</summary>
    GeluTanh,

    /// <summary>GELU's approximation by the logistic function: x · σ(1.702 x).</summary>
    QuickGelu,

    /// <summary>x · σ(x), also called swish.</summary>
    Silu,

    /// <summary>σ(x) = 1/(1 + e^−x).</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
