namespace RadSharp.Tensors.Optimizers;

/// <summary>
/// How the learning rate goes over a training: a linear rise from zero, then constant, linear or along half a cosine down to
/// a floor, and at the floor from there on. A value without state: a resumed training asks for the same step's factor.
/// </summary>
/// <remarks>As the schedules of Hugging Face transformers: the first step of a warm-up has the factor 0.</remarks>
public readonly record struct LearningRateSchedule
{
    private readonly Decline _decline;

    private LearningRateSchedule(Decline decline, int warmUpSteps, int totalSteps, double floor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(warmUpSteps);
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, warmUpSteps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HyperParameter.NotNegative(nameof(floor), floor), 1);
        _decline = decline;
        WarmUpSteps = warmUpSteps;
        TotalSteps = totalSteps;
        Floor = floor;
    }

    private enum Decline
    {
        None,
        Linear,
        Cosine,
    }

    /// <summary>Steps of the linear rise.</summary>
    public int WarmUpSteps { get; }

    /// <summary>The step at which the floor is reached, the warm-up included.</summary>
    public int TotalSteps { get; }

    /// <summary>The last factor, 0 to 1.</summary>
    public double Floor { get; }

    /// <summary>A rise, then 1.</summary>
    public static LearningRateSchedule Constant(int warmUpSteps = 0) => new(Decline.None, warmUpSteps, warmUpSteps, floor: 1);

    /// <summary>A rise, then a straight line from 1 to the floor.</summary>
    public static LearningRateSchedule Linear(int warmUpSteps, int totalSteps, double floor = 0) =>
        new(Decline.Linear, warmUpSteps, totalSteps, floor);

    /// <summary>A rise, then half a cosine from 1 to the floor.</summary>
    public static LearningRateSchedule Cosine(int warmUpSteps, int totalSteps, double floor = 0) =>
        new(Decline.Cosine, warmUpSteps, totalSteps, floor);

    /// <summary>What the learning rate is multiplied with in a step, 0 to 1.</summary>
    /// <param name="step">Steps done before this one; the first is 0.</param>
    public double Factor(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmUpSteps)
        {
            return (double)step / WarmUpSteps;
        }

        if (_decline == Decline.None)
        {
            return 1;
        }

        var progress = step >= TotalSteps ? 1 : (double)(step - WarmUpSteps) / (TotalSteps - WarmUpSteps);
        var height = _decline == Decline.Linear ? 1 - progress : (1 + Math.Cos(Math.PI * progress)) / 2;
        return Floor + ((1 - Floor) * height);
    }
}
