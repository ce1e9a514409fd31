using System.Runtime.CompilerServices;
using RadSharp.Tensors.Kernels.MatrixProduct;
using RadSharp.Tensors.Simd;

namespace RadSharp.Tensors.Kernels.Attention;

/// <summary>
/// Some rows of one key head in the backward pass: queries and output gradients, packed both ways, and the sums of the
/// query gradients while the panels of keys run past.
/// </summary>
internal readonly unsafe struct QueryBlock
{
    /// <summary>The most rows in a block: a multiple of every tile's rows and columns.</summary>
    public const int MaxRows = 96;

    private readonly int _headDim;
    private readonly int _columns;

    // By line for products with keys, by dimension for sums over the rows.
    private readonly float* _queriesByLine;
    private readonly float* _queriesByDim;
    private readonly float* _gradientsByLine;
    private readonly float* _gradientsByDim;

    // [MaxRows] each.
    private readonly float* _logSumExp;
    private readonly float* _delta;
    private readonly float* _visible;

    // [MaxRows][columns]: scores, then probabilities; gradients of the probabilities, then of the scores.
    private readonly float* _scores;
    private readonly float* _scoreGradients;

    // [columns of keys][columns of rows]
    private readonly float* _transposed;

    // For every columns rows [padded][columns].
    private readonly float* _sums;

    // [MaxRows][headDim]
    private readonly float* _stage;

    // [columns]: 0, 1, 2, …
    private readonly float* _numbers;

    /// <summary>Divides memory.</summary>
    /// <param name="headDim">Length of one query.</param>
    /// <param name="columns">Columns of a tile.</param>
    /// <param name="memory"><see cref="Floats"/> floats, 64-byte aligned.</param>
    public QueryBlock(int headDim, int columns, float* memory)
    {
        (_headDim, _columns) = (headDim, columns);
        _queriesByLine = memory;
        _gradientsByLine = _queriesByLine + (MaxRows * headDim);
        _queriesByDim = _gradientsByLine + (MaxRows * headDim);
        _gradientsByDim = _queriesByDim + (MaxRows * (headDim + 3));
        _sums = _gradientsByDim + (MaxRows * (headDim + 3));
        _stage = _sums + (MaxRows * (headDim + 3));
        _logSumExp = _stage + (MaxRows * headDim);
        _delta = _logSumExp + MaxRows;
        _visible = _delta + MaxRows;
        _scores = _visible + MaxRows;
        _scoreGradients = _scores + (MaxRows * columns);
        _transposed = _scoreGradients + (MaxRows * columns);
        _numbers = _transposed + (columns * columns);
        for (var lane = 0; lane < columns; lane++)
        {
            _numbers[lane] = lane;
        }
    }

    /// <summary>Floats of memory that a block needs.</summary>
    public static long Floats(int headDim, int columns) =>
        (MaxRows * ((6L * headDim) + 12 + (2 * columns))) + ((columns + 1) * columns);

    /// <summary>Loads <paramref name="rows"/> rows from <paramref name="row"/> on and starts their gradients at zero.</summary>
    /// <returns>How many keys the last row sees: none sees more.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Load<TLanes>(
        in AttentionLayout layout, in KeySelection selection, in BackwardInputs inputs, int batch, int head, int row, int rows)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var r = 0; r < rows; r++)
        {
            var offset = layout.RowOffset(batch, head, row + r);
            _delta[r] = Dot<TLanes>(inputs.Output + offset, inputs.OutputGradient + offset);
            _logSumExp[r] = inputs.LogSumExp[layout.RowNumber(batch, head, row + r)];
            _visible[r] = layout.VisibleKeys(selection, batch, row + r);
            LaneRows.Write<TLanes>(inputs.OutputGradient + offset, 1, _headDim, _stage + (r * _headDim), accumulate: false);
        }

        LinePanels.Pack<TLanes>(_stage, _headDim, rows, _headDim, _gradientsByLine);
        DimPanels.Pack<TLanes>(_stage, _headDim, rows, _headDim, rows, _gradientsByDim);
        for (var r = 0; r < rows; r++)
        {
            var offset = layout.RowOffset(batch, head, row + r);
            LaneRows.Write<TLanes>(inputs.Queries + offset, 1, _headDim, _stage + (r * _headDim), accumulate: false);
        }

        DimPanels.Pack<TLanes>(_stage, _headDim, rows, _headDim, rows, _queriesByDim);
        LaneRows.Write<TLanes>(_stage, layout.ScaleToBase2, rows * _headDim, _stage, accumulate: false);
        LinePanels.Pack<TLanes>(_stage, _headDim, rows, _headDim, _queriesByLine);
        new Span<float>(_sums, MaxRows * DimPanels.PaddedDim<TLanes>(_headDim)).Clear();
        return (int)_visible[rows - 1];
    }

    /// <summary>Takes the rows past a panel of keys and adds to the gradients of both.</summary>
    /// <param name="panel">The keys.</param>
    /// <param name="first">Number of the first key, within the selection; the last row sees it.</param>
    /// <param name="keys">Keys of the panel.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="wantsQueries">Whether the queries' gradients are wanted.</param>
    /// <param name="keyGradients">[PaddedDim][columns], or null.</param>
    /// <param name="valueGradients">[PaddedDim][columns], or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Attend<TLanes>(
        KeyPanel panel, int first, int keys, int rows, bool wantsQueries, float* keyGradients, float* valueGradients)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Rows that see none of the keys are left out, in whole tiles.
        var from = 0;
        while (_visible[from] <= first)
        {
            from++;
        }

        from -= from % Tile.Rows<TLanes>();
        var count = rows - from;
        var scores = _scores + (from * _columns);
        var scoreGradients = _scoreGradients + (from * _columns);
        LinePanels.Multiply<TLanes>(_queriesByLine + (from * _headDim), count, count, _headDim, panel.KeysTransposed, scores);
        LinePanels.Multiply<TLanes>(_gradientsByLine + (from * _headDim), count, count, _headDim, panel.ValuesTransposed, scoreGradients);
        DifferentiateSoftmax<TLanes>(first, from, rows);
        if (valueGradients is not null)
        {
            DimPanels.AddProduct<TLanes>(_gradientsByDim, rows, _headDim, from, scores, count, valueGradients);
        }

        if (keyGradients is not null)
        {
            DimPanels.AddProduct<TLanes>(_queriesByDim, rows, _headDim, from, scoreGradients, count, keyGradients);
        }

        var lanesFrom = from - (from % _columns);
        new Span<float>(_scoreGradients + (lanesFrom * _columns), (from - lanesFrom) * _columns).Clear();
        for (var row = lanesFrom; wantsQueries && row < rows; row += _columns)
        {
            new DepthContiguous(_scoreGradients + (row * _columns), _columns).Pack<TLanes>(
                0, Math.Min(_columns, rows - row), 0, keys, _columns, _transposed);
            DimPanels.AddProduct<TLanes>(panel.Keys, _columns, _headDim, 0, _transposed, keys, Sums<TLanes>(row));
        }
    }

    /// <summary>Writes the gradients of the queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Finish<TLanes>(
        in AttentionLayout layout, int batch, int head, int row, int rows, float* gradients, bool accumulate)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (var r = 0; r < rows; r += _columns)
        {
            new DepthContiguous(Sums<TLanes>(r), _columns).Pack<TLanes>(
                0, _headDim, 0, Math.Min(_columns, rows - r), _headDim, _stage + (r * _headDim));
        }

        for (var r = 0; r < rows; r++)
        {
            LaneRows.Write<TLanes>(
                _stage + (r * _headDim), layout.Scale, _headDim, gradients + layout.RowOffset(batch, head, row + r), accumulate);
        }
    }

    private float* Sums<TLanes>(int row) where TLanes : unmanaged, ILanes<TLanes> =>
        _sums + (row * DimPanels.PaddedDim<TLanes>(_headDim));

    // P = 2^(S − logSumExp), dS = P · (dP − delta), zero where a row does not see a key. With delta = Σ dO · O the sum
    // over all keys in the softmax's derivative is already there (Dao et al.).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DifferentiateSoftmax<TLanes>(int first, int from, int rows) where TLanes : unmanaged, ILanes<TLanes>
    {
        var score = _scores + (from * _columns);
        var gradient = _scoreGradients + (from * _columns);
        for (var row = from; row < rows; row++)
        {
            var logSumExp = TLanes.Broadcast(_logSumExp[row]);
            var delta = TLanes.Broadcast(_delta[row]);
            var seen = _visible[row] - first;
            var limit = TLanes.Broadcast(seen);
            for (var lane = 0; lane < _columns; lane += TLanes.Count)
            {
                var probability = LaneMath.Exp2(TLanes.Load(score + lane) - logSumExp);
                var slope = probability * (TLanes.Load(gradient + lane) - delta);
                if (seen < _columns)
                {
                    var number = TLanes.Load(_numbers + lane);
                    probability = TLanes.SelectGreater(limit, number, probability, TLanes.Zero);
                    slope = TLanes.SelectGreater(limit, number, slope, TLanes.Zero);
                }

                TLanes.Store(probability, score + lane);
                TLanes.Store(slope, gradient + lane);
            }

            score += _columns;
            gradient += _columns;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Dot<TLanes>(float* a, float* b) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes sum = default;
        for (var index = 0; index < _headDim; index += TLanes.Count)
        {
            var lanes = Math.Min(TLanes.Count, _headDim - index);
            TLanes.MulAdd(ref sum, TLanes.LoadPartial(a + index, lanes), TLanes.LoadPartial(b + index, lanes));
        }

        return TLanes.Sum(sum);
    }
}
