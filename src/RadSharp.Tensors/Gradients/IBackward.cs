namespace RadSharp.Tensors.Gradients;

/// <summary>The backward half of one recorded operation: turns the output's gradient into its inputs' gradients.</summary>
public interface IBackward
{
    /// <summary>
    /// Adds to the gradient of each input that needs one, through <see cref="Tape.GradientOf"/> or
    /// <see cref="Tape.PassGradient"/>. Called once.
    /// </summary>
    /// <param name="tape">The tape that recorded the operation.</param>
    /// <param name="output">The operation's output; <c>output.Gradient</c> is complete and may be overwritten.</param>
    void Run(Tape tape, Tensor output);
}
