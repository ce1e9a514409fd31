namespace RadSharp.Training.Runs;

/// <summary>A number on a training's way.</summary>
/// <param name="Step">Steps done when it was measured.</param>
/// <param name="Value">What was measured.</param>
public readonly record struct CurvePoint(int Step, double Value);
