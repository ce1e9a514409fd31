namespace RadSharp.Models.Systems;

/// <summary>A small symmetric matrix in double precision, for statistics that are computed once.</summary>
/// <param name="size">Rows and columns.</param>
internal sealed class SymmetricMatrix(int size)
{
    private readonly double[] _values = new double[size * size];

    /// <summary>Rows and columns.</summary>
    public int Size => size;

    /// <summary>The mean of x · xᵀ over vectors of one length.</summary>
    public static SymmetricMatrix MeanOuterProduct(double[][] vectors)
    {
        var matrix = new SymmetricMatrix(vectors[0].Length);
        Parallel.For(0, matrix.Size, row =>
        {
            var values = matrix._values.AsSpan(row * matrix.Size, matrix.Size);
            foreach (var vector in vectors)
            {
                var factor = vector[row] / vectors.Length;
                for (var column = 0; column < values.Length; column++)
                {
                    values[column] += factor * vector[column];
                }
            }
        });
        return matrix;
    }

    /// <summary>The sum of the diagonal.</summary>
    public double Trace() => Enumerable.Range(0, size).Sum(index => _values[(index * size) + index]);

    /// <summary>The sum of all squares.</summary>
    public double SquaredNorm() => _values.Sum(value => value * value);

    /// <summary><c>xᵀ · this · x</c>.</summary>
    public double Quadratic(double[] x)
    {
        double sum = 0;
        for (var row = 0; row < size; row++)
        {
            double product = 0;
            for (var column = 0; column < size; column++)
            {
                product += _values[(row * size) + column] * x[column];
            }

            sum += product * x[row];
        }

        return sum;
    }

    /// <summary><c>factor · this + diagonal · identity</c>, in place.</summary>
    public void Blend(double factor, double diagonal)
    {
        for (var index = 0; index < _values.Length; index++)
        {
            _values[index] = (factor * _values[index]) + (index % (size + 1) == 0 ? diagonal : 0);
        }
    }

    /// <summary>The inverse by Cholesky's decomposition, row by row.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public double[] Inverse()
    {
        var factor = CholeskyFactor();
        var inverse = new double[size * size];
        Parallel.For(0, size, column =>
        {
            // L · y = e, then Lᵀ · x = y.
            var x = new double[size];
            for (var row = column; row < size; row++)
            {
                var sum = row == column ? 1.0 : 0;
                for (var inner = column; inner < row; inner++)
                {
                    sum -= factor[(row * size) + inner] * x[inner];
                }

                x[row] = sum / factor[(row * size) + row];
            }

            for (var row = size - 1; row >= 0; row--)
            {
                var sum = x[row];
                for (var inner = row + 1; inner < size; inner++)
                {
                    sum -= factor[(inner * size) + row] * x[inner];
                }

                x[row] = sum / factor[(row * size) + row];
                inverse[(row * size) + column] = x[row];
            }
        });
        return inverse;
    }

    // The lower triangle L with L · Lᵀ = this.
    private double[] CholeskyFactor()
    {
        var factor = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = _values[(row * size) + column];
                for (var inner = 0; inner < column; inner++)
                {
                    sum -= factor[(row * size) + inner] * factor[(column * size) + inner];
                }

                if (row == column && !(sum > 0))
                {
                    throw new ArgumentException("Expected a positive definite matrix; are there features that are no numbers?");
                }

                factor[(row * size) + column] = row == column ? Math.Sqrt(sum) : sum / factor[(column * size) + column];
            }
        }

        return factor;
    }
}
