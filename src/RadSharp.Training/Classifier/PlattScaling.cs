namespace RadSharp.Training.Classifier;

/// <summary>
/// Logistic regression of labels on logits (Platt 1999) with one scale for all findings, for which each alone has too few films,
/// and a shift for each.
/// </summary>
/// <param name="Scale">Multiplied with a logit.</param>
/// <param name="Shifts">Added then, a finding each.</param>
internal sealed record PlattScaling(double Scale, double[] Shifts)
{
    // A scale below would turn the order of films around, or forget it.
    private const double LeastScale = 0.05;

    // Weights of a prior at scale 1 and shift 0: next to nothing beside films, enough to have an answer without.
    private const double ScalePrior = 1, ShiftPrior = 1e-3;

    private const int MostSteps = 100;
    private const double Settled = 1e-9;

    /// <summary>Fits by Newton's method with steps that are halved until they improve.</summary>
    /// <param name="films">Of each finding, the films whose label is known.</param>
    public static PlattScaling Fit((float Logit, bool IsPresent)[][] films)
    {
        var targets = Array.ConvertAll(films, TargetsOf);
        var fit = new PlattScaling(1, new double[films.Length]);
        var loss = fit.Loss(films, targets);
        for (var step = 0; step < MostSteps; step++)
        {
            var (scaleStep, shiftSteps) = fit.NewtonStep(films, targets);
            var before = loss;
            for (var part = 1.0; part > Settled; part /= 2)
            {
                var next = new PlattScaling(
                    Math.Max(LeastScale, fit.Scale + (part * scaleStep)),
                    [.. fit.Shifts.Zip(shiftSteps, (shift, move) => shift + (part * move))]);
                if (next.Loss(films, targets) is var found && found < loss)
                {
                    (fit, loss) = (next, found);
                    break;
                }
            }

            if (before - loss < Settled)
            {
                break;
            }
        }

        return fit;
    }

    // Platt's targets: a little less than certain, so that a finding without a positive film has a finite shift.
    private static (double Present, double Absent) TargetsOf((float Logit, bool IsPresent)[] films)
    {
        var positives = films.Count(film => film.IsPresent);
        return ((positives + 1.0) / (positives + 2.0), 1.0 / (films.Length - positives + 2.0));
    }

    private double Loss((float Logit, bool IsPresent)[][] films, (double Present, double Absent)[] targets)
    {
        var loss = (ScalePrior * (Scale - 1) * (Scale - 1) / 2) + (ShiftPrior * Shifts.Sum(shift => shift * shift) / 2);
        for (var finding = 0; finding < films.Length; finding++)
        {
            foreach (var (logit, isPresent) in films[finding])
            {
                // log(1 + exp(x)) − target · x
                var x = (Scale * logit) + Shifts[finding];
                var target = isPresent ? targets[finding].Present : targets[finding].Absent;
                loss += Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))) - (target * x);
            }
        }

        return loss;
    }

    // The Hessian has the scale's row and column and a diagonal: eliminating the shifts leaves one equation for the scale.
    private (double Scale, double[] Shifts) NewtonStep(
        (float Logit, bool IsPresent)[][] films, (double Present, double Absent)[] targets)
    {
        var (gradient, curvature) = (ScalePrior * (Scale - 1), ScalePrior);
        var shiftGradients = Array.ConvertAll(Shifts, shift => ShiftPrior * shift);
        var shiftCurvatures = Array.ConvertAll(Shifts, _ => ShiftPrior);
        var mixed = new double[Shifts.Length];
        for (var finding = 0; finding < films.Length; finding++)
        {
            foreach (var (logit, isPresent) in films[finding])
            {
                var probability = 1 / (1 + Math.Exp(-((Scale * logit) + Shifts[finding])));
                var error = probability - (isPresent ? targets[finding].Present : targets[finding].Absent);
                var weight = probability * (1 - probability);
                gradient += error * logit;
                curvature += weight * logit * logit;
                shiftGradients[finding] += error;
                shiftCurvatures[finding] += weight;
                mixed[finding] += weight * logit;
            }
        }

        for (var finding = 0; finding < films.Length; finding++)
        {
            gradient -= mixed[finding] * shiftGradients[finding] / shiftCurvatures[finding];
            curvature -= mixed[finding] * mixed[finding] / shiftCurvatures[finding];
        }

        // At its bound the scale stays, and the shifts go on alone.
        var scale = Scale <= LeastScale ? Math.Max(-gradient / curvature, 0) : -gradient / curvature;
        return (scale, [.. Shifts.Select((_, finding) =>
            -(shiftGradients[finding] + (mixed[finding] * scale)) / shiftCurvatures[finding])]);
    }
}
