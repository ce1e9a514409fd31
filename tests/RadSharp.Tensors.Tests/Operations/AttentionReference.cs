namespace RadSharp.Tensors.Tests.Operations;

/// <summary>Attention as it is defined, in double precision, with the whole matrix of scores.</summary>
internal sealed class AttentionReference(Tensor q, Tensor k, Tensor v, double scale, bool isCausal, bool[]? keyMask)
{
    private readonly int _batch = q.Shape[0], _queryTokens = q.Shape[1], _keyTokens = k.Shape[1];
    private readonly int _queryHeads = q.Shape[2], _keyHeads = k.Shape[2], _headDim = q.Shape[3];

    /// <summary>[batch, queryTokens, queryHeads, headDim].</summary>
    public float[] Output()
    {
        var output = new float[q.Count];
        for (var batch = 0; batch < _batch; batch++)
        {
            for (var token = 0; token < _queryTokens; token++)
            {
                for (var head = 0; head < _queryHeads; head++)
                {
                    var probabilities = Probabilities(batch, token, head);
                    for (var dim = 0; dim < _headDim; dim++)
                    {
                        double sum = 0;
                        for (var key = 0; key < _keyTokens; key++)
                        {
                            sum += Sees(batch, token, key) ? probabilities[key] * v.Span[Key(batch, key, head) + dim] : 0;
                        }

                        output[Query(batch, token, head) + dim] = (float)sum;
                    }
                }
            }
        }

        return output;
    }

    /// <summary>The gradients of q, k and v for a gradient of the output.</summary>
    public (float[] Queries, float[] Keys, float[] Values) Gradients(ReadOnlySpan<float> outputGradient)
    {
        var (dq, dk, dv) = (new double[q.Count], new double[k.Count], new double[v.Count]);
        for (var batch = 0; batch < _batch; batch++)
        {
            for (var token = 0; token < _queryTokens; token++)
            {
                for (var head = 0; head < _queryHeads; head++)
                {
                    var query = Query(batch, token, head);
                    var probabilities = Probabilities(batch, token, head);
                    var slopes = new double[_keyTokens];
                    double mean = 0;
                    for (var key = 0; key < _keyTokens; key++)
                    {
                        var at = Key(batch, key, head);
                        for (var dim = 0; dim < _headDim; dim++)
                        {
                            slopes[key] += (double)outputGradient[query + dim] * v.Span[at + dim];
                            dv[at + dim] += probabilities[key] * outputGradient[query + dim];
                        }

                        mean += probabilities[key] * slopes[key];
                    }

                    for (var key = 0; key < _keyTokens; key++)
                    {
                        var at = Key(batch, key, head);
                        var slope = probabilities[key] * (slopes[key] - mean) * scale;
                        for (var dim = 0; dim < _headDim; dim++)
                        {
                            dq[query + dim] += slope * k.Span[at + dim];
                            dk[at + dim] += slope * q.Span[query + dim];
                        }
                    }
                }
            }
        }

        return (Array.ConvertAll(dq, x => (float)x), Array.ConvertAll(dk, x => (float)x), Array.ConvertAll(dv, x => (float)x));
    }

    private double[] Probabilities(int batch, int token, int head)
    {
        var probabilities = new double[_keyTokens];
        var max = double.NegativeInfinity;
        for (var key = 0; key < _keyTokens; key++)
        {
            double score = 0;
            for (var dim = 0; dim < _headDim; dim++)
            {
                score += (double)q.Span[Query(batch, token, head) + dim] * k.Span[Key(batch, key, head) + dim];
            }

            probabilities[key] = Sees(batch, token, key) ? score * scale : double.NegativeInfinity;
            max = Math.Max(max, probabilities[key]);
        }

        double sum = 0;
        for (var key = 0; key < _keyTokens; key++)
        {
            probabilities[key] = Sees(batch, token, key) ? Math.Exp(probabilities[key] - max) : 0;
            sum += probabilities[key];
        }

        for (var key = 0; key < _keyTokens && sum != 0; key++)
        {
            probabilities[key] /= sum;
        }

        return probabilities;
    }

    private bool Sees(int batch, int token, int key) =>
        (!isCausal || key <= token + _keyTokens - _queryTokens) && (keyMask is null || keyMask[(batch * _keyTokens) + key]);

    private int Query(int batch, int token, int head) => ((((batch * _queryTokens) + token) * _queryHeads) + head) * _headDim;

    private int Key(int batch, int token, int head) =>
        ((((batch * _keyTokens) + token) * _keyHeads) + (head / (_queryHeads / _keyHeads))) * _headDim;
}
