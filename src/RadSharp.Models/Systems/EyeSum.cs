using RadSharp.Models.Vision;
using RadSharp.Tensors;
using RadSharp.Tensors.Gradients;
using RadSharp.Tensors.Operations;

namespace RadSharp.Models.Systems;

/// <summary>Adds up what the members of a <see cref="MiniEye"/> see on a square and its mirror image.</summary>
internal sealed class EyeSum(MiniConfig config)
{
    private readonly int _findings = config.Findings.Count;
    private readonly int _side = config.Vision.FeatureSize;
    private readonly float[] _logits = new float[config.Findings.Count];
    private readonly float[] _lungs = new float[8];
    private readonly float[] _maps = new float[config.Vision.FeatureSize * config.Vision.FeatureSize * config.Findings.Count];
    private float[] _pooled = [];
    private float[] _places = [];
    private float _projection;

    /// <summary>Adds a member's output: the square first, then its mirror image.</summary>
    /// <param name="output">Of a batch of two.</param>
    /// <param name="maps">[2, rows, columns, findings].</param>
    public void Add(ChestOutput output, Tensor maps)
    {
        for (var index = 0; index < _findings; index++)
        {
            _logits[index] += (output.Findings.Span[index] + output.Findings.Span[_findings + index]) / 2;
        }

        _projection += (output.Projection.Span[0] + output.Projection.Span[1]) / 2;
        for (var edge = 0; edge < _lungs.Length; edge++)
        {
            // Of the square alone: which lung is the left one is told by where it is.
            _lungs[edge] += output.Lungs.Span[edge];
        }

        var straight = maps.Span[.._maps.Length];
        var mirrored = maps.Span[_maps.Length..];
        for (var place = 0; place < _side * _side; place++)
        {
            var opposite = place - (place % _side) + (_side - 1 - (place % _side));
            for (var index = 0; index < _findings; index++)
            {
                _maps[(place * _findings) + index] +=
                    (straight[(place * _findings) + index] + mirrored[(opposite * _findings) + index]) / 2;
            }
        }
    }

    /// <summary>Keeps the features of the square.</summary>
    /// <param name="tape">Gets what is computed.</param>
    /// <param name="features">[2, rows, columns, channels], of the first member.</param>
    public void Keep(Tape tape, Tensor features)
    {
        var square = features.Rows(0, 1);
        _pooled = tape.Mean(square, [1, 2]).Span.ToArray();
        _places = tape.AdaptiveAveragePool2d(square, config.Grid, config.Grid).Span.ToArray();
    }

    /// <summary>The mean over the members.</summary>
    public EyeOutput Mean() => new()
    {
        Findings = PerMember(_logits),
        Projection = _projection / config.Members,
        Lungs = PerMember(_lungs),
        Maps = PerMember(_maps),
        Pooled = _pooled,
        Places = _places,
    };

    private float[] PerMember(float[] sums) => Array.ConvertAll(sums, sum => sum / config.Members);
}
