using RadSharp.Tensors.Kernels.Optimizers;

namespace RadSharp.Tensors.Optimizers;

/// <summary>
/// A moving average of weights over the steps of a training, which often evaluates better than the last weights. Starts
/// from the weights at construction.
/// </summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _averages;
    private readonly float _rate;

    /// <summary>Copies the weights.</summary>
    /// <param name="parameters">Whose averages to keep; Float32. Frozen ones need none.</param>
    /// <param name="decay">What an update keeps of the average; 0 ≤ decay &lt; 1, typically 0.999 or more.</param>
    public ExponentialMovingAverage(IEnumerable<Parameter> parameters, double decay)
    {
        _rate = (float)(1 - HyperParameter.BelowOne(nameof(decay), decay));
        _parameters = [.. parameters];
        foreach (var parameter in _parameters)
        {
            Expect.Float32("ExponentialMovingAverage", parameter);
        }

        _averages = [.. _parameters.Select(parameter => parameter.Value.Clone())];
    }

    /// <summary>Whether the parameters hold the averages now, and this object the weights.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>The averages (the weights while <see cref="IsSwapped"/>) under their parameters' names. They belong to this object.</summary>
    public IEnumerable<(string Name, Tensor Value)> State =>
        _parameters.Zip(_averages, (parameter, average) => (parameter.Name, average));

    /// <summary><c>average = decay · average + (1 − decay) · weight</c>: call it after each step.</summary>
    /// <exception cref="InvalidOperationException">The averages are swapped in.</exception>
    public void Update() => Update(_rate);

    /// <summary>
    /// The same with the decay <c>min(decay, (1 + step) / (10 + step))</c>, so that the weights of the start are soon forgotten
    /// (TensorFlow: train.ExponentialMovingAverage).
    /// </summary>
    /// <param name="step">Steps done before the last one, ≥ 0.</param>
    /// <exception cref="InvalidOperationException">The averages are swapped in.</exception>
    public void Update(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Update(Math.Max(_rate, 9f / (10 + step)));
    }

    /// <summary>Exchanges averages and weights: call it before evaluating and again afterwards. Exact; allocates nothing.</summary>
    public void Swap()
    {
        for (var index = 0; index < _parameters.Length; index++)
        {
            WeightAverage.Swap(_parameters[index].Value.Span, _averages[index].Span);
        }

        IsSwapped = !IsSwapped;
    }

    /// <summary>Continues from a <see cref="State"/> saved earlier; the values are copied.</summary>
    /// <exception cref="ArgumentException">
    /// An average is missing, has another shape, or belongs to no parameter here. Then nothing was changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">The averages are swapped in.</exception>
    public void Restore(IEnumerable<(string Name, Tensor Value)> saved)
    {
        ThrowIfSwapped("Restore");
        var byName = new SavedTensors("ExponentialMovingAverage", saved);
        foreach (var parameter in _parameters)
        {
            byName.Check(parameter.Name, parameter.Shape);
        }

        byName.CheckNoneIsLeft();
        for (var index = 0; index < _parameters.Length; index++)
        {
            byName[_parameters[index].Name].Span.CopyTo(_averages[index].Span);
        }
    }

    /// <summary>Gives the memory of the averages back; the parameters belong to their model.</summary>
    public void Dispose()
    {
        foreach (var average in _averages)
        {
            average.Dispose();
        }
    }

    private void Update(float rate)
    {
        ThrowIfSwapped("Update");
        for (var index = 0; index < _parameters.Length; index++)
        {
            WeightAverage.Update(_parameters[index].Value.Span, rate, _averages[index].Span);
        }
    }

    private void ThrowIfSwapped(string operation)
    {
        if (IsSwapped)
        {
            throw new InvalidOperationException(
                $"{operation}: the parameters hold the averages now. Call Swap once more to bring the weights back first.");
        }
    }
}
